import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../workflows/engine/values/json.ts";
import { parseConfig } from "../../../workflows/engine/config/config.ts";
import { interpret } from "../../../workflows/engine/interpret/interpret.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { SecretText } from "../../../workflows/engine/values/secret-text.ts";
import { readDefinitions } from "../../../workflows/plan/plan-definitions.ts";
import { evaluateList } from "../read/support.ts";
import {
  diagnosticOf,
  evaluated,
  evaluationOf,
  found,
  interpretProps,
  onlyDefinition,
  plainApiKey,
  settings,
  withAuth,
} from "./support.ts";

/** Made when the test runs: a scanner of this repository finds no key. */
const made = (letter: string): string => `ghp_${letter.repeat(36)}`;
const [one, other] = [made("a"), made("b")];
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const listed = (...texts: readonly string[]) => ({ notSecrets: texts.map(sha256) });
const described = (description: string): JsonObject => ({ ...plainApiKey, description });

describe("a text that looks like a credential and is none", () => {
  it("passes where the configuration lists it, and the hint has the entry", () => {
    const refused = interpretProps(described(`Made of ${one}.`));
    expect(found(refused)).toEqual(["error exposed-secret 6"]);
    const { hint } = diagnosticOf(refused, "exposed-secret");
    expect(hint).toContain(`write \`"notSecrets": ["${sha256(one)}"]\` into \`bridgehead.config.json\``);
    expect(hint).not.toContain(one);
    const set = interpretProps(described(`Made of ${one}.`), listed(one));
    expect(set.diagnostics).toEqual([]);
    expect(onlyDefinition(set).model["Description"]).toBe(`Made of ${one}.`);
  });

  it("is that one text, wherever it stands, and no other", () => {
    expect(found(interpretProps(described(one), listed(other)))).toEqual(["error exposed-secret 6"]);
    expect(found(interpretProps(described(`${one}a`), listed(one)))).toEqual(["error exposed-secret 6"]);
    expect(found(interpretProps(described(one), { notSecrets: [sha256(`Made of ${one}`)] }))).toEqual([
      "error exposed-secret 6",
    ]);
    expect(found(interpretProps({ ...plainApiKey, name: one }, listed(one)))).toEqual([]);
  });

  it("excuses nothing beside it", () => {
    const both = described(`${one}, ${other}`);
    for (const text of [one, other]) {
      const set = interpretProps(both, listed(text));
      expect(found(set)).toEqual(["error exposed-secret 6"]);
      expect(diagnosticOf(set, "exposed-secret").hint).toContain(sha256(text === one ? other : one));
    }
    expect(found(interpretProps(both, listed(one, other)))).toEqual([]);
    const inside = described(`see https://api.example.com/?token=${one}`);
    expect(found(interpretProps(inside, listed(`?token=${one}`)))).toEqual(["error exposed-secret 6"]);
    expect(found(interpretProps(inside, listed(one)))).toEqual(["error exposed-secret 6"]);
    expect(found(interpretProps(inside, listed(one, `?token=${one}`)))).toEqual([]);
  });

  it("may be an id, and a secret AWS key that stands alone", () => {
    const named = evaluated({ ...plainApiKey, name: "orders" }, one);
    expect(found(interpret(evaluationOf(named), settings))).toEqual(["error exposed-secret 1"]);
    expect(found(interpret(evaluationOf(named), { ...settings, ...listed(one) }))).toEqual([]);
    const key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    expect(found(interpretProps(described(key)))).toEqual(["error exposed-secret 6"]);
    expect(found(interpretProps(described(key), listed(key)))).toEqual([]);
  });

  it("is still a credential written as text in a place for one", () => {
    const props = withAuth("API_KEY", { apiKeyName: "k", apiKey: one });
    expect(found(interpretProps(props))).toEqual(["error known-secret 5"]);
    expect(diagnosticOf(interpretProps(props), "known-secret").hint).toContain(sha256(one));
    const set = interpretProps(props, listed(one));
    expect(found(set)).toEqual(["warning literal-credential 5"]);
    expect(JSON.stringify(onlyDefinition(set).model)).not.toContain(one);
  });

  it("is told with its entry in full, however long the property's line is", () => {
    const id = "orders-of-the-shop-in-the-old-town-with-a-long-name-to-it";
    const props = withAuth("API_KEY", { apiKeyName: "k", apiKey: `Zoho-oauthtoken ${one}` });
    const set = interpret(evaluationOf(evaluated(props, id, "orders.json")), settings);
    expect(diagnosticOf(set, "known-secret").hint).toContain(`"${sha256(one)}"`);
  });
});

describe("the configuration of a commit", () => {
  const files = [
    {
      path: "orders.json",
      text: JSON.stringify({ id: "orders", ...described(one) }),
    },
  ];
  const codes = async (config: object): Promise<readonly string[]> => {
    const definitions = {
      evaluator: { evaluate: async () => evaluateList(files) },
      fingerprintKey: new SecretText("key"),
    };
    const deps = { kinds: builtinKinds, definitions, region: null };
    const source = { files, config: parseConfig(JSON.stringify(config), builtinKinds) };
    return (await readDefinitions(source, deps, new AbortController().signal)).diagnostics.map(({ code }) => code);
  };

  it("lists what is none of the definitions that stand beside it", async () => {
    expect(await codes({})).toEqual(["exposed-secret"]);
    expect(await codes({ rules: { "exposed-secret": "off" } })).toEqual(["exposed-secret"]);
    expect(await codes(listed(one))).toEqual([]);
  });

  it.each([["0".repeat(63)], ["A".repeat(64)], [one], [7]])("lists digests alone, not %j", (entry) => {
    const text = JSON.stringify({ notSecrets: [entry] });
    expect(() => parseConfig(text, builtinKinds)).toThrow("notSecrets.0");
    expect(() => parseConfig(text, builtinKinds)).not.toThrow(one);
  });
});
