import * as fc from "fast-check";
import { expect, it } from "vitest";
import { overwritesCredential } from "../../../workflows/engine/plan/guards/plan-guards.ts";
import type { Diagnostic } from "../../../workflows/engine/definition/diagnostic.ts";
import { actions, type Finding, type Plan } from "../../../workflows/engine/plan/plan.ts";
import type { ChangeResult, RunResult } from "../../../workflows/engine/plan/write/result.ts";
import { renderApplyComment } from "../../../workflows/render/apply-comment.ts";
import { renderApplyCheck, renderPlanCheck } from "../../../workflows/render/check.ts";
import { SIZE_LIMIT, sizeOf } from "../../../workflows/render/comment-size.ts";
import type { ApplyContext, PlanCommentContext } from "../../../workflows/render/context.ts";
import { renderPlanComment } from "../../../workflows/render/plan-comment.ts";
import { keyOf } from "../../support/definitions.ts";
import { applyContext, makePlan, pullRequestContext } from "../../support/render-case.ts";
import { hostileText } from "./hostile-text.ts";

const commit = "c".repeat(40);
const many = fc.constantFrom(0, 1, 4, 12, 40, 120);
const long = fc.constantFrom("x", "x".repeat(56), "é".repeat(60), "_<|`&".repeat(8));
const large = fc.record({
  changes: many,
  errors: many,
  literals: many,
  findings: many,
  elsewhere: many,
  isStopped: fc.boolean(),
  text: long,
  message: fc.oneof(long, hostileText),
});
type Large = typeof large extends fc.Arbitrary<infer Value> ? Value : never;

const list = <Item>(count: number, make: (index: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

function nameOf({ text }: Large, index: number): string {
  return `${text}-${index}`;
}

function errorOf(each: Large, index: number): Diagnostic {
  const { message, isStopped } = each;
  const text = `the parameter \`/bridgehead/${index}/${message}\` does not exist: ${message}`;
  const about = isStopped ? { about: keyOf(nameOf(each, index)) } : {};
  const place = { file: `${message.slice(0, 60)}/${index}.json`, line: 1, column: 1 };
  return { code: "parameter-not-found", severity: "error", message: text, hint: text.repeat(3), ...place, ...about };
}

/** Everything that a plan may show at once, as much of each as there is to be. */
function planOf(each: Large): Plan {
  const { changes, errors, literals, findings, message, isStopped } = each;
  const sensitive = { path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", sensitive: true, readable: false };
  const own = { path: "/protect", before: true, after: false };
  const plan = makePlan({
    changes: list(changes, (index) => {
      const action = actions[index % actions.length] ?? "create";
      const name = nameOf(each, index);
      const options = {
        name,
        action,
        properties: [sensitive, own, { path: "/Description", before: message, after: "b" }],
      };
      return action === "replace" ? { ...options, replaces: { name: `${name}-old`, live: {} } } : options;
    }),
  });
  const found = list(findings, (index): readonly Finding[] => {
    const about = { key: keyOf(nameOf(each, index)), name: nameOf(each, index) };
    const users = { noun: "API destination", names: list(30, (number) => `${message}-${number}`) };
    return [
      { code: "new-destination", level: index % 2 === 0 ? "warn" : "block", message, about },
      { code: overwritesCredential.code, level: "warn", message, about },
      { code: "replaced-while-used", level: "warn", message, about, users },
    ];
  });
  const plain = list(literals, (index): Diagnostic => ({
    ...errorOf(each, index),
    code: "literal-credential",
    severity: "warning",
  }));
  return {
    ...plan,
    digest: isStopped ? plan.digest : null,
    diagnostics: [...list(errors, (index) => errorOf(each, index)), ...plain],
    findings: found.flat(),
  };
}

function planContextOf(each: Large): PlanCommentContext {
  const { elsewhere, message } = each;
  const changes = planOf({ ...each, changes: elsewhere, errors: 0 }).changes.map((change) => ({
    change,
    pull: 7,
    why: message,
  }));
  return { ...pullRequestContext, waiting: { changes, errors: list(elsewhere, (index) => errorOf(each, index)) } };
}

function resultOf(each: Large, { changes }: Plan): RunResult {
  const results = changes.map(({ key, id, name, action }, index): ChangeResult => ({
    key,
    id,
    name,
    action,
    authorization: null,
    status: index % 3 === 0 ? "held" : "applied",
    error: index % 3 === 0 ? each.message : null,
    arn: `arn:aws:events:eu-west-1:123456789012:connection/${name}/1`,
  }));
  return { outcome: "held", reason: "not-reviewed", results };
}

function applyContextOf(each: Large): ApplyContext {
  const names = list(each.elsewhere, (index) => nameOf(each, index));
  const elsewhere = names.map((name) => ({ name, pull: 1000 }));
  const accepts = names.map((connection) => ({ digest: "d".repeat(64), connection }));
  return { ...applyContext, commit, noticed: names, changedAgain: elsewhere, elsewhere, accepts };
}

it("a plan of any size has a comment and a check that GitHub takes, with what matters most", () => {
  fc.assert(
    fc.property(large, (each) => {
      const plan = planOf(each);
      const context = planContextOf(each);
      const comment = renderPlanComment(plan, context);
      const { summary } = renderPlanCheck(plan, context);
      for (const text of [comment, summary]) {
        expect(sizeOf(text)).toBeLessThanOrEqual(SIZE_LIMIT);
        expect(/findings? blocks? this plan/.test(text)).toBe(each.findings > 1);
        expect(/go(?:es)? away\*\*/.test(text)).toBe(each.changes > 3);
        expect(text.includes("\n1. ") || each.errors === 0).toBe(true);
        expect(text.includes("| What changes |")).toBe(plan.digest !== null && each.changes > 0);
      }
      expect(comment).toContain("**Next:**");
    }),
    { numRuns: 40 },
  );
});

it("names and messages that no resource could have keep within the limit too", () => {
  const wild = fc.constantFrom("é".repeat(300), "_<|`&".repeat(200));
  fc.assert(
    fc.property(large, wild, (some, text) => {
      const each = { ...some, text, message: text };
      const plan = planOf(each);
      const result = resultOf(each, plan);
      const texts = [
        renderPlanComment(plan, planContextOf(each)),
        renderPlanCheck(plan, planContextOf(each)).summary,
        renderApplyComment(result, plan, applyContextOf(each)),
        renderApplyCheck(result, plan, applyContextOf(each)).summary,
      ];
      for (const shown of texts) expect(sizeOf(shown)).toBeLessThanOrEqual(SIZE_LIMIT);
    }),
    { numRuns: 25 },
  );
});

it("so has the report of an apply", () => {
  fc.assert(
    fc.property(large, (each) => {
      const plan = planOf(each);
      const result = resultOf(each, plan);
      const context = applyContextOf(each);
      const comment = renderApplyComment(result, plan, context);
      for (const text of [comment, renderApplyCheck(result, plan, context).summary]) {
        expect(sizeOf(text)).toBeLessThanOrEqual(SIZE_LIMIT);
        expect(text.includes("| Result |")).toBe(result.results.length > 0);
      }
    }),
    { numRuns: 40 },
  );
});
