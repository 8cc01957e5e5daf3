import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../workflows/engine/values/json.ts";
import { ruleTable, rulesOf } from "../../../workflows/engine/interpret/rules.ts";
import { severityOf } from "../../../workflows/engine/definition/rule.ts";
import { found, interpretProps, plainApiKey, secretKey, withAuth } from "./support.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";

const rules = rulesOf(builtinKinds);
const ruleOf = ruleTable(builtinKinds.all[0]);
const made = "hunter2".repeat(6);
const off = Object.fromEntries(rules.map(({ code }) => [code, "off" as const]));
const header = (parameter: JsonObject): JsonObject =>
  withAuth("API_KEY", {
    apiKeyName: "k",
    apiKey: secretKey,
    invocationHttpParameters: { headerParameters: [parameter] },
  });
const key = (apiKey: string): JsonObject => withAuth("API_KEY", { apiKeyName: "k", apiKey });
const endpoint = (authorizationEndpoint: string): JsonObject =>
  withAuth("OAUTH_CLIENT_CREDENTIALS", {
    clientId: "c",
    clientSecret: secretKey,
    httpMethod: "POST",
    authorizationEndpoint,
  });

/** With every rule switched off, what still is an error: without it a secret would be read, sent or shown. */
const kept: readonly (readonly [string, JsonObject])[] = [
  ["readable-secret", { ...plainApiKey, description: secretKey }],
  ["readable-secret", header({ key: "k", value: secretKey, isValueSecret: false })],
  ["exposed-secret", { ...plainApiKey, description: `sk_live_${made}` }],
  ["exposed-secret", { ...plainApiKey, name: `ghp_${made}` }],
  ["system-parameter", key("{{resolve:ssm-secure:/bridgehead-system/prod/github-key}}")],
  ["system-parameter", key("{{resolve:ssm-secure:/bridgehead/../bridgehead-system/prod/github-key}}")],
  ["parameter-prefix", key("{{resolve:ssm-secure:/payments/key}}")],
  ["parameter-name", key("{{resolve:ssm-secure:/bridgehead//key}}")],
  ["malformed-reference", key("{{resolve:ssm-secure /bridgehead/key}}")],
  ["unsupported-reference", key("{{resolve:secretsmanager:orders}}")],
  ["literal-marker", key(`{{literal:${"0".repeat(32)}}}`)],
  ["reference-not-allowed", endpoint("https://{{resolve:ssm:/bridgehead/host}}/token")],
  ["reference-not-allowed", endpoint("https://auth.example.com/{{resolve:ssm:/bridgehead/tenant}}/token")],
  ["reference-not-allowed", { ...plainApiKey, kmsKeyIdentifier: "{{resolve:ssm:/bridgehead/kms-key}}" }],
  ["oauth-endpoint", endpoint("http://auth.example.com/token")],
  ["oauth-endpoint", endpoint("https://192.0.2.1/token")],
  ["export-arn", { ...plainApiKey, exportArn: "/bridgehead-system/prod/github-key" }],
];

describe("severities", () => {
  it.each(kept)("of %s cannot be lowered", (code, props) => {
    const set = interpretProps(props, { severities: off });
    expect(set.diagnostics.filter(({ severity }) => severity === "error").map((found) => found.code)).toContain(code);
    expect(set.definitions).toEqual([]);
    expect(JSON.stringify(set)).not.toContain("hunter2");
    for (const severity of ["off", "info", "warning"] as const) {
      expect(severityOf(ruleOf(code), { [code]: severity })).toBe("error");
    }
  });

  it("of a host that is not allowed cannot be lowered", () => {
    const set = interpretProps(endpoint("https://evil.example.net/token"), {
      severities: off,
      allowedOAuthHosts: ["auth.example.com"],
    });
    expect(found(set)).toEqual(["error oauth-host 7"]);
  });

  it("of credentials as text can be lowered, but never silenced", () => {
    expect(found(interpretProps(key("hunter2"), { severities: off }))).toEqual(["info literal-credential 5"]);
    expect(found(interpretProps(key(`ghp_${made}`), { severities: off }))).toEqual(["warning known-secret 5"]);
  });

  it("can be raised", () => {
    const severities = { "literal-credential": "error", "kms-key-region": "error" } as const;
    const kmsKeyIdentifier = "arn:aws:kms:us-west-2:123456789012:alias/orders";
    const set = interpretProps({ ...key("hunter2"), kmsKeyIdentifier }, { severities });
    expect(found(set)).toEqual(["error literal-credential 5", "error kms-key-region 6"]);
    expect(set.definitions).toEqual([]);
  });

  it("of what AWS would take after all can be switched off", () => {
    const kms = { ...plainApiKey, kmsKeyIdentifier: "test-key" };
    expect(found(interpretProps(kms))).toEqual(["error kms-key-form 6"]);
    expect(found(interpretProps(kms, { severities: off }))).toEqual([]);
    const agent = header({ key: "User-Agent", value: "orders", isValueSecret: false });
    expect(found(interpretProps(agent))).toEqual(["warning removed-header 9"]);
    expect(found(interpretProps(agent, { severities: { "removed-header": "off" } }))).toEqual([]);
  });

  it("of a code that no rule has change nothing", () => {
    expect(found(interpretProps(key("hunter2"), { severities: { "no-such-code": "error" } }))).toEqual([
      "warning literal-credential 5",
    ]);
  });

  it("are asked for by codes that a rule has", () => {
    expect(() => ruleOf("no-such-code")).toThrow("no rule has the code no-such-code");
  });

  it("below a rule's own never fall through the floor, for every rule", () => {
    const rank = { off: 0, info: 1, warning: 2, error: 3 };
    for (const rule of rules) {
      expect(rank[severityOf(rule, off)]).toBe(rank[rule.floor ?? "off"]);
      expect(severityOf(rule, {})).toBe(rule.severity);
    }
  });
});
