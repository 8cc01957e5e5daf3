import { isObject, type JsonObject, valueAt } from "../../values/json.ts";
import type { CheckContext } from "../check.ts";
import { typeFor } from "./authorization.ts";

const AUTH = "/AuthParameters/ConnectivityParameters";
const INVOCATION = "/InvocationConnectivityParameters";
const RESOURCE = "/ResourceParameters/ResourceConfigurationArn";
const REGION = /^arn:[a-z0-9-]+:vpc-lattice:([a-z0-9-]+):/;

/** Reports private paths that lead nowhere: of another region, or to a token endpoint that is never asked. */
export function validatePrivatePaths(tree: JsonObject, context: CheckContext): void {
  for (const parent of [AUTH, INVOCATION]) validateRegion(`${parent}${RESOURCE}`, tree, context);
  const type = typeFor(tree);
  if (type === undefined || type === "OAUTH_CLIENT_CREDENTIALS" || !isObject(valueAt(tree, AUTH))) return;
  const invocation = context.places.name(INVOCATION);
  const message = `\`${context.places.name(AUTH)}\` lead to an OAuth token endpoint, and ${type} asks none.`;
  const hint = `Write \`${invocation}\` beside \`${context.places.name("/AuthParameters")}\`: they lead to the endpoint that is invoked.`;
  context.problems.add("connectivity-without-oauth", AUTH, message, hint);
}

function validateRegion(path: string, tree: JsonObject, { places, problems, settings }: CheckContext): void {
  const arn = valueAt(tree, path);
  const own = typeof arn === "string" ? REGION.exec(arn)?.[1] : undefined;
  // What has another fault already needs no word about its region.
  if (own === undefined || settings.region === null || own === settings.region || problems.brokenAt(path)) return;
  const message = `\`${places.name(path)}\` is of ${own}, the target of ${settings.region}: AWS does not support private connections across regions.`;
  problems.add("connectivity-region", path, message, `Use a resource configuration of ${settings.region}.`);
}
