import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interpret } from "../../workflows/engine/interpret/interpret.ts";
import { secretShape } from "../../workflows/engine/values/secret-shape.ts";
import { textsIn, type JsonObject } from "../../workflows/engine/values/json.ts";
import { valueText } from "../../workflows/render/property-text.ts";
import { maskSource } from "../../workflows/render/mask-source.ts";
import { evaluated, evaluationOf, onlyDefinition, secretKey, settings, withAuth } from "../unit/interpret/support.ts";

const published = [
  "Bearer ",
  "SSWS ",
  "Splunk ",
  "Bot ",
  "Token token=",
  "sso-key ",
  "GenieKey ",
  "Api-Token ",
  "key=",
  "PVEAPIToken=",
  "Zoho-oauthtoken ",
  "GoogleLogin auth=",
  'Token token="',
];
/** Words that somebody may make up: letters, joined by single marks, and an end that parts them from the token. */
const part = fc.stringMatching(/^[A-Za-z][a-z]{0,9}$/);
const madeUp = fc
  .tuple(fc.array(part, { minLength: 1, maxLength: 3 }), fc.constantFrom("-", "_", ".", " "), fc.constantFrom(" ", "="))
  .map(([parts, joint, end]) => parts.join(joint) + end)
  // The beginning of a provider's tokens is told by its format, whatever follows.
  .filter((word) => secretShape(word) === null);
const scheme = fc.oneof(fc.constantFrom(...published), madeUp);

/** Each place that a scheme may stand in, with the value put there. */
const places: readonly ((value: string) => JsonObject)[] = [
  (value) => withAuth("API_KEY", { apiKeyName: "Authorization", apiKey: value }),
  (value) => withAuth("API_KEY", { ApiKeyAuthParameters: { ApiKeyName: "Authorization", ApiKeyValue: value } }),
  ...["headerParameters", "queryStringParameters", "bodyParameters"].flatMap((list) => [
    (value: string) =>
      withAuth("API_KEY", {
        apiKeyName: "x-own",
        apiKey: secretKey,
        invocationHttpParameters: { [list]: [{ key: "x-token", value }] },
      }),
    (value: string) =>
      withAuth("OAUTH_CLIENT_CREDENTIALS", {
        oauthParameters: {
          clientParameters: { clientId: "orders", clientSecret: secretKey },
          authorizationEndpoint: "https://auth.example.com/token",
          httpMethod: "POST",
          oauthHttpParameters: { [list]: [{ key: "x-token", value }] },
        },
      }),
  ]),
];
const place = fc.constantFrom(...places);
const interpreted = (props: JsonObject, file = "orders.ts") =>
  interpret(evaluationOf(evaluated(props, "orders", file)), settings);

/** Something that was meant as a reference. */
const broken = fc.constantFrom(
  "{{resolve:ssm-secure:/bridgehead/orders/token",
  "{{ resolve:ssm-secure:/bridgehead/orders/token }}",
  "{resolve:ssm-secure:/bridgehead/orders/token}",
  "${ssm('/bridgehead/orders/token')}",
  "/bridgehead/orders/token",
  "$TOKEN",
  "${var.token}",
  "secrets.TOKEN",
  "var.token",
  "ssm:/bridgehead/orders/token",
  "op://vault/orders/token",
);

describe("whatever stands before a token", () => {
  it("is kept as it is written, and is told in full", () => {
    fc.assert(
      fc.property(scheme, place, (word, at) => {
        const set = interpreted(at(word + secretKey));
        expect(set.literals.all()).toEqual([]);
        expect(set.diagnostics.filter(({ code }) => code === "literal-credential")).toEqual([]);
        const texts = textsIn(onlyDefinition(set).model).map(({ text }) => text);
        expect(texts).toContain(word + secretKey);
        const [first] = valueText(word + secretKey, true, []);
        expect(first).toMatchObject({ text: word });
      }),
      { numRuns: 500 },
    );
  });

  it("stands in the corrected line of what was meant as a reference", () => {
    fc.assert(
      fc.property(scheme, broken, place, (word, rest, at) => {
        const { diagnostics, definitions } = interpreted(at(word + rest));
        expect(definitions).toEqual([]);
        const [problem] = diagnostics.filter(({ code }) => code === "malformed-reference");
        expect(problem?.hint).toContain(`${JSON.stringify(word)} + ssm("/bridgehead/orders/`);
        expect(interpreted(at(word + rest), "orders.json").diagnostics[0]?.hint).toContain(
          `${JSON.stringify(word).slice(0, -1)}{{resolve:ssm-secure`,
        );
      }),
      { numRuns: 500 },
    );
  });

  it("is shown in the line of the source", () => {
    fc.assert(
      fc.property(scheme, (word) => {
        const json = `{ "apiKey": "${word.replaceAll('"', "")}${secretKey}" }`;
        expect(maskSource(json, true).map(({ text }) => text)).toEqual([json]);
        const code = `apiKey: \`${word}\${ssm("/bridgehead/orders/token")}\`,`;
        expect(maskSource(`{${code}`).map(({ text }) => text)).toEqual([`{${code}`]);
      }),
    );
  });

  it("is a fingerprint in a password, which may begin with any word", () => {
    fc.assert(
      fc.property(scheme, (word) => {
        const set = interpreted(withAuth("BASIC", { username: "orders", password: word + secretKey }));
        expect(set.literals.all().map((text) => text.reveal())).toEqual([word]);
      }),
    );
  });
});
