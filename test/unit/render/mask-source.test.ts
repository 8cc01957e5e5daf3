import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskSource } from "../../../workflows/render/mask-source.ts";

const mask = (source: string): string =>
  maskSource(source)
    .map(({ text }) => text)
    .join("\n");

describe("masking source text", () => {
  it.each([
    ["string literals", `apiKey: "hunter2", value: 'x',`, `apiKey: "…", value: '…',`],
    ["escaped quotes", String.raw`a: "x\"y", b: 1`, `a: "…", b: 1`],
    ["templates with expressions", "value: `Bearer ${token}`,", "value: `…`,"],
    ["plain templates", "value: `hunter2`,", "value: `…`,"],
    ["line comments", `id: 1, // key was hunter2`, "id: 1, // …"],
    ["block comments over lines", "a\n/* hunter2\n hunter3 */ b", "a\n/* … */\n/* … */ b"],
    ["regular expressions, with the rest of the line", `x.match(/"hunter2"/); y("z")`, "x.match(/…"],
    ["what looks like a token outside quotes", "apiKey: sk_live_0123456789abcdef,", "apiKey: …,"],
    ["long numbers", "pin: 12345678", "pin: …"],
  ])("masks %s", (_, source, expected) => {
    expect(mask(source)).toBe(expected);
  });

  it("shows the property names of JSON, and no other string", () => {
    expect(mask('{\n  "apiKey": "hunter2",\n  "list": ["hunter3", "hunter4"]\n}')).toBe(
      '{\n  "apiKey": "…",\n  "list": ["…", "…"]\n}',
    );
  });

  it.each([
    ["the id", `await AWS.Events.Connection("orders-api", {`],
    ["the id of a function of its own", `await Connection('orders-api', props)`],
    ["names", `  name: "orders-api",\n  Name: 'OrdersApi'\n`],
    ["names behind a comma", `f({ protect: true, name: "orders" })`],
    ["enumerations", `{ authorizationType: "API_KEY", httpMethod: "PSOT", removal: "keep" }`],
    ["enumerations in JSON", `{ "AuthorizationType": "BEARER", "HttpMethod": "POST" }`],
    [
      "what is imported",
      `import { AWS, ssm } from "bridgehead";\nimport data from "./_data.json" with { type: "json" };`,
    ],
    ["parameters", `apiKey: ssm("/bridgehead/orders/key"), other: ssm('/bridgehead/a', 3)`],
    ["references", `"apiKey": "{{resolve:ssm-secure:/bridgehead/orders/key:3}}"`],
    ["references behind a scheme", `"value": "Bearer {{resolve:ssm-secure:/bridgehead/orders/key}}"`],
    ["a template that is a reference behind a scheme", 'value: `Bearer ${ssm("/bridgehead/orders/key")}`,'],
    ["where the ARN goes", `exportArn: "/bridgehead-arns/orders",`],
    ["true, false and numbers", `isValueSecret: false, adopt: true, maxRetries: 185`],
  ])("shows %s", (_, source) => {
    expect(mask(`{${source}`)).toBe(`{${source}`.replace(`type: "json"`, `type: "…"`));
  });

  it.each([
    ["a description, which may quote anything", `{ description: "hunter2" }`],
    ["the value of a header", `{ key: "x-api-key", value: "hunter2" }`],
    ["a user name", `{ username: "hunter2" }`],
    ["an address, which may carry a password", `{ authorizationEndpoint: "https://a:hunter2@example.com" }`],
    ["a name that is put together", `{ name: "hunter2" + suffix }`],
    ["a name that something is done with", `{ name: "hunter2".slice(1) }`],
    ["a branch of a condition", `{ apiKey: test ? name : "hunter2" }`],
    ["a branch of a condition in JSON's manner", `{ apiKey: test ? "name" : "hunter2" }`],
    ["a name with other characters than names have", `{ name: "hunter2 hunter2" }`],
    ["what is given to another function", `f("hunter2")`],
    [
      "what is given to a function whose name ends like ours",
      `myssm("/hunter2"), a.ssm("/hunter2"), MyConnection("hunter2")`,
    ],
    ["what is no parameter", `ssm("hunter2")`],
    ["more than a reference", `{ "apiKey": "hunter2{{resolve:ssm:/a}}" }`],
    ["more than a reference, behind it", `{ "apiKey": "{{resolve:ssm:/a}}hunter2" }`],
    ["another word before a reference", `{ "apiKey": "hunter2 {{resolve:ssm:/a}}" }`],
    ["a template with more than a reference", '{ value: `hunter2 ${ssm("/a")}` }'],
    ["a constant", `const name = "hunter2";`],
    ["a default", `function f({ name = "hunter2" }) {}`],
    ["an assignment", `props.name = "hunter2";`],
    ["a property of a computed name", `{ [name]: "hunter2" }`],
    ["a property whose name ends like one that is shown", `{ apiKeyname: "hunter2", "x-name": "hunter2" }`],
    ["a list", `{ id: ["hunter2"] }`],
    ["a case", `switch (id) { case "hunter2": }`],
    ["text behind a word that is like an import", `{ from: "hunter2", x: y.import("hunter2") }`],
  ])("never shows %s", (_, source) => {
    expect(mask(source)).not.toMatch(/hunter2/);
  });

  it.each([
    ["a password, which may begin with any word", `{ "password": "correct horse {{resolve:ssm:/a}}" }`],
    ["a client secret", '{ clientSecret: `correct horse ${ssm("/a")}` }'],
    ["what may be either", 'const value = `correct horse ${ssm("/a")}`;'],
  ])("never shows words before the reference of %s", (_, source) => {
    expect(mask(source)).not.toContain("horse");
  });

  it.each([
    "ghp_0123456789abcdefghijklmnopqrstuvwxyz",
    "AKIAIOSFODNN7EXAMPLE",
    "sk_live_0123456789",
    "a1b2c3d4e5f6a7b8c9d0e1f2",
    "12345678",
  ])("never shows %s, which looks like a credential, wherever it stands", (secret) => {
    const source = `Connection("${secret}", { name: "${secret}", apiKey: ssm("/a/${secret}") }); import x from "${secret}";`;
    expect(mask(source)).not.toContain(secret);
  });

  it("shows a value of no property but those that are known to be harmless", () => {
    const harmless = [
      "ssm",
      "Connection",
      "id",
      "name",
      "Name",
      "authorizationType",
      "AuthorizationType",
      "httpMethod",
      "HttpMethod",
      "removal",
    ];
    const name = fc.stringMatching(/^[A-Za-z]{1,20}$/).filter((text) => !harmless.includes(text));
    const literal = fc.constantFrom(`"CANARY"`, "'CANARY'", '"CA-NA-RY"', '"/CANARY"');
    const shape = fc.constantFrom(
      (key: string, value: string) => `{ ${key}: ${value} }`,
      (key: string, value: string) => `{ "${key}": ${value} }`,
      (key: string, value: string) => `{ name: "x", ${key}: ${value}, id: "y" }`,
      (key: string, value: string) => `${key}(${value})`,
      (key: string, value: string) => `const ${key} = ${value};`,
      (key: string, value: string) => `{ // name:\n ${key} /* name: */ : ${value} }`,
    );
    fc.assert(
      fc.property(name, literal, shape, (key, value, write) => {
        expect(mask(write(key, value))).not.toMatch(/CANARY|CA-NA-RY/);
      }),
    );
  });

  it("does not take a branch of a condition for a property name", () => {
    expect(mask('apiKey: test ? "hunter2" : "hunter3"')).toBe('apiKey: test ? "…" : "…"');
  });

  it.each([
    ["a quote too few", `name: orders", apiKey: "hunter2"\nnext: hunter3`],
    ["a quote too many", `apiKey: "hunter2"", name: "hunter3"`],
    ["an open string", `apiKey: "hunter2\nname: 1`],
    ["an open template", "apiKey: `hunter2\nhunter3"],
    ["a backtick too few", "name: orders`, apiKey: `hunter2`\nx: `hunter3`"],
    ["a template in a template", "v: `a ${f(`hunter2`)} hunter3`"],
    ["quotes that touch words", `apiKey: "a"hunter2"b"`],
  ])("shows nothing behind %s", (_, source) => {
    expect(mask(source)).not.toMatch(/hunter/);
  });

  it.each([
    ["a value without its quotes", '{ "apiKey": hunter2 }', '{ "apiKey": … }'],
    ["a value without quotes that has a colon", "apiKey: hunter2:hunter3", "apiKey: …:…"],
    ["a value far from its name", `apiKey:${" ".repeat(50)}hunter2:x`, `apiKey:${" ".repeat(50)}…:…`],
    ["a line of another format", "API_KEY=hunter2", "…"],
  ])("masks in JSON %s", (_, source, expected) => {
    expect(maskSource(source, true).map(({ text }) => text)).toEqual([expected]);
  });

  it("shows in JSON what is not in quotes and no credential", () => {
    const source = '{ "protect": true, "name": "orders-api", adopt: null, "x": 7 }';
    expect(maskSource(source, true).map(({ text }) => text)).toEqual([source]);
  });

  it.each([
    ["literals on lines of their own", '"a",\n'.repeat(100_000)],
    ["literals on one line", '"a",'.repeat(120_000)],
    ["comments", "//\n".repeat(160_000)],
    ["one word", `${"a".repeat(500_000)} "b"`],
  ])("takes little time for a large file of %s", (_, source) => {
    // Half a second each; in time that grows with the square, minutes: longer than a test may take.
    const lines = source.trimEnd().split("\n").length;
    expect(maskSource(source).length).toBeGreaterThanOrEqual(lines);
    expect(maskSource(source, true).length).toBeGreaterThanOrEqual(lines);
  });

  it("maps columns into what is shown", () => {
    const [line] = maskSource(`f("secret", oops)`);
    expect(line?.text).toBe(`f("…", oops)`);
    expect(line?.column(1)).toBe(1);
    expect(line?.column(3)).toBe(3);
    expect(line?.column(13)).toBe(8);
    expect(line?.column(99)).toBe(13);
  });

  it("keeps the number of lines, whatever the source", () => {
    const source = fc.string({ unit: fc.constantFrom(...Array.from("\"'`/*\\\n\r{}$: ab1")), maxLength: 60 });
    fc.assert(
      fc.property(source, (text) => {
        expect(maskSource(text)).toHaveLength(text.split(/\r\n|\r|\n/).length);
      }),
    );
  });

  it("shows no well-formed literal's content", () => {
    const content = fc.string({ unit: fc.constantFrom(...Array.from("`/*{}$:,; x'")), maxLength: 20 });
    fc.assert(
      fc.property(fc.array(content, { maxLength: 5 }), fc.constantFrom(", ", ",\n", " + "), (contents, joint) => {
        const source = `f(${contents.map((text) => `"CANARY${text}CANARY"`).join(joint)})`;
        expect(mask(source)).not.toContain("CANARY");
      }),
    );
  });
});
