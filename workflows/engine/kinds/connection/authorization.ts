import { isObject, type JsonObject } from "../../values/json.ts";
import type { Missing } from "../meaning.ts";
import { nodeAt } from "../schema.ts";
import type { ConnectionContext } from "./facts.ts";
import { type AuthorizationType, authorizationTypes as types, connectionSchema, credentialsOf } from "./schema.ts";

const PATH = "/AuthorizationType";
const AUTH = "/AuthParameters";

/** Reports several kinds of credentials, and more beside them than Cloud Control takes. */
export function validateCredentials(tree: JsonObject, context: ConnectionContext): void {
  const given = givenTypes(tree);
  // At the object that has them all.
  if (given.length > 1) context.problems.add("credentials-conflict", AUTH, { type: typeOf(tree), given });
  else reportCrowd(given[0], tree, context);
}

/** Reports a type that EventBridge does not have, and credentials that do not go with the type. */
export function validateAuthorization(tree: JsonObject, context: ConnectionContext): void {
  const { problems } = context;
  const value = tree["AuthorizationType"];
  const type = typeOf(tree);
  const given = typeFor(tree);
  // A reference is refused as such.
  if (typeof value === "string" && type === undefined && !problems.brokenAt(PATH)) {
    problems.add("invalid-value/type", PATH, { value, given });
  }
  if (type !== undefined && given !== undefined && given !== type) {
    problems.add("authorization-mismatch", PATH, { type, given });
  }
}

/** Reports what is missing of the type and the credentials, where one says what the other has to be. */
export function reportMissing({ path, parent }: Missing, tree: JsonObject, { problems }: ConnectionContext): boolean {
  const type = typeFor(tree);
  if (path === parent) problems.add("credentials-missing", path, { block: blockFor(tree) });
  else if (path === PATH && type !== undefined) problems.add("missing-property/type", path, { type });
  else if (path === AUTH) problems.add("missing-property/credentials", path, { block: blockFor(tree) });
  else return false;
  return true;
}

/** The type that goes with the credentials given; undefined where they do not say. */
export function typeFor(tree: JsonObject): AuthorizationType | undefined {
  const given = givenTypes(tree);
  return given.length === 1 ? given[0] : undefined;
}

/** The block of credentials that goes with the type written; undefined where there is none. */
function blockFor(tree: JsonObject): string | undefined {
  const type = typeOf(tree);
  return type === undefined ? undefined : credentialsOf[type];
}

function typeOf(tree: JsonObject): AuthorizationType | undefined {
  return types.find((name) => name === tree["AuthorizationType"]);
}

function givenTypes(tree: JsonObject): readonly AuthorizationType[] {
  const auth = tree["AuthParameters"];
  return isObject(auth) ? types.filter((type) => Object.hasOwn(auth, credentialsOf[type])) : [];
}

function reportCrowd(given: AuthorizationType | undefined, tree: JsonObject, { problems }: ConnectionContext): void {
  const node = nodeAt(connectionSchema, AUTH);
  const auth = tree["AuthParameters"];
  if (node?.kind !== "object" || node.maxProperties === undefined || !isObject(auth)) return;
  const members = Object.keys(auth);
  const extras = members.filter((name) => node.exactlyOneOf?.includes(name) !== true);
  const { maxProperties: most } = node;
  if (members.length > most) problems.add("too-many-members", AUTH, { given, extras, count: members.length, most });
}
