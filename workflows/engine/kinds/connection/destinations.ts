import { textsIn, valueAt } from "../../values/json.ts";
import { type SecretDestination, secretsOf } from "../resource-kind.ts";
import type { Model } from "../../values/model.ts";
import { hostAndPort, readAddress } from "./address.ts";

const OAUTH = "/AuthParameters/OAuthParameters";

/**
 * Which secret goes where. For all that OAuth sends the place is the token endpoint; otherwise it is the connection,
 * whose API destinations decide. Pairs are compared within one key, so that its noun and its name stand for it.
 */
export function secretDestinations(model: Model): readonly SecretDestination[] {
  const endpoint = valueAt(model, `${OAUTH}/AuthorizationEndpoint`);
  const name = model["Name"];
  const asked =
    (typeof endpoint === "string" ? tokenEndpoint(endpoint) : "the token endpoint") +
    privatePath(model, "/AuthParameters/ConnectivityParameters");
  const invoked =
    `connection ${typeof name === "string" ? name : ""}` + privatePath(model, "/InvocationConnectivityParameters");
  return textsIn(model).flatMap(({ path, text }) => {
    const destination = path.startsWith(`${OAUTH}/`) ? asked : invoked;
    return secretsOf(text).map((secret) => ({ secret, destination }));
  });
}

/**
 * Origin, path and query in the one spelling that is the same for every server: on a host that many share the path
 * says whose endpoint it is. What is not certain to be the same place, such as a slash at the end, is another one.
 */
function tokenEndpoint(text: string): string {
  const address = readAddress(text);
  // What a reference stands for is not known.
  if (address === undefined || text.includes("{{")) return text;
  const rest = address.rest.replace(/#.*$/s, "");
  return `https://${hostAndPort(address)}${rest.startsWith("/") ? rest : `/${rest}`}`;
}

/** Where EventBridge sends an OAuth client's secret; a validated endpoint always has a host. */
export function tokenHosts(model: Model): readonly string[] {
  const endpoint = valueAt(model, `${OAUTH}/AuthorizationEndpoint`);
  if (typeof endpoint !== "string") return [];
  const address = readAddress(endpoint);
  return [address === undefined ? endpoint : hostAndPort(address)];
}

/** A private endpoint is another place than a public one of the same name. */
function privatePath(model: Model, at: string): string {
  const arn = valueAt(model, `${at}/ResourceParameters/ResourceConfigurationArn`);
  return typeof arn === "string" ? ` through ${arn}` : "";
}
