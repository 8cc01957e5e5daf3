import { credentialsOf } from "./schema.ts";
import { isObject, type JsonObject } from "../../json.ts";
import type { Context } from "../../interpret/context.ts";
import { correctedLine, exampleLine } from "../../interpret/corrected-line.ts";
import { didYouMean } from "../../did-you-mean.ts";
import { shownValue } from "../../shown-value.ts";

type AuthorizationType = keyof typeof credentialsOf;

/** The blocks of credentials, in words. */
export const credentialKinds: Readonly<Record<string, string>> = {
  ApiKeyAuthParameters: "an API key",
  BasicAuthParameters: "a user name and password",
  OAuthParameters: "an OAuth client",
};

const types = Object.keys(credentialsOf) as readonly AuthorizationType[];
const PATH = "/AuthorizationType";
const AUTH = "/AuthParameters";

/** Reports a type that EventBridge does not have, and credentials that do not go with the type. */
export function validateAuthorization(tree: JsonObject, context: Context): void {
  const written = tree["AuthorizationType"];
  const type = types.find((name) => name === written);
  if (typeof written === "string" && type === undefined) reportUnknownType(written, tree, context);

  const given = givenTypes(tree);
  const [only] = given;
  if (given.length > 1) reportConflict(given, type, context);
  else if (type !== undefined && only !== undefined && only !== type) reportMismatch(type, only, context);
}

/** The type that goes with the credentials given; undefined where they do not say. */
export function typeFor(tree: JsonObject): AuthorizationType | undefined {
  const given = givenTypes(tree);
  return given.length === 1 ? given[0] : undefined;
}

/** The block of credentials that goes with the type written; undefined where there is none. */
export function blockFor(tree: JsonObject): string | undefined {
  const type = types.find((name) => name === tree["AuthorizationType"]);
  return type === undefined ? undefined : credentialsOf[type];
}

function givenTypes(tree: JsonObject): readonly AuthorizationType[] {
  const auth = tree["AuthParameters"];
  return isObject(auth) ? types.filter((type) => Object.hasOwn(auth, credentialsOf[type])) : [];
}

function reportUnknownType(written: string, tree: JsonObject, context: Context): void {
  // A reference is refused as such.
  if (context.problems.brokenAt(PATH)) return;
  const list = types.map((type) => `"${type}"`).join(", ");
  const shown = shownValue(written);
  const message = `\`${context.places.name(PATH)}\` is one of ${list}${shown === null ? "" : `, not ${shown}`}.`;
  const meant = typeFor(tree) ?? types.find((type) => type === didYouMean(written, types));
  const line = (type: AuthorizationType): string => `\`${correctedLine(PATH, type, context)}\``;
  const hint = meant === undefined ? `Write one of them, as in ${line("API_KEY")}` : `Write ${line(meant)}`;
  context.problems.add("invalid-value", PATH, message, hint);
}

function reportMismatch(type: AuthorizationType, given: AuthorizationType, context: Context): void {
  const kind = credentialKinds[credentialsOf[given]];
  const message = `The authorization type is ${type}, but the credentials are ${kind}.`;
  const line = `\`${correctedLine(PATH, given, context)}\``;
  const hint = `Write ${line} or give ${credentialKinds[credentialsOf[type]]}.`;
  context.problems.add("authorization-mismatch", PATH, message, hint);
}

/** At the credentials that do not go with the type, else at the object that has them all. */
function reportConflict(
  given: readonly AuthorizationType[],
  type: AuthorizationType | undefined,
  context: Context,
): void {
  const kinds = given.map((each) => credentialKinds[credentialsOf[each]]).join(", ");
  const message = `\`${context.places.name(AUTH)}\` has ${given.length} kinds of credentials: ${kinds}.`;
  const hint =
    type !== undefined && given.includes(type)
      ? `Keep ${credentialKinds[credentialsOf[type]]}, which goes with ${type}, and remove the rest.`
      : `Keep the one that the endpoint asks for, such as \`${exampleLine(`${AUTH}/ApiKeyAuthParameters`, context)}\``;
  context.problems.add("credentials-conflict", AUTH, message, hint);
}
