import type { ConnectionModel } from "./definition.ts";
import { leaves } from "./model.ts";
import { parseTemplate } from "./reference.ts";
import { valueAt } from "./json.ts";

/**
 * Which secret goes where: every pair of a secret (a parameter, or the fingerprint of a literal) and the place it is
 * sent to. For OAuth that is the token endpoint's host; otherwise the connection, whose API destinations decide.
 */
export function secretDestinations(model: ConnectionModel): ReadonlySet<string> {
  const pairs = new Set<string>();
  const endpoint = valueAt(model, "/AuthParameters/OAuthParameters/AuthorizationEndpoint");
  const name = model["Name"];
  const connection = `connection ${typeof name === "string" ? name : ""}`;
  for (const { path, value } of leaves(model)) {
    if (typeof value !== "string") continue;
    const isOAuth = path.startsWith("/AuthParameters/OAuthParameters/");
    const destination = isOAuth && typeof endpoint === "string" ? hostOf(endpoint) : connection;
    for (const part of parseTemplate(value)) {
      if (part.kind === "reference") pairs.add(`${part.reference.path} -> ${destination}`);
      if (part.kind === "literal") pairs.add(`literal ${part.fingerprint.slice(0, 8)} -> ${destination}`);
    }
  }
  return pairs;
}

function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).host : endpoint;
}

/** The pairs of `desired` that `before` does not have. */
export function newDestinations(desired: ConnectionModel, before: ConnectionModel | null): readonly string[] {
  const known = before === null ? new Set<string>() : secretDestinations(before);
  return [...secretDestinations(desired)].filter((pair) => !known.has(pair));
}
