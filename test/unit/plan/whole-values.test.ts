import { describe, expect, it } from "vitest";
import type { Model } from "../../../workflows/engine/values/model.ts";
import { connectionSchema } from "../../../workflows/engine/kinds/connection/schema.ts";
import type { StringNode } from "../../../workflows/engine/kinds/schema.ts";
import { Literals } from "../../../workflows/engine/values/literals.ts";
import { resolver, valueKey } from "../../../workflows/engine/plan/write/materialise.ts";
import { SecretText } from "../../../workflows/engine/values/secret-text.ts";
import { type ValueProblem, valueProblems } from "../../../workflows/engine/plan/write/whole-values.ts";

const path = "/bridgehead/v";
const reference = `{{resolve:ssm-secure:${path}}}`;
const parameters = [{ path, version: 3, modified: 1 }];

/** Where a value may stand, with what stands around it. */
const places = {
  name: (text: string) => ({ ApiKeyAuthParameters: { ApiKeyName: text, ApiKeyValue: "k" } }),
  key: (text: string) => ({ ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: text } }),
  password: (text: string) => ({ BasicAuthParameters: { Username: "u", Password: text } }),
  header: (text: string) => parametersOf("HeaderParameters", text),
  query: (text: string) => parametersOf("QueryStringParameters", text),
  body: (text: string) => parametersOf("BodyParameters", text),
} as const;
type PlaceName = keyof typeof places;

function parametersOf(list: string, Value: string): Model {
  return { InvocationHttpParameters: { [list]: [{ Key: "k", Value, IsValueSecret: true }] } };
}

function problemsOf(place: PlaceName, value: string, template = reference): readonly ValueProblem[] {
  const resolve = resolver(
    new Literals(new SecretText("key")),
    new Map([[valueKey(path, 3), new SecretText(value)]]),
    parameters,
  );
  return valueProblems(connectionSchema, { AuthParameters: places[place](template) }, { resolve, parameters });
}

const said = (place: PlaceName, value: string, template?: string): readonly string[] =>
  problemsOf(place, value, template).map(({ severity, message }) => `${severity}: ${message}`);

const pem = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqh\n-----END PRIVATE KEY-----\n";

describe("a value that its place does not take", () => {
  it.each([
    ["key", "secret\n", "ends in a line break"],
    ["key", "secret\r\n", "ends in a line break"],
    ["key", "sec\nret", "has a line break in it"],
    ["key", "sec\tret", "has a tab in it"],
    ["key", "sec\u0007ret", "has a control character in it"],
    ["key", "sécret", "has a character outside ASCII in it"],
    ["key", pem, "is a PEM block of several lines"],
    ["password", "secret\n", "ends in a line break"],
    ["password", "sec\tret", "has a tab in it"],
    ["header", "secret\n", "ends in a line break"],
    ["header", "sec\tret", "has a tab in it"],
    ["header", "Jürgen", "has a character outside ASCII in it"],
    ["query", "sec\tret", "has a tab in it"],
    ["query", "sec\u007fret", "has a control character in it"],
    ["name", "sec ret", "has a blank in it"],
    ["name", "sécret", "has a character outside ASCII in it"],
  ] as const)("is an error in a %s: %j", (place, value, what) => {
    const problems = problemsOf(place, value);
    expect(problems.filter(({ severity }) => severity === "error")).toHaveLength(1);
    const [problem] = problems;
    expect(problem?.message).toContain(`parameter ${path} version 3 ${what}, and AuthParameters.`);
    expect(problem?.fix).toMatch(/^store /);
    expect(problem?.again).toEqual(value === pem ? [] : [path]);
    expect(`${problem?.message} ${problem?.fix}`).not.toMatch(/sec|ret|MIIE|Jürgen|é/u);
  });

  it.each([
    ["key", "secret\t", "ends in a tab|has a tab in it"],
    ["key", "sec\u00a0", "has a character outside ASCII in it"],
    ["name", " name", "has a blank in it"],
  ] as const)("is told once, as what is not taken: %s %j", (place, value, what) => {
    expect(said(place, value)).toEqual([expect.stringMatching(new RegExp(`^error: .* (?:${what}), and `))]);
  });

  it("says what the name of a header is made of", () => {
    expect(said("name", "api key")).toEqual([
      expect.stringMatching(/ takes the name of a header: letters, digits and the characters !#/),
    ]);
  });

  it.each(["key", "password", "header", "query"] as const)("is too long with what stands around it: %s", (place) => {
    expect(said(place, "x".repeat(512))).toEqual([]);
    expect(said(place, "x".repeat(513))).toEqual([
      expect.stringMatching(/^error: parameter \/bridgehead\/v version 3 is longer than the 512 characters that Auth/),
    ]);
    expect(said(place, "x".repeat(505), `Bearer ${reference}`)).toEqual([]);
    expect(said(place, "x".repeat(506), `Bearer ${reference}`)).toEqual([
      expect.stringMatching(/version 3, with what stands around it, is longer/),
    ]);
  });
});

describe("a value that is sent as it is", () => {
  it.each([
    ["body", "secret\n", "a line break"],
    ["query", "secret\r\n", "a line break"],
    ["body", pem, "a line break"],
    ["body", " secret", "a blank at its beginning or end"],
    ["query", "secret ", "a blank at its beginning or end"],
    ["key", " secret", "a blank at its beginning or end"],
    ["password", "secret ", "a blank at its beginning or end"],
    ["body", "\u00a0secret", "a blank at its beginning or end"],
    ["query", "secret\u200b", "a blank at its beginning or end"],
    ["body", "\ufeffsecret", "a blank at its beginning or end"],
    ["body", "sec\u2028ret", "a line break"],
    ["body", "sec\u0007ret", "a control character"],
  ] as const)("and most likely not meant so is a warning in a %s: %j", (place, value, what) => {
    expect(problemsOf(place, value).map(({ again }) => again)).toEqual([[path]]);
    expect(said(place, value)).toEqual([
      expect.stringMatching(
        new RegExp(`^warning: parameter ${path} version 3 has ${what}, which is sent as a part of`),
      ),
    ]);
  });

  it("has a colon where EventBridge may refuse it: a warning", () => {
    expect(said("password", "a:b")).toEqual([expect.stringContaining("has a colon, which EventBridge may refuse")]);
    expect(said("header", "a:b")).toEqual([]);
  });

  it.each([
    ["password", "pässwörd"],
    ["body", "Jürgen"],
    ["body", "x".repeat(4_096)],
    ["query", "Jürgen"],
    ["key", `a'b"c$d*e {"json": true}`],
  ] as const)("is no matter in a %s: %j", (place, value) => {
    expect(said(place, value).filter((text) => !text.includes("colon"))).toEqual([]);
  });
});

it("a value that is pinned is put right by another pin", () => {
  const [problem] = problemsOf("key", "secret\n", `{{resolve:ssm-secure:${path}:3}}`);
  expect(problem?.fix).toBe(
    "store it again without a line break, as `printf %s` does, and pin the version that this makes",
  );
  expect(problemsOf("key", "sécret")[0]?.fix).toBe("store it again without a character outside ASCII");
});

describe("a place of another type", () => {
  const saidAt = (node: Partial<StringNode>, value: string): readonly string[] => {
    const schema = { kind: "object", doc: "", properties: { Code: { kind: "string", doc: "", ...node } } } as const;
    const known = new Map([[valueKey(path, 3), new SecretText(value)]]);
    const resolve = resolver(new Literals(new SecretText("key")), known, parameters);
    return valueProblems(schema, { Code: reference }, { resolve, parameters }).map(({ message }) => message);
  };

  it.each([
    { maxLength: 3, apiMaxLength: 5 },
    { maxLength: 5, apiMaxLength: 3 },
    { maxLength: 3 },
    { apiMaxLength: 3 },
  ])("takes what both the registry and the service take: %j", (limits) => {
    expect(saidAt(limits, "abc")).toEqual([]);
    expect(saidAt(limits, "abcd")).toEqual([
      expect.stringContaining("is longer than the 3 characters that Code takes"),
    ]);
  });

  it("may take a form in which no single character is at fault", () => {
    const node = { pattern: "^key-[0-9]+$", form: "a numbered key" };
    const owner = `parameter ${path} version 3`;
    expect(saidAt(node, "key-1")).toEqual([]);
    expect(saidAt(node, "1-key")).toEqual([`${owner} is not what Code takes, which is a numbered key`]);
    expect(saidAt({ apiPattern: "^key-" }, "1-key")).toEqual([
      `${owner} is not what Code takes, which is another form of text`,
    ]);
  });
});

it("length is counted as AWS's services count", () => {
  expect(said("password", "😀".repeat(256))).toEqual([]);
  expect(said("password", "😀".repeat(257))).toHaveLength(1);
});

it("of several parameters in one text the one is named that is at fault", () => {
  const resolve = resolver(
    new Literals(new SecretText("key")),
    new Map([
      [valueKey("/bridgehead/user", 1), new SecretText("user")],
      [valueKey("/bridgehead/password", 2), new SecretText("secret\n")],
    ]),
    [
      { path: "/bridgehead/user", version: 1, modified: 1 },
      { path: "/bridgehead/password", version: 2, modified: 0 },
    ],
  );
  const text = "{{resolve:ssm-secure:/bridgehead/user}}.{{resolve:ssm-secure:/bridgehead/password:2}}";
  const resolving = {
    resolve,
    parameters: [
      { path: "/bridgehead/user", version: 1, modified: 1 },
      { path: "/bridgehead/password", version: 2, modified: 0 },
    ],
  };
  const [problem, ...more] = valueProblems(connectionSchema, { AuthParameters: places.key(text) }, resolving);
  expect(more).toEqual([]);
  expect(problem?.message).toMatch(/^parameter \/bridgehead\/password version 2 ends in a line break/);
});
