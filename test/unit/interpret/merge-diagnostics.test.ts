import { describe, expect, it } from "vitest";
import type { EvaluatedDefinition } from "../../../workflows/engine/definition/evaluation.ts";
import { interpret } from "../../../workflows/engine/interpret/interpret.ts";
import type { JsonObject } from "../../../workflows/engine/values/json.ts";
import { evaluated, evaluationOf, plainApiKey, settings } from "./support.ts";

describe("what several definitions have at one place", () => {
  const shared = (id: string, props: JsonObject): EvaluatedDefinition =>
    evaluated({ ...plainApiKey, ...props }, id, "loop.ts");
  const messages = (...all: readonly EvaluatedDefinition[]): readonly string[] =>
    interpret(evaluationOf(...all), settings).diagnostics.map(({ message }) => message);

  it("is said once, with the definitions that it is about, in whatever order they come", () => {
    const all = ["e", "c", "a", "d", "b"].map((id) => shared(id, { colour: "blue" }));
    const expected = ["`colour` is not a property of a connection (in `a`, `b`, `c` and 2 more)."];
    expect(messages(...all)).toEqual(expected);
    expect(messages(...all.toReversed())).toEqual(expected);
  });

  it("is told apart where it differs", () => {
    expect(messages(shared("a", { removal: "keep" }), shared("b", { removal: "drop" }))).toEqual([
      '`removal` is "delete" or "retain", not "drop" (in `b`).',
      '`removal` is "delete" or "retain", not "keep" (in `a`).',
    ]);
  });

  it("names no definition where there is one only", () => {
    expect(messages(shared("a", { removal: "keep" }))).toEqual(['`removal` is "delete" or "retain", not "keep".']);
  });
});
