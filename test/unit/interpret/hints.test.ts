import { describe, expect, it } from "vitest";
import { interpret } from "../../../workflows/engine/interpret/interpret.ts";
import type { Diagnostic } from "../../../workflows/engine/definition/diagnostic.ts";
import type { JsonObject } from "../../../workflows/engine/values/json.ts";
import {
  diagnosticOf,
  evaluated,
  evaluationOf,
  interpretProps,
  plainApiKey,
  secretKey,
  settings,
  withAuth,
} from "./support.ts";

const hintIn = (file: string, props: JsonObject, code: string, changed = {}): string | null =>
  diagnosticOf(interpret(evaluationOf(evaluated(props, "orders", file)), { ...settings, ...changed }), code).hint;
const basic = (password: string): JsonObject => withAuth("BASIC", { username: "u", password });

describe("a hint holds the corrected line", () => {
  it("in the language of the file and in the author's spelling", () => {
    const camelCase = { authParameters: { apiKeyName: "k", apiKey: secretKey } };
    const cloudFormation = {
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "k", ApiKeyValue: secretKey } },
    };
    expect(hintIn("a.ts", camelCase, "missing-property")).toBe('Add `authorizationType: "API_KEY",`');
    expect(hintIn("a.ts", cloudFormation, "missing-property")).toBe('Add `AuthorizationType: "API_KEY",`');
    expect(hintIn("a.json", camelCase, "missing-property")).toBe('Add `"authorizationType": "API_KEY"`');
  });

  it("that keeps the scheme in front of a credential, and nothing else of it", () => {
    const token = withAuth("API_KEY", { apiKeyName: "Authorization", apiKey: "Bearer hunter2" });
    expect(hintIn("a.ts", token, "literal-credential")).toBe(
      'Store it as a SecureString parameter and write `apiKey: "Bearer " + ssm("/bridgehead/orders/api-key"),`',
    );
    expect(hintIn("a.json", token, "literal-credential")).toBe(
      'Store it as a SecureString parameter and write `"apiKey": "Bearer {{resolve:ssm-secure:/bridgehead/orders/api-key}}"`',
    );
    const scheme = withAuth("API_KEY", { oauthToken: "hunter2" });
    expect(hintIn("a.ts", scheme, "literal-credential")).toContain('`oauthToken: ssm("/bridgehead/orders/token"),`');
    expect(hintIn("a.ts", basic("Basic hunter2"), "literal-credential")).toContain('`password: ssm("');
  });

  it("with a parameter below a prefix that is allowed", () => {
    const changed = { secretPrefixes: ["/shop/secrets/", "/bridgehead/"] };
    expect(hintIn("a.ts", basic("hunter2"), "literal-credential", changed)).toContain(
      'ssm("/shop/secrets/orders/password")',
    );
    expect(hintIn("a.ts", basic("/shop/secrets/password"), "malformed-reference", changed)).toBe(
      'Write `password: ssm("/shop/secrets/password"),`',
    );
  });

  it("with a name of its own where the definition's could be a secret", () => {
    const set = interpretProps({ ...basic("hunter2"), name: `ghp_${"hunter2".repeat(6)}` });
    expect(diagnosticOf(set, "literal-credential").hint).toContain('ssm("/bridgehead/orders/password")');
    expect(JSON.stringify(set)).not.toContain("hunter2");
  });

  it("is missing from no diagnostic of the evaluation either", () => {
    const broken: Diagnostic = {
      code: "syntax-error",
      severity: "error",
      message: "The file is no JSON.",
      hint: null,
      file: "a.json",
      line: 1,
      column: 1,
    };
    const set = interpret({ definitions: [], diagnostics: [broken] }, settings);
    expect(set.diagnostics[0]?.hint).toMatch(/^Correct the text/);
  });
});

describe("a message shows the value", () => {
  const typed = (authorizationType: string): string =>
    diagnosticOf(interpretProps({ ...plainApiKey, authorizationType }), "invalid-value").message;

  it("where no credential belongs: a choice, a name, a switch", () => {
    expect(typed("api-key")).toMatch(/, not "api-key"\.$/);
    expect(typed("Bearer hunter2")).not.toContain("hunter2");
    const named = interpretProps({ ...plainApiKey, name: "orders api" });
    expect(diagnosticOf(named, "invalid-name").message).toMatch(/, not "orders api"\.$/);
    const adopt = interpretProps({ ...plainApiKey, adopt: "yes" });
    expect(diagnosticOf(adopt, "invalid-option").message).toBe('`adopt` is true, false or "write", not "yes".');
  });

  it("escaped and shortened", () => {
    expect(typed("a\nb\u202Ec\u0000")).toMatch(/, not "a\\nb\\u\{202e\}c\\u0000"\.$/);
    expect(typed("word ".repeat(100))).toMatch(/, not "(?:word ){7}word…"\.$/);
    expect(typed('"`<!-- @everyone')).toContain('not "\\"`<!-- @everyone"');
  });

  it.each([`ghp_${"hunter2".repeat(6)}`, "hunter2hunter2hunter2", "{{resolve:hunter2", "Password=hunter2hunter2"])(
    "unless it may be a credential all the same",
    (value) => {
      for (const props of [
        { ...plainApiKey, authorizationType: value },
        { ...plainApiKey, name: `${value} !` },
        { ...plainApiKey, kmsKeyIdentifier: `${value} !` },
        { ...plainApiKey, removal: value },
        { ...plainApiKey, exportArn: value },
      ]) {
        const set = interpretProps(props);
        expect(set.definitions).toEqual([]);
        expect(JSON.stringify(set)).not.toContain("hunter2");
      }
    },
  );
});
