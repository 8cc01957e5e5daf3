import { readdir, readFile } from "node:fs/promises";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { configJsonSchema } from "../../infra/build/authoring/config-schema.ts";
import { definitionSchema } from "../../infra/build/authoring/definition-schema.ts";
import { ConfigError, parseConfig } from "../../workflows/engine/config/config.ts";
import { explainRules } from "../../workflows/engine/help/examples/explained-rules.ts";
import { isObject, type Json, type JsonObject } from "../../workflows/engine/values/json.ts";
import { jsonSchemaValidator } from "./json-schema.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";

const explainedRules = explainRules(builtinKinds);

const read = (path: string): Promise<string> => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

/** Every subschema that describes the value of a property, with its path. */
function properties(schema: Json, at = ""): readonly (readonly [string, JsonObject])[] {
  if (Array.isArray(schema)) return schema.flatMap((item: Json, index) => properties(item, `${at}/${index}`));
  if (!isObject(schema)) return [];
  const own = isObject(schema["properties"])
    ? Object.entries(schema["properties"]).flatMap(([name, value]) =>
        isObject(value) ? [[`${at}/${name}`, value] as const] : [],
      )
    : [];
  return [...own, ...Object.entries(schema).flatMap(([name, value]) => properties(value, `${at}/${name}`))];
}

describe.each([
  ["of definitions", definitionSchema()],
  ["of the configuration", configJsonSchema()],
])("the JSON Schema %s", (_, schema) => {
  it("says of every property what it is", () => {
    const undescribed = properties(schema).filter(
      ([, { description, $ref }]) => description === undefined && $ref === undefined,
    );
    expect(properties(schema).length).toBeGreaterThan(5);
    expect(undescribed.map(([path]) => path)).toEqual([]);
    for (const definition of Object.values((schema["definitions"] ?? {}) as Readonly<Record<string, JsonObject>>)) {
      expect(definition["description"]).toBeTypeOf("string");
    }
  });

  it("takes its own examples", () => {
    const validate = jsonSchemaValidator(schema);
    expect((schema["examples"] as readonly Json[]).flatMap(validate)).toEqual([]);
  });
});

describe("the JSON Schema of definitions, by an independent validator,", () => {
  const validate = jsonSchemaValidator(definitionSchema());
  const folder = "test/golden/definitions/input";

  it("takes what the engine takes, and refuses names, types and values that it does not know", async () => {
    const names = (await readdir(new URL(`../../${folder}`, import.meta.url))).filter((name) =>
      /^\d+-[\w-]+\.json$/.test(name),
    );
    const unreadable = ["syntax-error", "foreign-document", "misleading-text"];
    const structural = ["unknown-property", "wrong-type", "invalid-value", "read-only-property"];
    const judged = await Promise.all(
      names.map(async (name) => {
        const expected = JSON.parse(await read(`${folder}/${name.replace(".json", ".expected.json")}`)) as {
          readonly diagnostics: readonly { readonly code: string; readonly severity: string }[];
        };
        const found = expected.diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code);
        // What is no JSON an editor says by itself.
        const problems = found.some((code) => unreadable.includes(code))
          ? ["no JSON"]
          : validate(JSON.parse(await read(`${folder}/${name}`)));
        return { name, found, problems };
      }),
    );
    const good = judged.filter(({ found }) => found.length === 0);
    expect(good.length).toBeGreaterThan(3);
    expect(good.filter(({ problems }) => problems.length > 0)).toEqual([]);
    const bad = judged.filter(({ found }) => found.some((code) => structural.includes(code)));
    expect(bad.length).toBeGreaterThan(3);
    expect(bad.filter(({ problems }) => problems.length === 0)).toEqual([]);
  });

  it("takes the definitions of this repository and the fixed examples of the documentation", async () => {
    const texts = explainedRules.flatMap(({ example }) =>
      "told" in example ? [] : Object.entries(example.fixed).filter(([path]) => path.endsWith(".json")),
    );
    const own = JSON.parse(await read("connections/crm.json")) as Json;
    expect(texts.length).toBeGreaterThan(5);
    const definitions = texts.filter(([path]) => !path.startsWith("..")).map(([, text]) => JSON.parse(text) as Json);
    expect([own, ...definitions].flatMap(validate)).toEqual([]);
  });
});

/** Mostly values that are right, so that a configuration of several members has a chance to be. */
function mostly(right: readonly Json[], wrong: readonly Json[]): fc.Arbitrary<Json> {
  return fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  );
}

const codes = mostly(
  ["kms-key-region", "api-limit", "literal-credential"],
  ["readable-secret", "none-such", "name-taken"],
);
const severities = mostly(["error", "warning", "info", "off"], ["fatal", 1]);
const prefixes = mostly(["/bridgehead/", "/a/b/"], ["/", "bridgehead/", "/a b/", "/bridgehead-system/x/", "", 7]);
const rules = fc.array(fc.tuple(codes, severities), { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs) as Json);

const members = fc.record(
  {
    $schema: mostly(["./config.schema.json"], [7]),
    definitions: mostly(["connections", "a/b", "a..b"], ["/etc", "a/../b", "..", "", ".hidden", 7, null]),
    rules: fc.oneof({ weight: 9, arbitrary: rules }, { weight: 1, arbitrary: fc.constantFrom<Json>([], "off", null) }),
    secretPrefixes: fc.oneof(
      { weight: 9, arbitrary: fc.array(prefixes, { minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constantFrom<Json>([], "/bridgehead/", null) },
    ),
    exportPrefix: prefixes,
    notSecrets: mostly(
      [[], ["0".repeat(64)], ["0".repeat(64), "a".repeat(64)]],
      [["0".repeat(63)], ["A".repeat(64)], [7], "x", null],
    ),
    oauthHosts: mostly([null, [], ["auth.example.com"]], [[7], "auth.example.com"]),
    approvals: mostly([0, 1, 6], [-1, 7, 1.5, "1", null]),
    repair: mostly([true, false], ["true", 1, null]),
    ignoreDrift: mostly(
      [{}, { orders: ["/Description"] }, { "*": [] }],
      [[], { orders: "/Description" }, { orders: [7] }, { orders: ["Description"] }, { "": [] }, null],
    ),
    onRotation: mostly(["report", "apply"], ["Apply", true]),
    unknown: fc.constant<Json>("report"),
  },
  { requiredKeys: [] },
);

describe("the JSON Schema of the configuration, by an independent validator,", () => {
  const validate = jsonSchemaValidator(configJsonSchema());
  const parses = (value: Json): boolean => {
    try {
      parseConfig(JSON.stringify(value), builtinKinds);
      return true;
    } catch (error) {
      if (error instanceof ConfigError) return false;
      throw error;
    }
  };
  /** What the parser takes and raises to the rule's floor, which the schema does not offer. */
  const isBelowFloor = (value: Json): boolean =>
    isObject(value) &&
    isObject(value["rules"]) &&
    Object.entries(value["rules"]).some(([code, severity]) => {
      const rule = explainedRules.find((candidate) => candidate.code === code);
      return rule !== undefined && !rule.severities.some((each) => each === severity);
    });

  it("takes what the parser takes, and nothing else", () => {
    const counts = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(members, fc.boolean(), ({ unknown, ...config }, isUnknown) => {
        const value = (isUnknown && unknown !== undefined ? { ...config, unknown } : config) as Json;
        const isTaken = parses(value) && !isBelowFloor(value);
        counts[isTaken ? "taken" : "refused"]++;
        expect(validate(value).length === 0).toBe(isTaken);
      }),
      { numRuns: 500 },
    );
    expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(50);
  });

  it("has the parser's defaults", () => {
    const entries = configJsonSchema()["properties"] as Readonly<Record<string, JsonObject>>;
    for (const [name, value] of Object.entries(parseConfig(undefined, builtinKinds)))
      expect(entries[name]?.["default"]).toEqual(value);
  });
});
