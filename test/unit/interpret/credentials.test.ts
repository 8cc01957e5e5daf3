import { describe, expect, it } from "vitest";
import { type JsonObject, valueAt } from "../../../workflows/engine/values/json.ts";
import { diagnosticOf, found, interpretProps, onlyDefinition, secretKey, withAuth } from "./support.ts";

const basic = (password: string, username = "u"): JsonObject => withAuth("BASIC", { username, password });
const header = (parameter: JsonObject): JsonObject =>
  withAuth("API_KEY", {
    apiKeyName: "x-own",
    apiKey: secretKey,
    invocationHttpParameters: { headerParameters: [parameter] },
  });
const passwordOf = (props: JsonObject): unknown => {
  const { model } = onlyDefinition(interpretProps(props));
  return (model["AuthParameters"] as { BasicAuthParameters: { Password: unknown } }).BasicAuthParameters.Password;
};

const apiKeyOf = (apiKey: string): unknown => {
  const { model } = onlyDefinition(interpretProps(withAuth("API_KEY", { apiKeyName: "k", apiKey })));
  return valueAt(model, "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue");
};

describe("a credential written as text", () => {
  it("becomes a fingerprint, with a warning; the text is kept apart", () => {
    const set = interpretProps(basic("hunter2"));
    const { model } = onlyDefinition(set);
    const fingerprint =
      set.literals.all().length === 1 ? /\{\{literal:([0-9a-f]{32})\}\}/.exec(JSON.stringify(model)) : null;
    expect(set.literals.get(fingerprint?.[1] ?? "")?.reveal()).toBe("hunter2");
    expect(found(set)).toEqual(["warning literal-credential 5"]);
    expect(JSON.stringify(set)).not.toContain("hunter2");
  });

  it("has the same fingerprint for the same text only", () => {
    expect(passwordOf(basic("hunter2"))).toBe(passwordOf(basic("hunter2")));
    expect(passwordOf(basic("hunter2"))).not.toBe(passwordOf(basic("hunter3")));
  });

  it("leaves the scheme of an Authorization header readable", () => {
    const set = interpretProps(withAuth("API_KEY", { oauthToken: "hunter2" }));
    expect(JSON.stringify(onlyDefinition(set).model)).toMatch(/"Bearer \{\{literal:[0-9a-f]{32}\}\}"/);
    expect(set.literals.all().map((text) => text.reveal())).toEqual(["hunter2"]);
  });

  it("is a password whatever its words are followed by", () => {
    expect(found(interpretProps(basic("correct horse $BATTERY")))).toEqual(["warning literal-credential 5"]);
    const key = withAuth("API_KEY", { apiKeyName: "k", apiKey: "Splunk $BATTERY" });
    expect(found(interpretProps(key))).toEqual(["error malformed-reference 5"]);
  });

  it("leaves no word of a password readable", () => {
    expect(passwordOf(basic("Basic hunter2"))).toMatch(/^\{\{literal:[0-9a-f]{32}\}\}$/);
  });

  it("may stand beside a reference: only what joins references stays readable", () => {
    const ref = "{{resolve:ssm-secure:/bridgehead/a}}";
    expect(passwordOf(basic(`${ref}:${ref}`))).toBe(`${ref}:${ref}`);
    expect(passwordOf(basic(`hunter2${ref}`))).toMatch(/^\{\{literal:[0-9a-f]{32}\}\}\{\{resolve/);
    expect(apiKeyOf(`hunter secret ${ref}`)).toBe(`hunter secret ${ref}`);
    expect(apiKeyOf(`${ref}hunter secret `)).toMatch(/\}\}\{\{literal:[0-9a-f]{32}\}\}$/);
    expect(passwordOf(basic(`${ref}!?!?!?!?`))).toMatch(/\}\}\{\{literal:[0-9a-f]{32}\}\}$/);
  });

  it("is meant in HTTP parameters too, unless they are declared public", () => {
    expect(found(interpretProps(header({ key: "k", value: "v" })))).toEqual(["warning literal-credential 10"]);
    expect(diagnosticOf(interpretProps(header({ key: "k", value: "v" })), "literal-credential").hint).toContain(
      "isValueSecret: false",
    );
    const open = interpretProps(header({ key: "k", value: "v", isValueSecret: false }));
    expect(open.diagnostics).toEqual([]);
    expect(JSON.stringify(onlyDefinition(open).model)).toContain('"Value":"v"');
  });

  it("is not quoted when AWS would refuse it", () => {
    const set = interpretProps(basic("hunter2\u0000"));
    expect(found(set)).toContain("error invalid-format 5");
    expect(JSON.stringify(set)).not.toContain("hunter2");
  });

  it("cannot be passed off as a fingerprint", () => {
    const set = interpretProps(basic(`{{literal:${"0".repeat(32)}}}`));
    expect(found(set)).toContain("error literal-marker 5");
    expect(set.definitions).toEqual([]);
  });
});

describe("references", () => {
  it("are listed with their path and place", () => {
    const set = interpretProps(header({ key: "k", value: "Bearer {{resolve:ssm-secure:/bridgehead/t:3}}" }));
    expect(onlyDefinition(set).references).toEqual([
      {
        path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue",
        reference: { service: "ssm-secure", path: "/bridgehead/orders/key", version: null },
        file: "orders.ts",
        line: 5,
        column: 3,
      },
      {
        path: "/AuthParameters/InvocationHttpParameters/HeaderParameters/0/Value",
        reference: { service: "ssm-secure", path: "/bridgehead/t", version: 3 },
        file: "orders.ts",
        line: 10,
        column: 3,
      },
    ]);
    expect(set.diagnostics).toEqual([]);
  });

  it.each([
    ["a user name", basic(secretKey, secretKey), "error readable-secret 4"],
    [
      "a public HTTP parameter",
      header({ key: "k", value: secretKey, isValueSecret: false }),
      "error readable-secret 10",
    ],
    ["the key of an HTTP parameter", header({ key: secretKey, value: secretKey }), "error readable-secret 9"],
  ])("to a SecureString are refused in %s, which AWS keeps readable", (_, props, expected) => {
    expect(found(interpretProps(props))).toEqual([expected]);
  });

  it("to a String parameter are allowed where AWS keeps the value readable", () => {
    const set = interpretProps(basic(secretKey, "{{resolve:ssm:/bridgehead/orders/user}}"));
    expect(set.diagnostics).toEqual([]);
    expect(onlyDefinition(set).references).toHaveLength(2);
  });

  it("to a String parameter are a warning in a credential", () => {
    expect(found(interpretProps(basic("{{resolve:ssm:/bridgehead/p}}")))).toEqual([
      "warning plain-parameter-credential 5",
    ]);
  });

  it.each([
    ["{{resolve:secretsmanager:orders:SecretString:key}}", "unsupported-reference"],
    ["{{resolve:ssm-secure /bridgehead/p}}", "malformed-reference"],
    ["{{resolve:ssm-secure:/bridgehead/p:0}}", "malformed-reference"],
    ["{{resolve:ssm-secure:/bridgehead/p", "malformed-reference"],
    ["{{ }}", "malformed-reference"],
    ["{{resolve:ssm-secure:bridgehead/p}}", "parameter-name"],
    ["{{resolve:ssm-secure:/bridgehead//p}}", "parameter-name"],
    ["{{resolve:ssm-secure:/bridgehead/p/}}", "parameter-name"],
    ["{{resolve:ssm-secure:/bridgehead/pä}}", "parameter-name"],
    ["{{resolve:ssm-secure:/aws/reference/secretsmanager/x}}", "parameter-name"],
    ["{{resolve:ssm-secure:/bridgehead/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16}}", "parameter-name"],
    [`{{resolve:ssm-secure:/bridgehead/${"p".repeat(1000)}}}`, "parameter-name"],
    ["{{resolve:ssm-secure:/payments/p}}", "parameter-prefix"],
    ["{{resolve:ssm-secure:/bridgehead2/p}}", "parameter-prefix"],
    ["{{resolve:ssm-secure:p}}", "parameter-prefix"],
    ["{{resolve:ssm-secure:/bridgehead-system/prod/key}}", "system-parameter"],
    ["{{resolve:ssm:/bridgehead-system/prod/key}}", "system-parameter"],
    ["{{resolve:ssm-secure://bridgehead-system/prod/key}}", "system-parameter"],
    ["{{resolve:ssm-secure:/bridgehead/../bridgehead-system/prod/key}}", "system-parameter"],
    ["{{resolve:ssm-secure:/BRIDGEHEAD-SYSTEM/prod/key}}", "system-parameter"],
    ["{{resolve:ssm-secure:bridgehead-system/prod/key}}", "system-parameter"],
    ["{{resolve:ssm-secure:/bridgehead-system}}", "system-parameter"],
    ["{{resolve:ssm-secure:/bridgehead/./p}}", "parameter-name"],
    ["{{ resolve:ssm-secure:/bridgehead/p }}", "malformed-reference"],
    ["{{resolve:ssm-secure:/bridgehead/p}", "malformed-reference"],
    ["{{resolve:ssm-secure:/bridgehead/p}}}", "malformed-reference"],
    ["{resolve:ssm-secure:/bridgehead/p}", "malformed-reference"],
    ["resolve:ssm-secure:/bridgehead/p", "malformed-reference"],
    ["{{ssm-secure:/bridgehead/p}}", "malformed-reference"],
    ["{{resolve:ssm-secure:/bridgehead/p:latest}}", "malformed-reference"],
    ["{{resolve:ssm-secure:/bridgehead/p:-1}}", "malformed-reference"],
    ["{{resolve:ssm-secure:/bridgehead/p:1234567890}}", "malformed-reference"],
    ["Bearer ${ssm('/bridgehead/p')}", "malformed-reference"],
    ["ssm('/bridgehead/p')", "malformed-reference"],
    ["/bridgehead/p", "malformed-reference"],
    ["/bridgehead/p:3", "malformed-reference"],
    ["arn:aws:ssm:eu-west-1:123456789012:parameter/bridgehead/p", "malformed-reference"],
    ["arn:aws:secretsmanager:eu-west-1:123456789012:secret:p-AbCdEf", "unsupported-reference"],
    ["${{ secrets.TOKEN }}", "malformed-reference"],
  ])("%s is refused: %s", (value, code) => {
    const set = interpretProps(basic(value));
    expect(set.diagnostics.filter(({ severity }) => severity === "error").map((diagnostic) => diagnostic.code)).toEqual(
      [code],
    );
    expect(set.definitions).toEqual([]);
  });

  it("to the pipeline's own parameters are refused whatever the prefixes say", () => {
    const props = basic("{{resolve:ssm-secure:/bridgehead-system/prod/key}}");
    const set = interpretProps(props, { secretPrefixes: ["/"], severities: { "system-parameter": "off" } });
    expect(found(set)).toEqual(["error system-parameter 5"]);
  });

  it("do not echo what somebody wrote into ssm() instead of a name", () => {
    const inside = [
      "hunter2",
      "hunter2!",
      "/hunter2hunter2hunter2/x",
      "/bridgehead/p:hunter2",
      "/bridgehead/p hunter2",
    ];
    const mistakes = [
      ...inside.map((text) => `{{resolve:ssm-secure:${text}}}`),
      ...inside.map((text) => `{{resolve:ssm-secure:${text}`),
      "{{hunter2}}",
      "{{resolve:hunter2:/bridgehead/p}}",
      "{resolve:ssm-secure:hunter2}",
      "${ssm('hunter2')}",
      "arn:aws:secretsmanager:eu-west-1:123456789012:secret:hunter2",
    ];
    for (const mistake of mistakes) {
      const set = interpretProps(basic(mistake));
      expect(set.definitions).toEqual([]);
      expect(JSON.stringify(set)).not.toContain("hunter2");
    }
  });

  it.each([
    [{ name: "{{resolve:ssm:/bridgehead/name}}" }, "reference-not-allowed"],
    [{ authorizationType: "{{resolve:ssm:/bridgehead/type}}" }, "reference-not-allowed"],
  ])("are refused where the value has to be known: %o", (changed, code) => {
    expect(
      interpretProps({ ...basic(secretKey), ...changed }).diagnostics.map((diagnostic) => diagnostic.code),
    ).toEqual([code]);
  });
});
