import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EvaluatedDefinition } from "../../workflows/engine/definition/evaluation.ts";
import { hasErrors } from "../../workflows/engine/definition/diagnostic.ts";
import { interpret } from "../../workflows/engine/interpret/interpret.ts";
import { isObject, type Json, type JsonObject } from "../../workflows/engine/values/json.ts";
import { evaluated, evaluationOf, settings } from "../unit/interpret/support.ts";

const names = [
  "name Name description authorizationType AuthorizationType authParameters AuthParameters apiKey apiKeyName",
  "username password oauthToken clientId clientSecret httpMethod apiKeyAuthParameters BasicAuthParameters",
  "oauthParameters clientParameters ClientID Password invocationHttpParameters headerParameters",
  "BodyParameters key Value isValueSecret Key value invocationConnectivityParameters resourceParameters",
  "maxRetries kmsKeyIdentifier arn adopt removal protect exportArn __proto__ constructor",
  "authorizationEndpoint",
].flatMap((line) => line.split(" "));
const texts = fc.oneof(
  fc.constantFrom("API_KEY", "BASIC", "AWS_IAM", "POST", "orders", "https://a.example.com/t", "retain"),
  fc.constantFrom(
    "{{resolve:ssm-secure:/bridgehead/a}}",
    "{{resolve:ssm:/x:1}}",
    "{{x}}",
    "{{",
    "Bearer {{literal:a}}",
  ),
  fc.string({ unit: "binary" }),
);

/** JSON that is near to a definition: the properties exist, but stand anywhere and have any value. */
const nearDefinition = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    texts,
    fc.constantFrom(true, false, null, 0, -1.5),
    tie("object"),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
  object: fc
    .array(fc.tuple(fc.constantFrom(...names), tie("value")), { maxLength: 6 })
    .map((members) => Object.fromEntries(members)),
})).object;
const anyJson = fc.oneof(nearDefinition, fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<Json>));

/** A definition with credentials of every kind, some of them texts. Without a digit it might be a scheme. */
const credential = fc.stringMatching(/^SECRET7[a-zA-Z0-9!?_.=-]{8,40}$/);
const parameter = credential.map((value) => ({ key: "k", value }));
const definition = fc
  .tuple(
    fc.oneof(
      credential.map((apiKey) => ({ apiKey })),
      credential.map((oauthToken) => ({ oauthToken })),
      credential.map((password) => ({ username: "u", password })),
      credential.map((text) => ({ apiKeyName: "k", apiKey: `${text}{{resolve:ssm-secure:/bridgehead/a}}` })),
      credential.map((text) => ({ apiKey: `{{${text}}}` })),
      credential.map((text) => ({ apiKey: `${text}\n` })),
      credential.map((clientSecret) => ({ clientId: "c", clientSecret })),
      credential.map((ApiKeyValue) => ({ ApiKeyAuthParameters: { ApiKeyValue } })),
      credential.map((text) => ({ apiKey: [text], password: { deep: text }, clientSecrets: text })),
    ),
    fc.array(parameter, { maxLength: 3 }),
  )
  .map(([auth, headerParameters]) => ({
    authorizationType: "AWS_IAM",
    authParameters: { ...auth, invocationHttpParameters: { headerParameters } },
  }));

describe("interpreting", () => {
  it("never fails, whatever a definition is, and has an error for each definition that it leaves out", () => {
    fc.assert(
      fc.property(anyJson, fc.string(), (props, id) => {
        const set = interpret(evaluationOf(evaluated(props, id)), settings);
        expect(set.definitions.length === 1 || hasErrors(set.diagnostics)).toBe(true);
        for (const { message, hint } of set.diagnostics) expect(`${message}${hint ?? ""}`).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 1500 },
    );
  });

  it("leaves out no definition without an error, whatever severities are configured", () => {
    const severity = fc.constantFrom("off", "info", "warning", "error" as const);
    const anyCode = fc.constantFrom("missing-property", "api-limit", "wrong-type", "invalid-value", "unknown-property");
    fc.assert(
      fc.property(nearDefinition, fc.dictionary(anyCode, severity), (props, severities) => {
        const set = interpret(evaluationOf(evaluated(props)), { ...settings, severities });
        expect(set.definitions.length === 1 || hasErrors(set.diagnostics)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("gives the same whatever the order of properties and definitions", () => {
    fc.assert(
      fc.property(fc.array(anyJson, { minLength: 1, maxLength: 3 }), fc.nat(), (all, seed) => {
        const some = all.map((props, index) => evaluated(props, `d${index}`, `${index}.ts`));
        const other = some.map((one) => ({ ...one, props: shuffled(one.props, seed) })).toReversed();
        expect(comparable(other)).toEqual(comparable(some));
      }),
      { numRuns: 500 },
    );
  });

  it("shows no text of a credential, neither in the model nor in a diagnostic", () => {
    fc.assert(
      fc.property(definition, (props) => {
        expect(JSON.stringify(interpret(evaluationOf(evaluated(props)), settings))).not.toContain("SECRET");
      }),
      { numRuns: 500 },
    );
  });
});

function comparable(definitions: readonly EvaluatedDefinition[]): string {
  return JSON.stringify(interpret(evaluationOf(...definitions), settings));
}

/** The same value with the members of every object in another order; lists stay as they are. */
function shuffled<T extends Json>(value: T, seed: number): T {
  if (Array.isArray(value)) return value.map((item: Json) => shuffled(item, seed)) as Json as T;
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, shuffled(member, seed)] as const);
  const turn = members.length === 0 ? 0 : seed % members.length;
  const turned = [...members.slice(turn), ...members.slice(0, turn)];
  return Object.fromEntries(seed % 2 === 0 ? turned.toReversed() : turned) as Json as T;
}
