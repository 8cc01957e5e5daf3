import type { ConnectionModel } from "../../definition.ts";
import { leaves } from "../model.ts";
import { parseTemplate } from "../../reference.ts";
import { valueAt } from "../../json.ts";

/** A secret (a parameter, or the fingerprint of a literal) and the place it is sent to. */
export interface SecretDestination {
  readonly secret: string;
  readonly destination: string;
}

/**
 * Which secret goes where. For OAuth the place is the token endpoint's host; otherwise it is the connection, whose
 * API destinations decide.
 */
export function secretDestinations(model: ConnectionModel): readonly SecretDestination[] {
  const endpoint = valueAt(model, "/AuthParameters/OAuthParameters/AuthorizationEndpoint");
  const tokenHost = `${typeof endpoint === "string" ? hostOf(endpoint) : "the token endpoint"}${privatePath(model, "/AuthParameters/ConnectivityParameters")}`;
  const name = model["Name"];
  const connection = `connection ${typeof name === "string" ? name : ""}${privatePath(model, "/InvocationConnectivityParameters")}`;
  return leaves(model).flatMap(({ path, value }) => {
    if (typeof value !== "string") return [];
    const isOAuth = path.startsWith("/AuthParameters/OAuthParameters/");
    const destination = isOAuth ? tokenHost : connection;
    return parseTemplate(value).flatMap((part): readonly SecretDestination[] => {
      if (part.kind === "reference") return [{ secret: `parameter ${part.reference.path}`, destination }];
      if (part.kind === "literal")
        return [{ secret: `text in the file (${part.fingerprint.slice(0, 8)})`, destination }];
      return [];
    });
  });
}

/** A private endpoint is another place than a public one of the same name. */
function privatePath(model: ConnectionModel, at: string): string {
  const arn = valueAt(model, `${at}/ResourceParameters/ResourceConfigurationArn`);
  return typeof arn === "string" ? ` through ${arn}` : "";
}

function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).host : endpoint;
}

/** The pairs of `desired` that none of `before` has, each once. */
export function newDestinations(
  desired: ConnectionModel,
  before: readonly ConnectionModel[],
): readonly SecretDestination[] {
  const key = ({ secret, destination }: SecretDestination): string => JSON.stringify([secret, destination]);
  const known = new Set(before.flatMap(secretDestinations).map(key));
  const added = new Map(secretDestinations(desired).map((pair) => [key(pair), pair]));
  return [...added].filter(([each]) => !known.has(each)).map(([, pair]) => pair);
}
