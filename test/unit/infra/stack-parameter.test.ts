import { describe, expect, it } from "vitest";
import { parseStack, stackPath, stackText, stageOf } from "../../../infra/aws/stack-parameter.ts";

const table = { stage: "production", repository: 42, folder: "connections", ledger: { table: "ledger" } } as const;
const stored = { format: 1, stage: "production", repository: "42", folder: "connections", ledger: { table: "ledger" } };
const parse = (value: unknown) => parseStack("production", JSON.stringify(value));

describe("what a stack publishes", () => {
  it.each([table, { ...table, repository: null, ledger: { file: "/tmp/ledger.json", scope: "local" } }])(
    "is read as it was written: %j",
    (stack) => expect(parseStack("production", stackText(stack))).toEqual(stack),
  );

  it("may have members that this version does not know", () => {
    expect(parse({ ...stored, region: "eu-west-1" })).toEqual(table);
  });

  it("is refused by its name in a newer format, whatever else it says", () => {
    expect(parse({ format: 2, ledger: { tables: [] } })).toEqual({
      stage: "production",
      why:
        "the parameter /bridgehead-system/production/stack has the format 2, and this version of Bridgehead reads the " +
        "format 1: use the version that wrote it",
    });
  });

  it.each([
    ["no JSON", "{", "is no JSON object"],
    ["no object", "[1]", "is no JSON object"],
    ["no format", "{}", "has the format no number"],
    ["another stage", JSON.stringify({ ...stored, stage: "staging" }), "speaks of another stage"],
    ["a number for a repository", JSON.stringify({ ...stored, repository: 42 }), 'is malformed at "repository"'],
    ["no folder", JSON.stringify({ ...stored, folder: "" }), 'is malformed at "folder"'],
    ["no ledger", JSON.stringify({ ...stored, ledger: {} }), 'is malformed at "ledger'],
    ["a file without a scope", JSON.stringify({ ...stored, ledger: { file: "/a" } }), 'is malformed at "ledger'],
    ["two ledgers", JSON.stringify({ ...stored, ledger: { table: "a", file: "/a", scope: "b" } }), "is malformed"],
  ])("is not believed with %s", (_, value, why) => {
    expect(parseStack("production", value)).toEqual({ stage: "production", why: expect.stringContaining(why) });
  });
});

it("stands under a name that none of the pipeline's other parameters has", () => {
  expect(stageOf(stackPath("a-1"))).toBe("a-1");
  for (const path of ["freeze", "webhook-secret", "stack/more", "x/stack", "stacks"]) {
    expect(stageOf(`/bridgehead-system/production/${path}`)).toBeUndefined();
  }
  expect(stageOf("/other/production/stack")).toBeUndefined();
});
