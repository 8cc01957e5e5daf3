import { isObject, type JsonObject, valueAt } from "../../values/json.ts";
import { parseTemplate } from "../../values/reference.ts";
import { type Address, hostAndPort, readAddress } from "./address.ts";
import { typeFor } from "./authorization.ts";
import type { ConnectionContext, EndpointFault } from "./facts.ts";

const PATH = "/AuthParameters/OAuthParameters/AuthorizationEndpoint";
/** Private paths, to the token endpoint and to the endpoint that is invoked. */
const TOKEN_PATH = "/AuthParameters/ConnectivityParameters";
const INVOCATION_PATH = "/InvocationConnectivityParameters";
const RESOURCE = "/ResourceParameters/ResourceConfigurationArn";
const REGION = /^arn:[a-z0-9-]+:vpc-lattice:([a-z0-9-]+):/;

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
/** Names that lead to the machine itself or stay inside a network. */
const PRIVATE_NAME = /^(?:[^.]+|.*\.(?:local|localhost|internal|intranet|lan|home|corp|private))$/i;

/** Reports a token endpoint that the client secret must not be sent to. */
export function validateEndpoint(tree: JsonObject, context: ConnectionContext): void {
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
    context.problems.add("oauth-endpoint", PATH, { fault, written, whole: parts.length === 1 });
    context.problems.settle(PATH);
    return;
  }
  if (address !== undefined) validateHost(address, tree, context);
}

function addressFault(
  written: string,
  authority: string | undefined,
  address: Address | undefined,
): EndpointFault | null {
  if (authority?.includes("@")) return "user";
  if (/^http:\/\//i.test(written)) return "http";
  if (/^https:\/\/\[/i.test(written)) return "ip";
  if (address === undefined) return "no-address";
  return hostFault(address.host) ?? portFault(address.port);
}

function hostFault(host: string): EndpointFault | null {
  // Readers of addresses take 127.1, 0x7f000001 and 2130706433 for one host; a name is read in one way.
  if (/^(?:[0-9]+|0x[0-9a-f]*)$/i.test(host.split(".").at(-1) ?? "")) return "ip";
  if (/[^\x21-\x7e]/.test(host)) return "ascii";
  if (host.endsWith(".")) return "dot";
  return host.length <= 253 && host.split(".").every((label) => LABEL.test(label)) ? null : "no-host";
}

function portFault(port: string | undefined): EndpointFault | null {
  if (port === undefined) return null;
  return /^[1-9][0-9]{0,4}$/.test(port) && Number(port) <= 65_535 ? null : "port";
}

/** Whether the client secret could be sent to the host of an address. */
export function isUsable({ host, port }: Address): boolean {
  return hostFault(host) === null && portFault(port) === null;
}

function validateHost(address: Address, tree: JsonObject, { problems, settings }: ConnectionContext): void {
  const allowed = settings.allowedOAuthHosts;
  const host = hostAndPort(address);
  // An entry without a port allows the https port; one with a port allows that one.
  if (allowed !== null && !allowed.some((entry) => entry.toLowerCase() === host)) {
    problems.add("oauth-host", PATH, { host, allowed });
  }
  if (allowed === null && /(?:^|\.)xn--/i.test(address.host)) problems.add("oauth-host-punycode", PATH, { host });
  const privatePath = isObject(valueAt(tree, TOKEN_PATH) ?? null);
  if (PRIVATE_NAME.test(address.host) && !privatePath) problems.add("oauth-host-private", PATH, { host });
}

/** Reports private paths that lead nowhere: of another region, or to a token endpoint that is never asked. */
export function validatePrivatePaths(tree: JsonObject, context: ConnectionContext): void {
  for (const parent of [TOKEN_PATH, INVOCATION_PATH]) validateRegion(`${parent}${RESOURCE}`, tree, context);
  const type = typeFor(tree);
  if (type === undefined || type === "OAUTH_CLIENT_CREDENTIALS" || !isObject(valueAt(tree, TOKEN_PATH))) return;
  context.problems.add("connectivity-without-oauth", TOKEN_PATH, { type });
}

function validateRegion(path: string, tree: JsonObject, { problems, settings }: ConnectionContext): void {
  const arn = valueAt(tree, path);
  const own = typeof arn === "string" ? REGION.exec(arn)?.[1] : undefined;
  const { region } = settings;
  // What has another fault already needs no word about its region.
  if (own === undefined || region === null || own === region || problems.brokenAt(path)) return;
  problems.add("connectivity-region", path, { own, target: region });
}
