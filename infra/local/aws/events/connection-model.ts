import { credentialsOf } from "../../../../workflows/engine/kinds/connection/schema.ts";
import { isObject, type Json, type JsonObject, valueAt } from "../../../../workflows/engine/values/json.ts";
import { without } from "../cloud-control/resource-model.ts";
import type { Act } from "../cloud-control/resource-type.ts";

const INVOCATION = "/AuthParameters/InvocationHttpParameters";
const TOKEN_REQUEST = "/AuthParameters/OAuthParameters/OAuthHttpParameters";
const parents = [INVOCATION, TOKEN_REQUEST];
const lists = ["HeaderParameters", "QueryStringParameters", "BodyParameters"];

/** What a connection may have or not, deepest last. */
const optional = [
  "/Description",
  "/KmsKeyIdentifier",
  ...parents,
  ...parents.flatMap((parent) => lists.map((list) => `${parent}/${list}`)),
];
const privatePaths = ["/InvocationConnectivityParameters", "/AuthParameters/ConnectivityParameters"];

/** What EventBridge keeps of a new connection. */
export function createdModel(given: JsonObject, act: Act): JsonObject {
  return kept(withoutEmptyKey(given), act);
}

/**
 * The model after UpdateConnection: what the request leaves out stays, at every level, lists are replaced, and empty
 * ones clear. Cloud Control's handler sends nothing for what the model lacks, so what a patch removes stays too.
 *
 * That an empty list clears, and that nothing takes a key off, is unconfirmed: faults do it the other way. So is that
 * removals have no effect on anything but the invocation parameters, of which it was seen.
 */
export function updatedModel(before: JsonObject, changes: JsonObject, act: Act): JsonObject {
  const { alteration } = act;
  const missing = (path: string): boolean => valueAt(changes, path) === undefined;
  const key = changes["KmsKeyIdentifier"];
  const removed = [
    ...(alteration.takeRemovals === true ? optional.filter(missing) : []),
    ...(alteration.goPublic === true ? privatePaths.filter(missing) : []),
    ...(alteration.releaseKey === true && (key === undefined || key === "") ? ["/KmsKeyIdentifier"] : []),
  ];
  const given = withoutEmptyKey(alteration.keepEmptied === true ? withoutEmptyLists(changes) : changes);
  return kept(publicWhereEmptied(ownCredentials(merged(without(before, removed), given))), act);
}

/** The credentials block that the authorization type asks for and the model lacks; undefined where all is well. */
export function missingCredentials(model: JsonObject): string | undefined {
  const block = blockOf(model);
  return block === undefined || valueAt(model, `/AuthParameters/${block}`) !== undefined ? undefined : block;
}

const blockOf = (model: JsonObject): string | undefined =>
  Object.entries(credentialsOf).find(([type]) => type === model["AuthorizationType"])?.[1];

function merged(before: JsonObject, changes: JsonObject): JsonObject {
  const members = Object.entries(changes).map(([name, value]): [string, Json] => {
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    return [name, isObject(old) && isObject(value) ? merged(old, value) : value];
  });
  return { ...before, ...Object.fromEntries(members) };
}

/** Credentials of another type than the connection's are ignored, as the documentation says. */
function ownCredentials(model: JsonObject): JsonObject {
  if (missingCredentials(model) !== undefined) return model;
  const others = Object.values(credentialsOf).filter((block) => block !== blockOf(model));
  return without(
    model,
    others.map((block) => `/AuthParameters/${block}`),
  );
}

/** An empty resource configuration takes the private path away. */
function publicWhereEmptied(model: JsonObject): JsonObject {
  const isEmptied = (path: string): boolean =>
    valueAt(model, `${path}/ResourceParameters/ResourceConfigurationArn`) === "";
  return without(model, privatePaths.filter(isEmptied));
}

const withoutEmptyKey = (model: JsonObject): JsonObject =>
  model["KmsKeyIdentifier"] === "" ? without(model, ["/KmsKeyIdentifier"]) : model;

const isEmptyList = (value: Json | undefined): boolean => Array.isArray(value) && value.length === 0;

function withoutEmptyLists(model: JsonObject): JsonObject {
  const paths = parents.flatMap((parent) => lists.map((list) => `${parent}/${list}`));
  return without(
    model,
    paths.filter((path) => isEmptyList(valueAt(model, path))),
  );
}

/** The model as EventBridge shows it again: nothing in place of what is empty, and the key in the form that it has. */
function kept(model: JsonObject, act: Act): JsonObject {
  // An object that was given without lists comes back as it is, as recorded from AWS.
  const emptied = parents.filter((path) => {
    const parent = valueAt(model, path);
    return isObject(parent) && Object.keys(parent).length > 0 && Object.values(parent).every(isEmptyList);
  });
  const shown = withoutEmptyLists(
    without(model, [...emptied, ...(model["Description"] === "" ? ["/Description"] : [])]),
  );
  return act.alteration.kmsArn === true ? withKeyArn(shown, act) : shown;
}

/** Keys of several regions have ids of another form. */
const KEY_ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The key reads back as it was given; that its ARN does not come back in place of its id is unconfirmed. */
function withKeyArn(model: JsonObject, { region, account }: Act): JsonObject {
  const { KmsKeyIdentifier: key, ...others } = model;
  if (typeof key !== "string" || !KEY_ID.test(key)) return model;
  return { ...others, KmsKeyIdentifier: `arn:aws:kms:${region}:${account}:key/${key}` };
}
