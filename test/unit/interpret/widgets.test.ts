import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { DefinitionSet } from "../../../workflows/engine/definition/definition.ts";
import { evaluatedKinds } from "../../../workflows/engine/read/evaluated-kinds.ts";
import { interpret } from "../../../workflows/engine/interpret/interpret.ts";
import type { JsonObject } from "../../../workflows/engine/values/json.ts";
import { createKinds } from "../../../workflows/engine/kinds/registry.ts";
import { widget } from "../../support/made-up-kinds.ts";
import { plainApiKey, settings } from "./support.ts";
import { both, startReading, widgets } from "./widgets.ts";

// A kind that the product does not have, all the way from files to definitions.

const code = "{{resolve:ssm-secure:/bridgehead/a/code}}";

const { evaluator, read } = startReading();

/** A widget in TypeScript, whose properties begin on line 3, one on each. */
const typescript = (properties: string): string =>
  `import { AWS, ssm } from "bridgehead";\nawait AWS.Widgets.Widget("a", {\n${properties}\n});\n`;
const declare = async (properties: string) => read({ "a.ts": typescript(properties) });
const told = ({ diagnostics }: DefinitionSet) =>
  diagnostics.map(({ line, severity, code: rule, message, hint }) => [line, severity, rule, `${message} ${hint}`]);

const full = {
  label: "a-1",
  size: 3,
  weight: 0.5,
  colours: { "Left Side": "red", "a/b": "green" },
  partNames: ["wheel", "axle"],
  tags: [
    { key: "z", value: "1" },
    { key: "b", value: "2" },
  ],
  layout: { Rows: [1, { camelCase: true, Pascal: null }] },
  unlockCode: code,
};
const model: JsonObject = {
  Label: "a-1",
  Size: 3,
  Weight: 0.5,
  Colours: { "Left Side": "red", "a/b": "green" },
  PartNames: ["wheel", "axle"],
  Tags: [
    { Key: "b", Value: "2" },
    { Key: "z", Value: "1" },
  ],
  Layout: { Rows: [1, { camelCase: true, Pascal: null }] },
  UnlockCode: code,
};

describe("a kind of another type", () => {
  it.each([
    ["a.ts", `import { AWS } from "bridgehead";\nAWS.Widgets.Widget("a", ${JSON.stringify(full)});`],
    ["a.json", JSON.stringify({ id: "a", ...full })],
    ["a.json", JSON.stringify({ id: "a", type: "Test::Widgets::Widget", ...model })],
    ["a.json", JSON.stringify({ widgets: [{ id: "a", ...full }] })],
  ])("is declared in %s", async (path, text) => {
    const { definitions, diagnostics } = await read({ [path]: text });
    expect(diagnostics).toEqual([]);
    expect(definitions).toMatchObject([
      { key: { type: "Test::Widgets::Widget", identifier: "a-1" }, id: "a", name: "a-1", model },
    ]);
    expect(Object.keys(definitions[0]?.model ?? {})).toEqual(Object.keys(model));
  });

  it("has the id as its name where it gives none, and refers to what it says", async () => {
    const { definitions } = await declare(
      '  tags: [{ key: "z", value: "{{resolve:ssm:/bridgehead/z}}" }, { key: "a", value: "1" }],\n  size: 1,',
    );
    expect(definitions).toMatchObject([
      { name: "a", model: { Label: "a" }, references: [{ path: "/Tags/1/Value", line: 3, column: 22 }] },
    ]);
  });

  it.each<[string, string, number, string, string]>([
    [
      "size: 11",
      "size: 11,",
      3,
      "invalid-format",
      "`size` is 1 at least and 10 at most, not 11. Write a number of 1 at least and 10 at most.",
    ],
    [
      "a fraction",
      "size: 1.5,",
      3,
      "wrong-type",
      "`size` takes a whole number, not a fraction. Leave out the point and what follows it.",
    ],
    [
      "a number in quotes",
      'size: "3",',
      3,
      "wrong-type",
      "`size` takes a whole number, not a text. Write it without quotes.",
    ],
    ["no size", "weight: 1,", 2, "missing-property", "The widget lacks `size`. Add `size: 1,`"],
    [
      "a name that is none",
      'size: 1,\nlabel: "Ünï Corn",',
      4,
      "invalid-name",
      "`label` takes 1 to 32 small letters, digits or `-`, not",
    ],
    [
      "a misspelt property",
      "size: 1,\ncolors: {},",
      4,
      "unknown-property",
      "`colors` is not a property of a widget. Did you mean `colours`?",
    ],
    ["a property of a tag", 'size: 1,\nvalue: "x",', 4, "unknown-property", "It belongs in `tags.0`."],
    [
      "the ARN of a secret that it has not",
      'size: 1,\nexportSecretArn: "/bridgehead-arns/a",',
      4,
      "export-arn",
      "A widget has no secret of its own that could be handed on.",
    ],
    ["what AWS sets", 'size: 1,\narn: "x",', 4, "read-only-property", "to hand the ARN on write `exportArn:"],
    [
      "a colour that is none",
      'size: 1,\ncolours: {\n"Left Side": "rde" },',
      5,
      "invalid-value",
      '`colours.Left Side` is one of "red", "green", not "rde". Write `"Left Side": "red",`',
    ],
    [
      "a number in a map",
      "size: 1,\ncolours: { a: 1 },",
      4,
      "wrong-type",
      "`colours.a` takes a text, not a number. Put the value in quotes.",
    ],
    ["a list for a map", "size: 1,\ncolours: [],", 4, "wrong-type", "`colours` takes an object, not a list."],
    [
      "a long part",
      'size: 1,\npartNames: [\n"wheel",\n"windscreen"],',
      6,
      "invalid-format",
      "`partNames.1` has 10 characters; AWS takes 8. Shorten it by 2.",
    ],
    [
      "too many parts",
      'size: 1,\npartNames: ["a", "b", "c", "d"],',
      4,
      "api-limit",
      "`partNames` has 4 entries; AWS takes 3.",
    ],
    [
      "a text for a list",
      'size: 1,\npartNames: "wheel",',
      4,
      "wrong-type",
      "`partNames` takes a list, not a text. Put it in brackets: `[…]`.",
    ],
    ["a map for tags", 'size: 1,\ntags: { a: "b" },', 4, "wrong-type", 'Write a list: `[{ key: "a", value: "…" }]`.'],
    [
      "a tag without a value",
      'size: 1,\ntags: [{ key: "z", value: "1" },\n{ key: "b" }],',
      5,
      "missing-property",
      "`tags.1` lacks `value`. Add `value:",
    ],
    [
      "a tag that stands twice",
      'size: 1,\ntags: [{ key: "z", value: "1" },\n{ key: "b", value: "1" },\n{ key: "z", value: "2" }],',
      6,
      "duplicate-property",
      "Entry 2 of `tags` is the same as entry 0.",
    ],
    [
      "a reference in JSON",
      'size: 1,\nlayout: {\nRows: ["{{resolve:ssm:/bridgehead/x}}"] },',
      5,
      "reference-not-allowed",
      "A text of `layout` has a reference, which cannot stand inside JSON. Write",
    ],
    ["a marker in JSON", 'size: 1,\nlayout: { a: "{{literal:0}}" },', 4, "reference-not-allowed", "inside JSON"],
    [
      "a secret in JSON",
      `size: 1,\nlayout: { a: "ghp_${"hunter2".repeat(6).slice(0, 36)}" },`,
      4,
      "exposed-secret",
      "`layout` holds what looks like",
    ],
    [
      "a secret where it is readable",
      'size: 1,\npartNames: [ssm("/bridgehead/x")],',
      4,
      "readable-secret",
      "AWS keeps `partNames.0` readable",
    ],
    [
      "a reference for a name",
      'size: 1,\nlabel: "{{resolve:ssm:/bridgehead/x}}",',
      4,
      "reference-not-allowed",
      '`label` cannot be a reference. Write the value as text, as in `label: "a",`',
    ],
    [
      "neither of two",
      "size: 1,\nbackup: {},",
      4,
      "missing-property",
      "`backup` has none of `shelf`, `drawer`. Add `backup: { drawer: ",
    ],
    [
      "both of two",
      'size: 1,\nbackup: { shelf: "a", drawer: "b" },',
      4,
      "duplicate-property",
      "`backup` has `shelf` and `drawer`, of which it takes one.",
    ],
    ["a wrapper", "properties: {\nsize: 1 },", 3, "unknown-property", "Write what stands in `properties` one level up"],
    ["the id", 'size: 1,\nid: "x",', 4, "unknown-property", "the id is the first argument of `AWS.Widgets.Widget`."],
  ])("refuses %s, at its place", async (_, properties, line, rule, text) => {
    const set = await declare(properties);
    expect(told(set)).toEqual([[line, "error", rule, expect.stringContaining(text)]]);
    expect(set.definitions).toEqual([]);
    expect(JSON.stringify(set)).not.toContain("hunter2");
  });

  it("takes a text of JSON that looks like a secret where it is listed as none", async () => {
    const text = `ghp_${"a".repeat(36)}`;
    const set = [{ path: "a.ts", text: typescript(`size: 1,\nlayout: { a: "${text}" },`) }];
    const evaluation = await evaluator.evaluate(set, evaluatedKinds(widgets), AbortSignal.timeout(20_000));
    const digest = createHash("sha256").update(text).digest("hex");
    const codes = (notSecrets: readonly string[]) =>
      interpret(evaluation, { ...settings, kinds: widgets, notSecrets }).diagnostics.map(({ code: rule }) => rule);
    expect(codes([])).toEqual(["exposed-secret"]);
    expect(codes([digest])).toEqual([]);
  });

  it("keeps a credential that is written as text to itself", async () => {
    const set = await declare('size: 1,\nunlockCode: "hunter2 of the garage",');
    expect(told(set)).toEqual([
      [
        4,
        "warning",
        "literal-credential",
        expect.stringContaining('write `unlockCode: ssm("/bridgehead/a/unlock-code"),`'),
      ],
    ]);
    const [definition] = set.definitions;
    expect(definition?.model["UnlockCode"]).toMatch(/^\{\{literal:[0-9a-f]{32}\}\}$/);
    expect(set.literals.all().map((secret) => secret.reveal())).toEqual(["hunter2 of the garage"]);
    expect(JSON.stringify(set)).not.toContain("hunter2");
  });

  it("is one of each name, and names differ by more than case", async () => {
    const call = (id: string, label: string): string => `AWS.Widgets.Widget("${id}", { label: "${label}", size: 1 });`;
    const text = ['import { AWS } from "bridgehead";', call("a", "x"), call("b", "x")].join("\n");
    expect(told(await read({ "a.ts": text }))).toEqual([
      [3, "error", "duplicate-name", expect.stringContaining("The widget `x` is defined already by a.ts:2.")],
    ]);
  });
});

describe("what a declared widget hands on", () => {
  it.each([
    ["w.arn", '"arn" of a widget is known only after the apply'],
    ["w.label", 'a widget has no "label" that a definition could use Did you mean `name`?'],
    ["w.size", 'a widget does not hand on the "size" that it was given'],
    ["`${w}`", "a widget is not a text"],
    ["AWS.Widgets.Widget('b', { label: w })", "the value of /label is a widget; use its `name`"],
    ["AWS.Widgets.Gadget('b', {})", "AWS.Widgets.Gadget is not supported: Bridgehead manages AWS.Widgets.Widget only"],
    ["AWS.Events.Connection('b', {})", "AWS.Events.Connection is not supported"],
    ["AWS.Widgets.Widget(7, {})", "the first argument of AWS.Widgets.Widget is not a string"],
  ])("%s", async (use, message) => {
    const text = `import { AWS } from "bridgehead";\nconst w = AWS.Widgets.Widget("a", { label: "x", size: 1 });\n({ use: ${use} });`;
    const { diagnostics } = await read({ "a.ts": text });
    expect(diagnostics.map(({ line, message: said, hint }) => `${line} ${said} ${hint}`)).toEqual([
      expect.stringContaining(`3 ${message}`),
    ]);
  });

  it.each([
    ["a.json", '{ "widgets": { "a": 1 } }', "`widgets` is not an array"],
    ["a.json", '{ "widgets": [], "x": 1 }', "nothing but `$schema` stands beside `widgets`"],
    ["a.json", "[]", "the file declares no widget"],
    ["a.json", '[{ "size": 1 }, { "size": 2 }]', "of several definitions each has an `id` or a `label`"],
    [
      "a.ts",
      'import { AWS } from "bridgehead";\nif (false) AWS.Widgets.Widget("a", {});',
      "the file calls AWS.Widgets.Widget, but nothing was declared",
    ],
    ["a.ts", "export default { size: 1 };", "the file exports a widget as an object, which declares nothing"],
  ])("%s: %s says what is wrong", async (path, text, message) => {
    const { diagnostics } = await read({ [path]: text });
    expect(diagnostics[0]?.message).toBe(message);
  });
});

describe("a registry with two kinds", () => {
  it("evaluates a folder that has both, in TypeScript and in JSON", async () => {
    const set = await read(
      {
        "both.ts":
          'import { AWS, ssm } from "bridgehead";\n' +
          'const c = AWS.Events.Connection("c", { authorizationType: "API_KEY", authParameters: { apiKeyName: "k", apiKey: ssm("/bridgehead/c") } });\n' +
          'AWS.Widgets.Widget("w", { label: c.name, size: 2 });',
        "first.json": JSON.stringify({ id: "first", ...plainApiKey }),
        "typed.json": JSON.stringify({ id: "typed", type: "Test::Widgets::Widget", size: 1 }),
        "lists.json": JSON.stringify({
          connections: [{ id: "in-list", ...plainApiKey }],
          widgets: [{ label: "in-list-too", size: 1 }],
        }),
      },
      both,
    );
    expect(set.diagnostics).toEqual([]);
    expect(set.definitions.map(({ key, id }) => `${key.type}/${key.identifier} ${id}`)).toEqual([
      "AWS::Events::Connection/c c",
      "Test::Widgets::Widget/c w",
      "AWS::Events::Connection/first first",
      "AWS::Events::Connection/in-list in-list",
      "Test::Widgets::Widget/in-list-too in-list-too",
      "Test::Widgets::Widget/typed typed",
    ]);
  });

  it("says what may be declared, and what a definition is of", async () => {
    const files = {
      "a.ts": 'import { AWS } from "bridgehead";\nAWS.Events.Rule("a", {});',
      "b.json": '{ "connections": [{ "id": "x", "type": "Test::Widgets::Widget", "size": 1 }] }',
      "c.json": '{ "id": "c", "type": "Test::Widgets::Gadget", "size": 1 }',
      "d.json": "[]",
    };
    const { diagnostics } = await read(files, both);
    expect(diagnostics.map(({ file, message }) => `${file} ${message}`)).toEqual([
      "a.ts AWS.Events.Rule is not supported: Bridgehead manages AWS.Events.Connection, AWS.Widgets.Widget only",
      "b.json `connections` holds definitions of another type",
      "c.json the `type` is none that Bridgehead manages",
      "d.json the file declares no resource",
    ]);
  });

  it("may have several in one namespace", async () => {
    const gadget = { ...widget, type: "Test::Widgets::Gadget", noun: "gadget", plural: "gadgets" };
    const kinds = createKinds([widget, { ...gadget, call: { service: "Widgets", resource: "Gadget" } }]);
    const calls = 'AWS.Widgets.Widget("a", { size: 1 });\nAWS.Widgets.Gadget("b", { label: "a", size: 1 });';
    const set = await read(
      { "a.ts": `import { AWS } from "bridgehead";\n${calls}\nAWS.Widgets.Gizmo("c", {});` },
      kinds,
    );
    expect(set.definitions.map(({ key, id }) => `${key.type} ${id}`)).toEqual([
      "Test::Widgets::Widget a",
      "Test::Widgets::Gadget b",
    ]);
    expect(set.diagnostics.map(({ line, message }) => `${line} ${message}`)).toEqual([
      "4 AWS.Widgets.Gizmo is not supported: Bridgehead manages AWS.Widgets.Widget, AWS.Widgets.Gadget only",
    ]);
  });

  it.each([
    ["type", { call: { service: "Other", resource: "Widget" }, plural: "others" }],
    ["call", { type: "Test::Other::Widget", plural: "others" }],
    ["plural", { type: "Test::Other::Widget", call: { service: "Other", resource: "Widget" } }],
  ])("never has two kinds with one %s", (name, changed) => {
    expect(() => createKinds([widget, { ...widget, ...changed }])).toThrow(name);
  });
});
