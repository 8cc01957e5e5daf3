import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { actions } from "../../../workflows/engine/plan/plan.ts";
import { outcomes, reasons, type Reason, type RunResult } from "../../../workflows/engine/plan/write/result.ts";
import { renderApplyComment } from "../../../workflows/render/apply-comment.ts";
import { renderApplyCheck, renderPlanCheck } from "../../../workflows/render/check.ts";
import { marker, renderPlanComment } from "../../../workflows/render/plan-comment.ts";
import { renderPlanTerminal, renderResultTerminal } from "../../../workflows/render/terminal.ts";
import { hostileText } from "./hostile-text.ts";
import { applyContext, makePlan, pullRequestContext, type PlanInput } from "../../support/render-case.ts";

const canary = "CANARY-credential-0123456789";

const property = fc.record({
  path: fc.oneof(
    hostileText.map((text) => `/AuthParameters/${text.replaceAll("/", "~1")}`),
    fc.constant("/Name"),
  ),
  before: fc.oneof(hostileText, fc.boolean(), fc.constant(null)),
  after: fc.oneof(hostileText, fc.boolean(), fc.constant(null), fc.constant("{{resolve:ssm-secure:/a/b:3}}")),
  readable: fc.boolean(),
  recorded: fc.oneof(hostileText, fc.constant(null), fc.constant("{{resolve:ssm-secure:/a/b:2}}")),
});

const planInput: fc.Arbitrary<PlanInput> = fc.record({
  changes: fc.array(
    fc.record({
      name: hostileText,
      id: hostileText,
      action: fc.constantFrom(...actions),
      reason: hostileText,
      file: fc.option(hostileText, { nil: null }),
      line: fc.option(fc.nat(), { nil: null }),
      properties: fc.array(property, { maxLength: 5 }),
    }),
    { maxLength: 6 },
  ),
  repeatLast: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 400),
  unchanged: fc.nat({ max: 3 }),
  findings: fc.array(
    fc.record({
      code: hostileText,
      level: fc.constantFrom("block" as const, "warn" as const),
      message: hostileText,
      name: fc.option(hostileText, { nil: null }),
    }),
    { maxLength: 4 },
  ),
  diagnostics: fc.array(
    fc.record({
      code: hostileText,
      severity: fc.constantFrom("error" as const, "warning" as const, "info" as const, "info" as const),
      message: hostileText,
      hint: fc.option(hostileText, { nil: null }),
      file: hostileText,
    }),
    { maxLength: 3 },
  ),
});

const result: fc.Arbitrary<RunResult> = fc.record({
  outcome: fc.constantFrom(...outcomes),
  reason: fc.constantFrom(...(Object.keys(reasons) as Reason[])),
  results: fc.array(
    fc.record({
      key: fc.record({
        type: fc.constantFrom("AWS::Events::Connection", "Acme::Gears::Widget"),
        identifier: hostileText,
      }),
      id: hostileText,
      name: hostileText,
      action: fc.constantFrom(...actions),
      status: fc.constantFrom("applied", "failed", "held", "continued", "skipped"),
      error: fc.option(hostileText, { nil: null }),
      authorization: fc.option(hostileText, { nil: null }),
      arn: fc.constant(null),
    }),
    { maxLength: 5 },
  ),
});

/** Our own elements and the marker aside, no `<` may stand outside code spans. */
function assertContained(markdown: string): void {
  const own = /<\/?(?:details|summary|code|sub)>/g;
  const rest = markdown
    .replace(marker("plan"), "")
    .replaceAll(/`[^`\n]*`/g, "")
    .replaceAll(own, "");
  expect(rest).not.toContain("<");
  expect(markdown.match(/<!--/g)?.length ?? 0).toBeLessThanOrEqual(1);
  expect(rest).not.toMatch(/@[a-z0-9]/i);
  for (const [open, close] of [
    ["<details>", "</details>"],
    ["<summary>", "</summary>"],
  ] as const)
    expect(markdown.split(open).length).toBe(markdown.split(close).length);
}

describe("whatever a plan holds", () => {
  it("the comment and the check stay within their limits and contain it", () => {
    fc.assert(
      fc.property(planInput, (input) => {
        const plan = makePlan(input);
        const comment = renderPlanComment(plan, pullRequestContext);
        const check = renderPlanCheck(plan, pullRequestContext);
        expect(comment.startsWith(`${marker("plan")}\n`)).toBe(true);
        for (const text of [comment, check.summary]) {
          expect(text.length).toBeLessThan(65_535);
          assertContained(text);
        }
        expect(check.title).not.toContain("\n");
      }),
      { numRuns: 60 },
    );
  });

  it("the terminal gets no control characters", () => {
    fc.assert(
      fc.property(planInput, (input) => {
        const text = renderPlanTerminal(makePlan(input), { color: false, width: 80 });
        expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
      { numRuns: 60 },
    );
  });

  it("a sensitive value that is not a reference is shown nowhere", () => {
    const secret = fc.constantFrom<unknown[]>(canary, `${canary}{{resolve:ssm-secure:/a/b:3}}`, { Key: canary });
    fc.assert(
      fc.property(fc.constantFrom(...actions), secret, secret, fc.boolean(), (action, before, after, readable) => {
        const plan = makePlan({
          changes: [
            {
              name: "orders",
              action,
              properties: [
                {
                  path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue",
                  before: before as string,
                  after: after as string,
                  recorded: before as string,
                  sensitive: true,
                  readable,
                },
              ],
            },
          ],
        });
        const shown = [
          renderPlanComment(plan, pullRequestContext),
          JSON.stringify(renderPlanCheck(plan, pullRequestContext)),
          renderPlanTerminal(plan, { color: true, width: 80 }),
        ];
        for (const text of shown) expect(text).not.toContain("CANARY");
      }),
    );
  });
});

describe("however a run ends", () => {
  it("the comment and the check stay within their limits and contain it", () => {
    fc.assert(
      fc.property(result, fc.option(planInput, { nil: null }), (run, input) => {
        const plan = input === null ? null : makePlan(input);
        const comment = renderApplyComment(run, plan, applyContext);
        const check = renderApplyCheck(run, plan, applyContext);
        for (const text of [comment, check.summary]) {
          expect(text.length).toBeLessThan(65_535);
          assertContained(text);
        }
        expect(renderResultTerminal(run, plan, { color: false, width: 80 })).not.toContain("\u001B");
      }),
      { numRuns: 60 },
    );
  });

  it("the check is green only when nothing failed, is held or goes on", () => {
    fc.assert(
      fc.property(result, (run) => {
        const { conclusion } = renderApplyCheck(run, null, applyContext);
        const open = run.results.some(({ status }) => ["failed", "held", "continued"].includes(status));
        const good = !open && ["applied", "no-changes"].includes(run.outcome);
        expect(conclusion === "success").toBe(good);
      }),
    );
  });
});
