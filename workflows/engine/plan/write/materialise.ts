import { BridgeheadError } from "../../values/errors.ts";
import { isObject, type Json } from "../../values/json.ts";
import { leaves } from "../../kinds/model.ts";
import type { Model } from "../../values/model.ts";
import type { ObjectNode } from "../../kinds/schema.ts";
import type { Literals } from "../../values/literals.ts";
import { versionOf } from "../parameter-versions.ts";
import type { ParameterVersion } from "../plan.ts";
import { formatReference, parseTemplate, type TemplatePart } from "../../values/reference.ts";
import { SecretText } from "../../values/secret-text.ts";

/** Looks up what a part of a template stands for; undefined: it is not known. */
export type Resolve = (part: Exclude<TemplatePart, { kind: "text" | "malformed" }>) => SecretText | undefined;

/** A template part that nothing is known for: a broken assumption, since a plan is not applied before it resolved. */
export class UnresolvedError extends BridgeheadError {
  override readonly name = "UnresolvedError";
}

/** The JSON text that goes to AWS: every template filled in. The result is a secret as a whole. */
export function materialise(document: Json, resolve: Resolve): SecretText {
  return new SecretText(JSON.stringify(fill(document, resolve)));
}

function fill(value: Json, resolve: Resolve): Json {
  if (typeof value === "string") return fillTemplate(value, resolve);
  if (Array.isArray(value)) return value.map((item: Json) => fill(item, resolve));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fill(member, resolve)]));
  }
  return value;
}

function fillTemplate(template: string, resolve: Resolve): string {
  return parseTemplate(template)
    .map((part) => {
      if (part.kind === "text" || part.kind === "malformed") return part.text;
      const secret = resolve(part);
      if (secret !== undefined) return secret.reveal();
      const what = part.kind === "reference" ? formatReference(part.reference) : "a literal credential";
      throw new UnresolvedError(`${what} was not resolved`);
    })
    .join("");
}

/**
 * What a model has of secrets, once it is filled in; undefined: not all of them are known. What a plain parameter stands
 * for is none where AWS shows it to everybody.
 */
export function secretsIn(schema: ObjectNode, model: Model, resolve: Resolve): readonly SecretText[] | undefined {
  const secrets: SecretText[] = [];
  for (const { value, sensitive, readable } of leaves(schema, model)) {
    for (const part of typeof value === "string" ? parseTemplate(value) : []) {
      if (part.kind === "text" || part.kind === "malformed") continue;
      if (part.kind === "reference" && part.reference.service === "ssm" && readable && !sensitive) continue;
      const secret = resolve(part);
      if (secret === undefined) return undefined;
      secrets.push(secret);
    }
  }
  return secrets;
}

/** Key of a parameter value in the map that `resolver` takes. */
export function valueKey(path: string, version: number): string {
  return `${path}:${version}`;
}

/** Resolves literals from the definitions at hand, and references at the versions that the plan counts on. */
export function resolver(
  literals: Literals,
  values: ReadonlyMap<string, SecretText>,
  versions: readonly ParameterVersion[],
): Resolve {
  return (part) => {
    if (part.kind === "literal") return literals.get(part.fingerprint);
    const version = versionOf(part.reference, versions);
    return version === undefined ? undefined : values.get(valueKey(part.reference.path, version));
  };
}
