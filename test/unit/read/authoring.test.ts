import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { codes, evaluate, evaluateCode } from "./support.ts";

const props = '{ authorizationType: "API_KEY" }';

describe("AWS.Events.Connection", () => {
  it("declares a connection, awaited or not, in the order of the calls", async () => {
    const { definitions, diagnostics } = await evaluateCode(
      `AWS.Events.Connection("b", ${props});\nawait AWS.Events.Connection("a", ${props});`,
    );
    expect(diagnostics).toEqual([]);
    expect(definitions.map(({ id, at }) => [id, at.line, at.column])).toEqual([
      ["b", 2, 1],
      ["a", 3, 7],
    ]);
  });

  it("runs the four examples of the documentation that the interface comes from", async () => {
    const { definitions, diagnostics } = await evaluate({
      "seed.ts": readFileSync("connections/seed-examples.ts", "utf8"),
    });
    expect(diagnostics).toEqual([]);
    expect(definitions.map(({ id }) => id)).toEqual([
      "myBasicConnection",
      "myAdvancedConnection",
      "myCustomInvocationConnection",
      "myEncryptedConnection",
    ]);
    expect(definitions[1]?.props).toMatchObject({
      name: "MyAdvancedConnection",
      invocationConnectivityParameters: { connectTimeoutSeconds: 10, readTimeoutSeconds: 30 },
      authParameters: { username: "myUsername", password: "myPassword" },
    });
  });

  it.each([
    ["name", "{ name: 'n' }", "n"],
    ["Name", "{ Name: 'n' }", "n"],
    ["neither", "{}", "a"],
  ])("returns the id and the name (%s)", async (_, given, name) => {
    const { definitions } = await evaluateCode(
      `const c = await AWS.Events.Connection("a", ${given});\nAWS.Events.Connection("b", { seen: [c.id, c.name], same: Object.isFrozen(c) });`,
    );
    expect(definitions[1]?.props).toEqual({ seen: ["a", name], same: true });
  });

  it("takes the properties as they are at the call", async () => {
    const { definitions } = await evaluateCode(
      `const p = { tags: ["x"] };\nAWS.Events.Connection("a", p);\np.tags.push("y");\nAWS.Events.Connection("b", p);`,
    );
    expect(definitions.map((definition) => definition.props)).toEqual([{ tags: ["x"] }, { tags: ["x", "y"] }]);
  });

  it.each(["c.arn", "c.secretArn", "`${c}`", "c.Arn.split(':')"])(
    "refuses %s: known only after the apply",
    async (use) => {
      const evaluation = await evaluateCode(`const c = await AWS.Events.Connection("a", ${props});\nconst x = ${use};`);
      expect(codes(evaluation)).toEqual(["known-after-apply"]);
      expect(evaluation.diagnostics[0]).toMatchObject({ file: "a.ts", line: 3 });
    },
  );

  it("reports what is known after the apply even where the file hides it", async () => {
    expect(
      codes(await evaluateCode(`const c = await AWS.Events.Connection("a", ${props});\ntry { c.arn } catch {}`)),
    ).toEqual(["known-after-apply"]);
  });

  it.each(["AWS.Events.Connection({}, {})", "AWS.Events.Connection('a')", "AWS.Events.Connection('a', [])"])(
    "refuses %s, and goes on",
    async (call) => {
      const evaluation = await evaluateCode(`${call};\nAWS.Events.Connection("ok", ${props});`);
      expect(codes(evaluation)).toEqual(["invalid-call"]);
      expect(evaluation.definitions.map(({ id }) => id)).toEqual(["ok"]);
    },
  );

  it("reports every broken call of a file", async () => {
    const evaluation = await evaluateCode(
      `AWS.Events.Connection(1, {});\nAWS.S3.Bucket("b", {});\nAWS.Events.Connection("c", { f() {} });\nssm("no");`,
    );
    expect(codes(evaluation)).toEqual(["invalid-call", "unsupported-service", "unsupported-value", "invalid-ssm-call"]);
    expect(evaluation.diagnostics.map(({ line }) => line)).toEqual([2, 3, 4, 5]);
  });

  it("keeps what was declared before an exception", async () => {
    const evaluation = await evaluateCode(`AWS.Events.Connection("a", ${props});\nthrow new Error("stop");`);
    expect(evaluation.definitions.map(({ id }) => id)).toEqual(["a"]);
    expect(evaluation.diagnostics).toMatchObject([
      { code: "file-threw", message: "Error: stop", file: "a.ts", line: 3, column: 7 },
    ]);
  });
});

describe("other services", () => {
  it.each([
    ["AWS.S3.Bucket('b', {})", "AWS.S3.Bucket is not supported: Bridgehead manages AWS.Events.Connection only"],
    ["AWS.Events.Rule('r', {})", "AWS.Events.Rule is not supported: Bridgehead manages AWS.Events.Connection only"],
  ])("are refused: %s", async (call, message) => {
    expect((await evaluateCode(`await ${call};`)).diagnostics).toMatchObject([
      { code: "unsupported-service", message },
    ]);
  });

  it.each(["AWS.Events.Connections", "AWS.Event.Connection", "AWS.events.connection", "AWS.EventBridge.Connection"])(
    "and %s is taken for a slip",
    async (name) => {
      const { diagnostics } = await evaluateCode(`await ${name}("a", {});`);
      expect(diagnostics).toMatchObject([{ hint: "Did you mean AWS.Events.Connection?", line: 2 }]);
    },
  );

  it("do not cause a second problem where their result is used", async () => {
    const use = 'const b = await AWS.S3.Bucket("b", {});\nAWS.Events.Connection("a", { d: `${b.arn}`, e: b.name });';
    expect(codes(await evaluateCode(use))).toEqual(["unsupported-service"]);
  });
});

describe("ssm", () => {
  it.each([
    ['ssm("/bridgehead/key")', "{{resolve:ssm-secure:/bridgehead/key}}"],
    ['ssm("/bridgehead/key", 3)', "{{resolve:ssm-secure:/bridgehead/key:3}}"],
    ['`Bearer ${ssm("/k")}`', "Bearer {{resolve:ssm-secure:/k}}"],
  ])("%s is %s", async (expression, text) => {
    const { definitions } = await evaluateCode(`AWS.Events.Connection("a", { v: ${expression} });`);
    expect(definitions[0]?.props).toEqual({ v: text });
  });

  it.each(["ssm()", "ssm('key')", "ssm('/a b')", "ssm('/a:1')", "ssm('/a', 0)", "ssm('/a', '1')", "ssm('/a', 1.5)"])(
    "refuses %s, once, and drops the definition",
    async (expression) => {
      const evaluation = await evaluateCode(`AWS.Events.Connection("a", { v: \`Bearer \${${expression}}\` });`);
      expect(codes(evaluation)).toEqual(["invalid-ssm-call"]);
      expect(evaluation.definitions).toEqual([]);
    },
  );
});

describe("the values of properties", () => {
  const propsOf = async (value: string) =>
    (await evaluateCode(`AWS.Events.Connection("a", ${value});`)).definitions[0]?.props;

  it("are JSON: members that are undefined are left out", async () => {
    expect(await propsOf("{ a: undefined, b: null, c: [1, 'x', true, {}], d: { e: undefined } }")).toEqual({
      b: null,
      c: [1, "x", true, {}],
      d: {},
    });
  });

  it("may come from getters, proxies and objects without a prototype", async () => {
    expect(
      await propsOf(
        "{ get a() { return 1 }, b: new Proxy({ c: 2 }, {}), d: Object.assign(Object.create(null), { e: 3 }) }",
      ),
    ).toEqual({ a: 1, b: { c: 2 }, d: { e: 3 } });
  });

  it.each([
    ["() => 1", "a function"],
    ["Symbol()", "a symbol"],
    ["10n", "a big integer"],
    ["0 / 0", "a number that is not finite"],
    ["[undefined]", "undefined"],
    ["[,1]", "undefined"],
    ["new Map()", "an object of a class"],
    ["Promise.resolve(1)", "a promise; await it"],
    ["'\\ud800'", "a text with half a character"],
    ["AWS.Events.Connection('b', {})", "a connection; use its `name`"],
  ])("may not be %s", async (value, what) => {
    const { diagnostics } = await evaluateCode(`AWS.Events.Connection("a", {\n  deep: { it: ${value} } });`);
    expect(diagnostics).toMatchObject([
      { code: "unsupported-value", line: 3, message: expect.stringContaining(`is ${what}`) },
    ]);
    expect(diagnostics[0]?.message).toContain("/deep/it");
  });

  it("are not changed by what the file does to the language", async () => {
    const evaluation = await evaluateCode(`
      Object.prototype.toJSON = () => "forged"; Array.prototype.toJSON = () => "forged";
      Object.prototype.name = "forged"; JSON.stringify = () => "forged"; Object.keys = () => ["forged"];
      Object.defineProperty(Array.prototype, "0", { set() {}, get: () => "forged" });
      AWS.Events.Connection("a", { list: [1, 2] });`);
    expect(evaluation.diagnostics).toEqual([]);
    expect(evaluation.definitions).toMatchObject([{ id: "a", props: { list: [1, 2] } }]);
  });

  it("keep control characters, which have an escape in JSON", async () => {
    expect(await propsOf("{ a: 'x\\0y\\n' }")).toEqual({ a: "x\0y\n" });
  });

  it("a definition never goes away in silence", async () => {
    const evaluation = await evaluateCode('AWS.Events.Connection("a", { d: "{{bridgehead:already-reported}}" });');
    expect(codes(evaluation)).toEqual(["unsupported-value"]);
  });

  it("a getter may declare another connection", async () => {
    const { definitions } = await evaluateCode(
      `AWS.Events.Connection("outer", { get a() { AWS.Events.Connection("inner", { b: 1 }); return 2; }, c: 3 });`,
    );
    expect(definitions.map(({ id, props }) => [id, props])).toEqual([
      ["inner", { b: 1 }],
      ["outer", { a: 2, c: 3 }],
    ]);
  });
});
