import { beforeEach, describe, expect, it } from "vitest";
import type { Given } from "../../../workflows/engine/read/sandbox/prelude/host.ts";

// The parts of the prelude by themselves, in Node. They take what the host gives when they are loaded.

const reports: (readonly [kind: string, data: unknown])[] = [];
const given: Given = { depth: 16, values: 10_000, length: 262_144, problems: 100, kinds: [] };
Object.assign(globalThis, {
  bridgehead$report: (kind: string, data: string) => reports.push([kind, data === "" ? "" : JSON.parse(data)]),
  bridgehead$given: JSON.stringify(given),
});
const { encodeProps } = await import("../../../workflows/engine/read/sandbox/prelude/encode.ts");
const { describe: described } = await import("../../../workflows/engine/read/sandbox/prelude/describe.ts");
const { ssm } = await import("../../../workflows/engine/read/sandbox/prelude/ssm.ts");
const { createAws } = await import("../../../workflows/engine/read/sandbox/prelude/services.ts");
const { ends } = await import("../../../workflows/engine/read/sandbox/prelude/texts.ts");
const { framesOf } = await import("../../../workflows/engine/read/sandbox/prelude/stacks.ts");
const { refuse } = await import("../../../workflows/engine/read/sandbox/prelude/reports.ts");

beforeEach(() => {
  reports.length = 0;
});

const small: Given = { ...given, depth: 3, values: 8, length: 60, problems: 2 };

/** What is told of properties; of problems the pointers with what is there. */
function encoded(props: object, bounds: Given = given) {
  const { json, problems, fault, thrown } = encodeProps(props, bounds);
  const told = JSON.parse(`[${problems}]`) as readonly { readonly pointer: string; readonly what: string }[];
  return {
    json,
    fault,
    thrown: JSON.parse(thrown) as unknown,
    problems: told.map(({ pointer, what }) => `${pointer}: ${what}`),
  };
}

const good = (json: string) => ({ json, fault: null, thrown: null, problems: [] });
const faulty = (fault: string) => ({ json: null, fault, thrown: null, problems: [] });

describe("properties as JSON", () => {
  it.each<readonly [string, object, string]>([
    [
      "booleans, null and numbers",
      { a: true, b: false, c: null, d: -0, e: 1e21 },
      '{"a":true,"b":false,"c":null,"d":0,"e":1e+21}',
    ],
    ["texts", { a: "", b: 'x"\\\n\u0000\u2028' }, '{"a":"","b":"x\\"\\\\\\n\\u0000\u2028"}'],
    ["lists and what stands in them", { a: [], b: [1, ["x"], {}] }, '{"a":[],"b":[1,["x"],{}]}'],
    ["members without those that are undefined", { a: undefined, b: 1, c: undefined }, '{"b":1}'],
    ["what has no prototype", Object.assign(Object.create(null) as object, { a: 1 }), '{"a":1}'],
    [
      "getters and proxies",
      {
        get a() {
          return 1;
        },
        b: new Proxy({ c: 2 }, {}),
      },
      '{"a":1,"b":{"c":2}}',
    ],
    [
      "own members alone, by their names",
      Object.defineProperty({ [Symbol("s")]: 1, a: 2 }, "b", { value: 3 }),
      '{"a":2}',
    ],
    ["names as they are", { "": 1, "a/b~c": 2, 'x"': 3 }, '{"":1,"a/b~c":2,"x\\"":3}'],
  ])("%s", (_, props, json) => {
    expect(encoded(props)).toEqual(good(json));
  });

  it.each<readonly [string, unknown]>([
    ["undefined", [undefined]],
    ["undefined", Object.assign([], { 1: 1 })],
    ["a big integer", [1n]],
    ["a symbol", [Symbol("s")]],
    ["a function", [() => 1]],
    ["a number that is not finite", [NaN]],
    ["a number that is not finite", [-Infinity]],
    ["a text with half a character", ["\ud800"]],
    ["a text with half a character", ["a\udc00b"]],
    ["an object of a class", [new Map()]],
    ["an object of a class", [Object.create({})]],
    ["a promise; await it", [Promise.resolve(1)]],
    ["a promise; await it", [new (class extends Promise<void> {})(() => {})]],
  ])("never %s", (what, value) => {
    expect(encoded({ "a/b~": value })).toEqual({ ...good("null"), json: null, problems: [`/a~1b~0/0: ${what}`] });
  });

  it("never a key that means something, or is half a character", () => {
    const props = JSON.parse('{ "__proto__": 1, "a": 2 }') as object;
    expect(encoded({ x: props, "\ud800": 1 })).toMatchObject({
      json: null,
      problems: ["/x/__proto__: under a key that is not allowed", "/\ud800: under a key that is not allowed"],
    });
  });

  it("a class says nothing of what is a promise", () => {
    class Own extends Promise<void> {
      static override [Symbol.hasInstance](): boolean {
        throw new Error("asked");
      }
    }
    expect(encoded({ a: new Own(() => {}), b: new Map() }).problems).toEqual([
      "/a: a promise; await it",
      "/b: an object of a class",
    ]);
  });

  it("tells as many problems as there is room for, of each what fits", () => {
    const { problems } = encoded({ ["x".repeat(500)]: 1n, b: 2n, c: 3n }, { ...given, problems: 2 });
    expect(problems).toEqual([`/${"x".repeat(399)}: a big integer`, "/b: a big integer"]);
  });

  it.each<readonly [string, object]>([
    ["too many levels", { a: { b: { c: {} } } }],
    ["too many values", [1, 2, 3, 4, 5, 6, 7, 8]],
    ["too many values, each of them a problem", [1n, 1n, 1n, 1n, 1n, 1n, 1n, 1n]],
    ["a text that is too long", { a: "x".repeat(61) }],
    ["half a character in such a text", { a: "\ud800".repeat(61) }],
    ["texts that are too long together", { a: "x".repeat(20), b: "y".repeat(40) }],
    ["escapes that make them so", { a: "\n".repeat(30) }],
    ["a long name", { ["x".repeat(60)]: 1 }],
    ["lists of little", [[], [], []].map(() => "x".repeat(17))],
  ])("is not of %s", (_, props) => {
    expect(encoded(props, small)).toMatchObject({ json: null, fault: "size" });
  });

  it("is of whatever is just within the bounds", () => {
    expect(encoded({ a: { b: { c: 1 } } }, small)).toEqual(good('{"a":{"b":{"c":1}}}'));
    expect(encoded([1, 2, 3, 4, 5, 6, 7], small)).toEqual(good("[1,2,3,4,5,6,7]"));
    expect(encoded({ a: "x".repeat(52) }, small)).toEqual(good(`{"a":"${"x".repeat(52)}"}`));
    expect(encoded({ a: "x".repeat(53) }, small)).toEqual(faulty("size"));
    expect(encoded(["x".repeat(27), "y".repeat(26)], small).fault).toBeNull();
    expect(encoded(["x".repeat(27), "y".repeat(27)], small).fault).toBe("size");
    expect(encoded({ a: "x".repeat(22), b: "y".repeat(23) }, small).fault).toBeNull();
    expect(encoded({ a: "x".repeat(23), b: "y".repeat(23) }, small).fault).toBe("size");
  });

  it("is not of a name that no property has, whether it is told or left out", () => {
    expect(encoded({ ["x".repeat(1025)]: undefined })).toEqual(faulty("size"));
    expect(encoded({ ["x".repeat(1024)]: undefined })).toEqual(good("{}"));
  });

  it("ends where something refers to itself", () => {
    const circle: Record<string, unknown> = {};
    circle["a"] = circle;
    expect(encoded(circle)).toEqual(faulty("size"));
  });

  it("reads a list as long as it was, and each member once", () => {
    const list: unknown[] = [];
    Object.defineProperty(list, 0, { enumerable: true, get: () => list.push(1) });
    let reads = 0;
    const counted = {
      get a() {
        return ++reads;
      },
    };
    expect(encoded({ list, counted })).toEqual(good('{"list":[2],"counted":{"a":1}}'));
    const shrinking = Object.defineProperty([1, 2], 0, { enumerable: true, get: () => (shrinking.length = 1) });
    expect(encoded({ shrinking }).problems).toEqual(["/shrinking/1: undefined"]);
  });

  it("keeps nothing from one call for another, also where a getter makes the other", () => {
    let inner: unknown;
    const outer = encoded(
      {
        get a() {
          inner = encoded({ b: "x".repeat(40), c: 1n, d: ssm("no") }, small);
          return 1;
        },
        c: 2,
      },
      small,
    );
    expect(inner).toMatchObject({ json: null, problems: ["/c: a big integer"] });
    expect(outer).toEqual(good('{"a":1,"c":2}'));
  });

  it("tells what a getter throws, and the problems before it", () => {
    const thrower = {
      a: 1n,
      get b(): never {
        throw new TypeError("no");
      },
    };
    expect(encoded(thrower)).toMatchObject({
      json: null,
      fault: "threw",
      problems: ["/a: a big integer"],
      thrown: { kind: "error", name: "TypeError", message: "no" },
    });
    expect(
      encoded({
        get a(): never {
          throw null;
        },
      }),
    ).toMatchObject({ fault: "threw", thrown: { kind: "value" } });
  });

  it("is not of what was reported already", () => {
    expect(encoded({ a: [`Bearer ${ssm("no")}`] })).toEqual(faulty("tainted"));
    const aws = createAws([]) as { readonly S3: { readonly Bucket: (id: string) => unknown } };
    expect(encoded({ a: aws.S3.Bucket("b") })).toEqual(faulty("tainted"));
  });
});

describe("ssm", () => {
  it.each([
    ["/a", undefined, "{{resolve:ssm-secure:/a}}"],
    ["/a-b/C_d.e", 7, "{{resolve:ssm-secure:/a-b/C_d.e:7}}"],
    ["/a", 999_999_999, "{{resolve:ssm-secure:/a:999999999}}"],
    [`/${"x".repeat(1010)}`, 1, `{{resolve:ssm-secure:/${"x".repeat(1010)}:1}}`],
  ])("of %s and %s is a reference", (path, version, text) => {
    expect(ssm(path, version)).toBe(text);
    expect(reports).toEqual([]);
  });

  it.each<readonly [unknown, unknown, string]>([
    [undefined, undefined, "path"],
    [{ toString: () => "/a" }, undefined, "path"],
    [["/a"], undefined, "path"],
    ["", undefined, "path"],
    ["/", undefined, "path"],
    ["a", undefined, "path"],
    ["x/a", undefined, "path"],
    ["/a b", undefined, "path"],
    ["/a:1", undefined, "path"],
    ["/a\n", undefined, "path"],
    ["/a}}", undefined, "path"],
    [`/${"x".repeat(1011)}`, undefined, "path"],
    ["no", 0, "path"],
    ["/a", null, "version"],
    ["/a", "1", "version"],
    ["/a", 0, "version"],
    ["/a", -1, "version"],
    ["/a", 1.5, "version"],
    ["/a", NaN, "version"],
    ["/a", 1n, "version"],
    ["/a", 1_000_000_000, "version"],
    ["/a", { valueOf: () => 1 }, "version"],
  ])("of %j and %s is none, and says so", (path, version, name) => {
    expect(ssm(path, version)).toBe("{{bridgehead:already-reported}}");
    expect(reports).toEqual([["invalid-ssm-call", { name, type: null, stack: expect.any(String) }]]);
  });
});

describe("what was thrown", () => {
  const told = (thrown: unknown): unknown => JSON.parse(described(thrown));

  it("is described as far as it has texts, cut to what a report takes", () => {
    expect(told({ name: "n".repeat(99), message: "m".repeat(9_999), stack: "s".repeat(9_999) })).toEqual({
      kind: "error",
      name: "n".repeat(60),
      message: "m".repeat(2_000),
      stack: "s".repeat(8_000),
    });
    expect(told({ name: 1, message: { toString: () => "x" } })).toEqual({
      kind: "error",
      name: "",
      message: "",
      stack: "",
    });
  });

  it.each([1, "text", null, undefined, 1n, () => 1, Symbol("s")])("is a value where it is no object (%s)", (thrown) => {
    expect(told(thrown)).toEqual({ kind: "value" });
  });

  it("is a value where it cannot be read", () => {
    expect(
      told({
        get message(): never {
          throw new Error("no");
        },
      }),
    ).toEqual({ kind: "value" });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(told(proxy)).toEqual({ kind: "value" });
  });

  it("is told once where it is a refusal", () => {
    let refusal: unknown;
    try {
      refuse("not-hermetic", "Math.random");
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(Error);
    expect(told(refusal)).toEqual({ kind: "reported" });
    expect(reports).toEqual([["not-hermetic", { name: "Math.random", type: null, stack: expect.any(String) }]]);
  });
});

describe("a long stack", () => {
  it("is told by its two ends", () => {
    expect(ends("x".repeat(10), 10)).toBe("x".repeat(10));
    expect(ends(`${"a".repeat(50)}${"b".repeat(50)}`, 10)).toBe("aaaaa\nbbbb");
  });

  it("has what led to it behind it, each step and the whole within a bound", () => {
    const way = (stack: string, behind?: Parameters<typeof framesOf>[0]) =>
      ({ __proto__: null, stack, behind, depth: 0 }) as const;
    expect(framesOf(undefined)).toBe("");
    expect(framesOf(way("a\n", way("b\n")))).toBe("a\nb\n");
    expect(framesOf(way("a".repeat(3_000)))).toHaveLength(2_000);
    let long = way("z".repeat(2_000));
    for (let step = 0; step < 9; step++) long = way("a".repeat(2_000), long);
    expect(framesOf(long)).toMatch(/^a{4000}\na{1999}z{2000}$/);
  });
});

describe("what can be declared", () => {
  it("may have the name of what every object has", () => {
    const kind = {
      type: "A::constructor::toString",
      service: "constructor",
      resource: "toString",
      shown: "a thing",
      names: ["name"],
    };
    const aws = createAws([kind]) as unknown as {
      readonly constructor: { toString(id: string, props: object): unknown };
    };
    expect(aws.constructor.toString("id", { name: "n" })).toMatchObject({ id: "id", name: "n" });
    expect(reports).toMatchObject([
      ["begin", ""],
      ["call", { type: kind.type, id: "id", json: '{"name":"n"}' }],
    ]);
    expect(Object.hasOwn(Object, "toString")).toBe(false);
  });
});

describe("a declared resource", () => {
  const kind = { type: "A::B::C", service: "B", resource: "C", shown: "a thing", names: ["name", "Name"] };
  const { B } = createAws([kind]) as unknown as {
    readonly B: Record<string, (id?: unknown, props?: unknown) => unknown>;
  };

  it.each<readonly [object, unknown]>([
    [{ name: "n", Name: "other" }, "n"],
    [{ name: null, Name: "other" }, "other"],
    [{ Name: "other" }, "other"],
    [{ name: 5 }, "id"],
    [{ name: { a: 1 } }, "id"],
    [{}, "id"],
  ])("of %j has the name %s", (props, name) => {
    expect(B["C"]?.("id", props)).toMatchObject({ id: "id", name });
  });

  it.each([null, undefined, 1, "text", () => 1, [], [{}]])("is none of %s, and tells why", (props) => {
    expect(B["C"]?.("id", props)).toMatchObject({ id: "id", name: "id" });
    expect(reports).toMatchObject([
      ["begin", ""],
      ["call", { id: "id", json: null, fault: "props", thrown: null }],
    ]);
  });

  it("has nothing beside it that every object has", () => {
    B["valueOf"]?.();
    expect(reports).toMatchObject([["unsupported-service", { name: "AWS.B.valueOf" }]]);
  });
});

describe("services that there are not", () => {
  type Absent = ((...values: unknown[]) => Absent) & { readonly [name: string]: Absent } & (new () => Absent);
  const aws = createAws([]) as unknown as Absent;
  const names = () => reports.map(([, data]) => (data as { readonly name: string }).name);

  it("are told when they are called, however they are, and not before", () => {
    const bucket = aws["S3"]?.["Bucket"] as Absent;
    expect(reports).toEqual([]);
    const made = bucket("id");
    expect(names()).toEqual(["AWS.S3.Bucket"]);
    void new bucket();
    made["arn"]?.["split"]?.(":");
    expect(names()).toEqual(["AWS.S3.Bucket", "AWS.S3.Bucket", "AWS.S3.Bucket().arn.split"]);
  });

  it("are a text that stands for what was told, wherever a text is asked for, and can be awaited", async () => {
    const made = aws["S3"]?.["Bucket"]?.() as Absent;
    expect(`${String(made)} ${JSON.stringify({ made })}`).toBe(
      '{{bridgehead:already-reported}} {"made":"{{bridgehead:already-reported}}"}',
    );
    for (const awaited of [made, aws]) expect(await Promise.resolve(awaited)).toBe(awaited);
    expect((made as unknown as Record<symbol, unknown>)[Symbol.iterator]).toBeUndefined();
  });

  it("have names within a bound", () => {
    let made = aws["x".repeat(300)] as Absent;
    for (let step = 0; step < 5; step++) made = made["y"]?.()() as Absent;
    for (const name of names()) expect(name.length).toBeLessThanOrEqual(100);
  });
});
