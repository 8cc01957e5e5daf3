import { expect, it } from "vitest";
import { interruptOften, TIMES } from "./interrupt-often.ts";

it("a worker that is stopped at any time, and wakes up when others are done, leaves nothing wrong", async () => {
  expect(await interruptOften("stopped")).toEqual({ hits: TIMES, wrong: [] });
});
