import { type JsonObject, valueAt } from "../json.ts";
import { parseTemplate } from "../reference.ts";
import type { Context } from "./context.ts";

const PATH = "/AuthParameters/OAuthParameters/AuthorizationEndpoint";

/**
 * Scheme, host and port, up to where the path begins. Stricter than a URL parser: parsers disagree about percent signs,
 * `@` and missing slashes, and the host that is checked has to be the host that EventBridge calls.
 */
const ADDRESS = /^https:\/\/([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(:[0-9]{1,5})?(?:[/?]|$)/;

/** Reports a token endpoint that the client secret must not be sent to. */
export function validateEndpoint(tree: JsonObject, context: Context): void {
  const endpoint = valueAt(tree, PATH);
  if (typeof endpoint !== "string" || endpoint === "") return;
  const parts = parseTemplate(endpoint);
  const written = parts[0]?.kind === "text" ? parts[0].text : "";
  const authority = /^[^:/?]*:\/\/[^/?]*/.exec(written)?.[0];
  if (parts.length > 1 && authority === written) return reportHiddenHost(context);
  if (parts[0]?.kind !== "text") return reportHiddenHost(context);

  const address = ADDRESS.exec(written);
  if (address === null) {
    const message = authority?.includes("@")
      ? "The token endpoint carries a user name or a password, which AWS keeps readable."
      : "The token endpoint is not an https address with a host.";
    context.problems.add("oauth-endpoint", PATH, message, 'Write it as in "https://auth.example.com/oauth/token".');
    return;
  }
  const [, host = "", port = ""] = address;
  const allowed = context.settings.allowedOAuthHosts;
  if (allowed === null || allowed.some((entry) => isHost(entry, host, port))) return;
  const message = `The client secret may not be sent to ${host}${port}.`;
  const hint = allowed.length === 0 ? "No host is allowed." : `Allowed: ${allowed.join(", ")}.`;
  context.problems.add("oauth-host", PATH, message, hint);
}

/** An entry without a port allows the https port; one with a port allows that one. */
function isHost(entry: string, host: string, port: string): boolean {
  const wanted = `${host}${port === ":443" ? "" : port}`.toLowerCase();
  return entry.toLowerCase() === wanted;
}

function reportHiddenHost(context: Context): void {
  const message = "The host of the token endpoint cannot be a reference: the plan has to show it.";
  context.problems.add("reference-not-allowed", PATH, message, "Write scheme and host as text.");
}
