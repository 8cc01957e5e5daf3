import { textsIn, valueAt } from "../../json.ts";
import { type SecretDestination, secretsOf } from "../resource-kind.ts";
import type { Model } from "../model.ts";

/**
 * Which secret goes where. For OAuth the place is the token endpoint's host; otherwise it is the connection, whose
 * API destinations decide.
 */
export function secretDestinations(model: Model): readonly SecretDestination[] {
  const endpoint = valueAt(model, "/AuthParameters/OAuthParameters/AuthorizationEndpoint");
  const tokenHost = `${typeof endpoint === "string" ? hostOf(endpoint) : "the token endpoint"}${privatePath(model, "/AuthParameters/ConnectivityParameters")}`;
  const name = model["Name"];
  const connection = `connection ${typeof name === "string" ? name : ""}${privatePath(model, "/InvocationConnectivityParameters")}`;
  return textsIn(model).flatMap(({ path, text }) => {
    const isOAuth = path.startsWith("/AuthParameters/OAuthParameters/");
    return secretsOf(text).map((secret) => ({ secret, destination: isOAuth ? tokenHost : connection }));
  });
}

/** Where EventBridge sends an OAuth client's secret; a validated endpoint always has a host. */
export function tokenHosts(model: Model): readonly string[] {
  const endpoint = valueAt(model, "/AuthParameters/OAuthParameters/AuthorizationEndpoint");
  return typeof endpoint === "string" ? [hostOf(endpoint)] : [];
}

/** A private endpoint is another place than a public one of the same name. */
function privatePath(model: Model, at: string): string {
  const arn = valueAt(model, `${at}/ResourceParameters/ResourceConfigurationArn`);
  return typeof arn === "string" ? ` through ${arn}` : "";
}

function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).host : endpoint;
}
