import { didYouMean } from "../../values/did-you-mean.ts";
import { isObject, type JsonObject } from "../../values/json.ts";
import { shownValue } from "../../values/shown-value.ts";
import type { CheckContext } from "../check.ts";
import { nodeAt } from "../schema.ts";
import { spellingFor } from "../spellings.ts";
import { connectionSchema, credentialsOf } from "./schema.ts";

type AuthorizationType = keyof typeof credentialsOf;

const types = Object.keys(credentialsOf) as readonly AuthorizationType[];
const PATH = "/AuthorizationType";
const AUTH = "/AuthParameters";

/** Reports several kinds of credentials, and more beside them than Cloud Control takes. */
export function validateCredentials(tree: JsonObject, context: CheckContext): void {
  const given = givenTypes(tree);
  if (given.length > 1) reportConflict(given, typeOf(tree), context);
  else reportCrowd(given[0], tree, context);
}

/** Reports a type that EventBridge does not have, and credentials that do not go with the type. */
export function validateAuthorization(tree: JsonObject, context: CheckContext): void {
  const written = tree["AuthorizationType"];
  const type = typeOf(tree);
  if (typeof written === "string" && type === undefined) reportUnknownType(written, tree, context);
  const only = typeFor(tree);
  if (type !== undefined && only !== undefined && only !== type) reportMismatch(type, only, context);
}

/** The type that goes with the credentials given; undefined where they do not say. */
export function typeFor(tree: JsonObject): AuthorizationType | undefined {
  const given = givenTypes(tree);
  return given.length === 1 ? given[0] : undefined;
}

/** The block of credentials that goes with the type written; undefined where there is none. */
export function blockFor(tree: JsonObject): string | undefined {
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

/** The credentials of a type, in words. */
function nounOf(type: AuthorizationType): string {
  const node = nodeAt(connectionSchema, `${AUTH}/${credentialsOf[type]}`);
  return node?.kind === "object" && node.noun !== undefined ? node.noun : "the credentials";
}

function reportUnknownType(written: string, tree: JsonObject, context: CheckContext): void {
  // A reference is refused as such.
  if (context.problems.brokenAt(PATH)) return;
  const list = types.map((type) => `"${type}"`).join(", ");
  const shown = shownValue(written);
  const message = `\`${context.places.name(PATH)}\` is one of ${list}${shown === null ? "" : `, not ${shown}`}.`;
  const meant = typeFor(tree) ?? types.find((type) => type === didYouMean(written, types));
  const line = (type: AuthorizationType): string => `\`${context.lines.corrected(PATH, type)}\``;
  const hint = meant === undefined ? `Write one of them, as in ${line("API_KEY")}` : `Write ${line(meant)}`;
  context.problems.add("invalid-value", PATH, message, hint);
}

function reportMismatch(type: AuthorizationType, given: AuthorizationType, context: CheckContext): void {
  const message = `The authorization type is ${type}, but the credentials are ${nounOf(given)}.`;
  const hint = `Write \`${context.lines.corrected(PATH, given)}\` or give ${nounOf(type)}.`;
  context.problems.add("authorization-mismatch", PATH, message, hint);
}

/** At the credentials that do not go with the type, else at the object that has them all. */
function reportConflict(
  given: readonly AuthorizationType[],
  type: AuthorizationType | undefined,
  context: CheckContext,
): void {
  const kinds = given.map(nounOf).join(", ");
  const message = `\`${context.places.name(AUTH)}\` has ${given.length} kinds of credentials: ${kinds}.`;
  const hint =
    type !== undefined && given.includes(type)
      ? `Keep ${nounOf(type)}, which goes with ${type}, and remove the rest.`
      : `Keep the one that the endpoint asks for, such as \`${context.lines.example(`${AUTH}/ApiKeyAuthParameters`)}\``;
  context.problems.add("credentials-conflict", AUTH, message, hint);
}

function reportCrowd(given: AuthorizationType | undefined, tree: JsonObject, context: CheckContext): void {
  const node = nodeAt(connectionSchema, AUTH);
  const auth = tree["AuthParameters"];
  if (node?.kind !== "object" || node.maxProperties === undefined || !isObject(auth)) return;
  const members = Object.keys(auth);
  if (members.length <= node.maxProperties) return;
  const extras = members.filter((name) => node.exactlyOneOf?.includes(name) !== true);
  const names = extras.map((name) => `\`${writtenName(name, context)}\``);
  const kind = given === undefined ? "the credentials" : nounOf(given);
  const message =
    `\`${context.places.name(AUTH)}\` has ${members.length} members, ${kind} and ${names.join(" and ")}; ` +
    `Cloud Control takes ${node.maxProperties}.`;
  context.problems.add("too-many-members", AUTH, message, `Leave out ${names.join(" or ")}.`);
}

/** The property's name alone, in the author's style. */
function writtenName(name: string, { places }: CheckContext): string {
  return spellingFor(name, !/(^|\.)[A-Z][^.]*$/.test(places.name(AUTH)));
}
