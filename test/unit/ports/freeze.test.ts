import { expect, it } from "vitest";
import { Refusal } from "../../../workflows/ports/answer.ts";
import { whyFrozen } from "../../../workflows/ports/freeze.ts";

const { signal } = new AbortController();
const path = "/bridgehead-system/test/freeze";
const denied = new Refusal({
  kind: "denied",
  code: "AccessDeniedException",
  operation: "GetParameters",
  subject: path,
  detail: "AWS's own words",
});

it.each([
  ["not frozen where nobody froze it", null, null],
  ["frozen for the reason that somebody gave", "an incident", "an incident"],
  ["frozen where that cannot be read", denied, `${path} cannot be read (AccessDeniedException)`],
])("a target is %s", async (_, answer, why) => {
  expect(await whyFrozen({ frozen: async () => answer }, signal)).toBe(why);
});
