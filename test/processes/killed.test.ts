import { expect, it } from "vitest";
import { interruptOften, TIMES } from "./interrupt-often.ts";

it("a worker that is killed at any time leaves nothing that the next one does not end", async () => {
  expect(await interruptOften("killed")).toEqual({ hits: TIMES, wrong: [] });
});
