import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { runTitle } from "../../../infra/local/github/run-title.ts";
import { isOlderTitleOf, isTitleOf, RUN_NAME, runTitleOf } from "../../../workflows/apply/run-title.ts";

const file = await readFile(new URL("../../../workflows/github/bridgehead.yml", import.meta.url), "utf8");
const older = `run-name: >-
  Bridgehead \${{ inputs.operation }} · \${{ inputs.connection || 'all connections' }}
  \${{ inputs.reason && format('· {0}', inputs.reason) }}
on:
  workflow_dispatch:
    inputs:
      operation:
        default: plan
`;
const accept = "0123456789abcdef".repeat(4);
const asked = { operation: "apply", accept };

const dispatches: readonly Readonly<Record<string, string>>[] = [
  {},
  { operation: "plan", connection: "", accept: "", reason: "" },
  { operation: "drift", reason: "  it's   late " },
  { operation: "apply", connection: "AWS::Events::Connection/orders" },
  asked,
  { ...asked, connection: "orders", reason: "read · it" },
];

describe("the title of a run", () => {
  it("is what the workflow file makes of it, which says so in the very lines that are asked for", () => {
    expect(file).toContain(`\n${RUN_NAME}\n`);
    for (const inputs of dispatches) {
      const title = runTitle(file, inputs) ?? "";
      expect(isTitleOf(title, inputs)).toBe(true);
      expect(title.replaceAll(/\s+/g, " ")).toBe(runTitleOf(inputs));
    }
  });

  it("is that of no other dispatch", () => {
    for (const [index, inputs] of dispatches.entries()) {
      const others = dispatches.filter((_, other) => other !== index && !(index < 2 && other < 2));
      expect(others.filter((other) => isTitleOf(runTitle(file, other) ?? "", inputs))).toEqual([]);
    }
  });

  it.each([
    ["one of another acceptance", `Bridgehead apply accepting ${"f".repeat(64)} · all connections`],
    ["one of another operation", `Bridgehead plan accepting ${accept} · all connections`],
    ["one of a resource", `Bridgehead apply accepting ${accept} · orders`],
    ["one of an older copy", "Bridgehead apply · all connections"],
    ["a reason that says it", `Bridgehead apply · all connections · accepting ${accept}`],
    ["a resource that says it", `Bridgehead apply · accepting ${accept} · all connections`],
    ["what stands behind it", `Bridgehead apply accepting ${accept} · all connections · more`],
    ["too few digits", `Bridgehead apply accepting ${accept.slice(0, 15)}…`],
    ["no digit", "Bridgehead apply accepting …"],
    ["nothing", ""],
  ])("is not %s", (_, title) => {
    expect(isTitleOf(title, asked)).toBe(false);
  });

  it.each([
    ["in what is accepted, after enough digits", asked, `Bridgehead apply accepting ${accept.slice(0, 16)}…`],
    ["in what is accepted, without a sign", asked, `Bridgehead apply accepting ${accept.slice(0, 40)}`],
    ["in the resource", { ...asked, connection: "orders-api" }, `Bridgehead apply accepting ${accept} · orders-...`],
    ["in the reason", { operation: "plan", reason: "it is late" }, "Bridgehead plan · all connections · it is …"],
  ])("may be cut: %s", (_, inputs, title) => {
    expect(isTitleOf(title, inputs)).toBe(true);
  });

  it("may not be cut in what is asked for, where nothing is accepted", () => {
    expect(isTitleOf("Bridgehead apply · ord", { operation: "apply", connection: "orders" })).toBe(false);
  });
});

describe("a title that says less", () => {
  it("is that of an older copy of the file, and of one with words of its own", () => {
    expect(isOlderTitleOf(runTitle(older, asked) ?? "", asked)).toBe(true);
    expect(isOlderTitleOf("Ask Bridgehead", asked)).toBe(true);
    for (const inputs of dispatches.slice(0, 4)) expect(isTitleOf(runTitle(older, inputs) ?? "", inputs)).toBe(true);
  });

  it("is not that of another dispatch", () => {
    for (const other of [{ operation: "plan" }, { ...asked, accept: "f".repeat(64) }, { ...asked, connection: "a" }])
      expect(isOlderTitleOf(runTitle(file, other) ?? "", asked)).toBe(false);
  });
});
