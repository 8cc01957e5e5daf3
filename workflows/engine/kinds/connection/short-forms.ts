import { isObject, type Json, type JsonObject } from "../../values/json.ts";
import { extraProperties } from "./extras.ts";
import type { ConnectionContext } from "./facts.ts";
import { authorizationTypes, credentialsOf } from "./schema.ts";

const AUTH = "/AuthParameters";

/** A short form of `authParameters`, and the path in it that it stands for. */
const shortForms: Readonly<Record<string, readonly string[]>> = {
  apiKey: ["ApiKeyAuthParameters", "ApiKeyValue"],
  apiKeyName: ["ApiKeyAuthParameters", "ApiKeyName"],
  // Beside the value it brings the header's name, `Authorization`.
  oauthToken: ["ApiKeyAuthParameters", "ApiKeyValue"],
  username: ["BasicAuthParameters", "Username"],
  password: ["BasicAuthParameters", "Password"],
  clientId: ["OAuthParameters", "ClientParameters", "ClientID"],
  clientSecret: ["OAuthParameters", "ClientParameters", "ClientSecret"],
  authorizationEndpoint: ["OAuthParameters", "AuthorizationEndpoint"],
  httpMethod: ["OAuthParameters", "HttpMethod"],
};

/** Replaces the short forms by what they stand for, and drops the settings that AWS has no counterpart for. */
export function expandShortForms(tree: JsonObject, context: ConnectionContext): JsonObject {
  return inferAuthorization(dropConnectivitySettings(expandCredentials(tree, context), context), context);
}

function expandCredentials(tree: JsonObject, context: ConnectionContext): JsonObject {
  const auth = tree["AuthParameters"];
  if (!isObject(auth)) return tree;
  const written = Object.keys(shortForms).filter((name) => Object.hasOwn(auth, name));
  if (written.length === 0) return tree;

  const expanded: Record<string, Json> = Object.fromEntries(
    Object.entries(auth).filter(([name]) => !Object.hasOwn(shortForms, name)),
  );
  for (const block of new Set(written.map((name) => shortForms[name]?.[0] ?? ""))) {
    const names = written.filter((name) => shortForms[name]?.[0] === block);
    const [brief = ""] = names;
    if (Object.hasOwn(auth, block)) {
      context.problems.add("duplicate-property/block", `${AUTH}/${brief}`, { brief, block });
    } else {
      expanded[block] = expandBlock(block, names, auth, context);
    }
  }
  return { ...tree, AuthParameters: expanded };
}

function expandBlock(
  block: string,
  names: readonly string[],
  auth: JsonObject,
  context: ConnectionContext,
): JsonObject {
  const bearer = names.includes("oauthToken");
  const rival = names.find((name) => name !== "oauthToken");
  if (bearer && rival !== undefined) {
    context.problems.add("duplicate-property/token", `${AUTH}/${rival}`, { rival });
  }
  linkBlock(block, bearer, context);

  const result: Record<string, Json> = {};
  for (const name of names) {
    const path = shortForms[name] ?? [];
    const value = auth[name] as Json;
    if (typeof value === "string") put(result, path.slice(1), name === "oauthToken" ? asBearer(value) : value);
    else context.problems.add("wrong-type", `${AUTH}/${path.join("/")}`, { expected: "string", value });
  }
  if (bearer) result["ApiKeyName"] = "Authorization";
  else if (names.includes("apiKey") && !names.includes("apiKeyName")) {
    result["ApiKeyName"] = "x-api-key";
    if (typeof auth["apiKey"] === "string") context.problems.add("api-key-name-default", `${AUTH}/apiKey`, {});
  }
  return result;
}

/** From now on the members of the block stand where the short forms do, or would. */
function linkBlock(block: string, bearer: boolean, context: ConnectionContext): void {
  const parent = context.source.written(AUTH);
  context.source.link(`${AUTH}/${block}`, parent);
  for (const [name, path] of Object.entries(shortForms)) {
    if (path[0] !== block || (name === "oauthToken") !== (bearer && path[1] === "ApiKeyValue")) continue;
    for (let length = 2; length < path.length; length++) {
      context.source.link(`${AUTH}/${path.slice(0, length).join("/")}`, parent);
    }
    context.source.link(`${AUTH}/${path.join("/")}`, context.source.written(`${AUTH}/${name}`));
  }
}

function put(target: Record<string, Json>, path: readonly string[], value: Json): void {
  const [name = "", ...rest] = path;
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  const inner: Record<string, Json> = { ...(target[name] as JsonObject | undefined) };
  put(inner, rest, value);
  target[name] = inner;
}

/** A token that carries the scheme already keeps it as it is. */
function asBearer(token: string): string {
  return /^bearer /i.test(token) ? token : `Bearer ${token}`;
}

function dropConnectivitySettings(tree: JsonObject, context: ConnectionContext): JsonObject {
  const path = "/InvocationConnectivityParameters";
  const connectivity = tree["InvocationConnectivityParameters"];
  if (!isObject(connectivity)) return tree;
  const settings = Object.keys(extraProperties[path] ?? {}).filter((name) => Object.hasOwn(connectivity, name));
  for (const setting of settings) {
    context.problems.add("connectivity-setting-ignored", `${path}/${setting}`, { setting });
  }
  const rest = Object.fromEntries(Object.entries(connectivity).filter(([name]) => !settings.includes(name)));
  const { InvocationConnectivityParameters: _dropped, ...others } = tree;
  // With nothing but such settings there is no private network path to speak of.
  const nothingElse = settings.length > 0 && Object.keys(rest).length === 0;
  return nothingElse ? others : { ...tree, InvocationConnectivityParameters: rest };
}

/** The documentation of the interface writes `AWS_IAM`, which EventBridge does not have. */
function inferAuthorization(tree: JsonObject, context: ConnectionContext): JsonObject {
  if (tree["AuthorizationType"] !== "AWS_IAM" || !isObject(tree["AuthParameters"])) return tree;
  const auth = tree["AuthParameters"];
  const [type, ...more] = authorizationTypes.filter((name) => Object.hasOwn(auth, credentialsOf[name]));
  if (type === undefined || more.length > 0) return tree;
  context.problems.add("authorization-inferred", "/AuthorizationType", { type });
  return { ...tree, AuthorizationType: type };
}
