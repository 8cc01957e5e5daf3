import { isObject, type JsonObject, valueAt } from "../../values/json.ts";
import { parseTemplate } from "../../values/reference.ts";
import type { CheckContext } from "../check.ts";
import { didYouMean } from "../../values/did-you-mean.ts";
import { shownValue } from "../../values/shown-value.ts";
import { type Address, hostAndPort, readAddress } from "./address.ts";

const PATH = "/AuthParameters/OAuthParameters/AuthorizationEndpoint";

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
/** Names that lead to the machine itself or stay inside a network. */
const PRIVATE_NAME = /^(?:[^.]+|.*\.(?:local|localhost|internal|intranet|lan|home|corp|private))$/i;

/** Reports a token endpoint that the client secret must not be sent to. */
export function validateEndpoint(tree: JsonObject, context: CheckContext): void {
  const endpoint = valueAt(tree, PATH);
  if (typeof endpoint !== "string" || endpoint === "") return;
  const parts = parseTemplate(endpoint);
  const written = parts[0]?.kind === "text" ? parts[0].text : "";
  const authority = /^[^:/?]*:\/\/[^/?]*/.exec(written)?.[0];
  // What hides the host is refused as a reference.
  if (parts[0]?.kind !== "text" || (parts.length > 1 && authority === written)) return;

  const address = readAddress(written);
  const fault = addressFault(written, authority, address);
  if (fault !== null) {
    const line = context.lines.corrected(PATH, "https://auth.example.com/oauth/token");
    const hint = proposal(written, parts.length === 1, context) ?? `Write it as in \`${line}\``;
    context.problems.add("oauth-endpoint", PATH, `The token endpoint ${fault}.`, hint);
    context.problems.settle(PATH);
    return;
  }
  if (address !== undefined) validateHost(address, tree, context);
}

function addressFault(written: string, authority: string | undefined, address: Address | undefined): string | null {
  if (authority?.includes("@")) return "carries a user name or a password, which AWS keeps readable";
  if (/^http:\/\//i.test(written)) return "is not encrypted: the client secret would be sent over plain http";
  if (/^https:\/\/\[/i.test(written)) return "names its host by an IP address";
  if (address === undefined) return "is not an https address with a host";
  return hostFault(address.host) ?? portFault(address.port);
}

function hostFault(host: string): string | null {
  // Readers of addresses take 127.1, 0x7f000001 and 2130706433 for one host; a name is read in one way.
  if (/^(?:[0-9]+|0x[0-9a-f]*)$/i.test(host.split(".").at(-1) ?? "")) return "names its host by an IP address";
  if (/[^\x21-\x7e]/.test(host)) return "has a host with characters outside ASCII, which can look like another host";
  if (host.endsWith(".")) return "has a host that ends with a dot";
  return host.length <= 253 && host.split(".").every((label) => LABEL.test(label))
    ? null
    : "has a host that is no host name";
}

function portFault(port: string | undefined): string | null {
  if (port === undefined) return null;
  return /^[1-9][0-9]{0,4}$/.test(port) && Number(port) <= 65_535
    ? null
    : "has a port that is no number from 1 to 65535";
}

/** The corrected line where one thing only is wrong that changes nothing about the host. */
function proposal(written: string, whole: boolean, context: CheckContext): string | null {
  if (!whole || shownValue(written) === null || written.length > 200) return null;
  const corrected = written.replace(/^http:/i, "https:").replace(/^(https:\/\/[^/?:@]*[^/?:@.])\.(?=[/?:]|$)/i, "$1");
  const address = readAddress(corrected);
  if (corrected === written || address === undefined) return null;
  const usable = hostFault(address.host) === null && portFault(address.port) === null;
  return usable ? `Write \`${context.lines.corrected(PATH, corrected)}\`` : null;
}

function validateHost(address: Address, tree: JsonObject, context: CheckContext): void {
  const { host } = address;
  const allowed = context.settings.allowedOAuthHosts;
  const wanted = hostAndPort(address);
  // An entry without a port allows the https port; one with a port allows that one.
  if (allowed !== null && !allowed.some((entry) => entry.toLowerCase() === wanted)) {
    const near = didYouMean(wanted, allowed);
    const list = allowed.length === 0 ? "The configuration allows no host." : `Allowed: ${allowed.join(", ")}.`;
    const hint = near === undefined ? list : `Did you mean \`${near}\`? ${list}`;
    context.problems.add("oauth-host", PATH, `The client secret may not be sent to ${wanted}.`, hint);
  }
  if (/(?:^|\.)xn--/i.test(host)) {
    const message = `The host ${wanted} has letters outside ASCII, written in punycode, and can look like another host.`;
    const hint = "Compare it with the provider's documentation, or list the host in `oauthHosts`.";
    if (allowed === null) context.problems.add("oauth-host-punycode", PATH, message, hint);
  }
  const privatePath = isObject(valueAt(tree, "/AuthParameters/ConnectivityParameters") ?? null);
  if (PRIVATE_NAME.test(host) && !privatePath) {
    const message = `EventBridge cannot reach ${wanted} over the internet.`;
    const hint = "Write a public host, or give the private path to it in `connectivityParameters`.";
    context.problems.add("oauth-host-private", PATH, message, hint);
  }
}
