import { credentialsOf } from "../../../connections/_authoring/schema.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { Context } from "./context.ts";

/** The blocks of credentials, in words. */
export const credentialKinds: Readonly<Record<string, string>> = {
  ApiKeyAuthParameters: "an API key",
  BasicAuthParameters: "a user name and password",
  OAuthParameters: "an OAuth client",
};

/** Reports credentials of another kind than the authorization type, and a KMS key of another region. */
export function validateAuthorization(tree: JsonObject, context: Context): void {
  validateType(tree, context);
  validateKmsKey(tree, context);
}

function validateType(tree: JsonObject, context: Context): void {
  const auth = tree["AuthParameters"];
  const type = Object.entries(credentialsOf).find(([name]) => name === tree["AuthorizationType"]);
  if (!isObject(auth) || type === undefined) return;
  const [name, block] = type;
  const given = Object.entries(credentialsOf).filter(([, candidate]) => Object.hasOwn(auth, candidate));
  const [other] = given;
  // None, or several, is reported as such.
  if (other === undefined || given.length > 1 || other[1] === block) return;
  const message = `The authorization type is ${name}, but the credentials are ${credentialKinds[other[1]]}.`;
  const hint = `Write "${other[0]}", or give ${credentialKinds[block]}.`;
  context.problems.add("authorization-mismatch", "/AuthorizationType", message, hint);
}

function validateKmsKey(tree: JsonObject, context: Context): void {
  const key = tree["KmsKeyIdentifier"];
  const { region } = context.settings;
  if (typeof key !== "string" || region === null) return;
  const keyRegion = /^arn:[a-z-]+:kms:([a-z0-9-]+):/.exec(key)?.[1];
  if (keyRegion === undefined || keyRegion === region) return;
  const message = `The KMS key is in ${keyRegion}, the target in ${region}.`;
  const hint = `Use a key, or a replica of a multi-region key, in ${region}.`;
  context.problems.add("kms-key-region", "/KmsKeyIdentifier", message, hint);
}
