import { isObject, type JsonObject, valueAt } from "../../values/json.ts";
import { typeFor } from "./authorization.ts";
import type { ConnectionContext } from "./facts.ts";

const AUTH = "/AuthParameters/ConnectivityParameters";
const INVOCATION = "/InvocationConnectivityParameters";
const RESOURCE = "/ResourceParameters/ResourceConfigurationArn";
const REGION = /^arn:[a-z0-9-]+:vpc-lattice:([a-z0-9-]+):/;

/** Reports private paths that lead nowhere: of another region, or to a token endpoint that is never asked. */
export function validatePrivatePaths(tree: JsonObject, context: ConnectionContext): void {
  for (const parent of [AUTH, INVOCATION]) validateRegion(`${parent}${RESOURCE}`, tree, context);
  const type = typeFor(tree);
  if (type === undefined || type === "OAUTH_CLIENT_CREDENTIALS" || !isObject(valueAt(tree, AUTH))) return;
  context.problems.add("connectivity-without-oauth", AUTH, { type });
}

function validateRegion(path: string, tree: JsonObject, { problems, settings }: ConnectionContext): void {
  const arn = valueAt(tree, path);
  const own = typeof arn === "string" ? REGION.exec(arn)?.[1] : undefined;
  const { region } = settings;
  // What has another fault already needs no word about its region.
  if (own === undefined || region === null || own === region || problems.brokenAt(path)) return;
  problems.add("connectivity-region", path, { own, target: region });
}
