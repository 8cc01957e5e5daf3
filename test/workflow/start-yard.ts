import { expect } from "vitest";
import { detectDrift, githubAdvice } from "../../workflows/detect-drift.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { keyText } from "../../workflows/engine/values/key.ts";
import type { Model } from "../../workflows/engine/values/model.ts";
import { pendingChanges, type Plan } from "../../workflows/engine/plan/plan.ts";
import type { ChangeResult } from "../../workflows/engine/plan/write/result.ts";
import { planDefinitions } from "../../workflows/plan/plan-definitions.ts";
import { type ApplyBench, type ApplyBenchOptions, startApplyBench } from "../support/apply-bench.ts";
import { crate, crateModel, crateOf, yard } from "../support/crates.ts";
import { apiKeyModel, defined } from "../support/definitions.ts";

/* A connection and a crate that are both called "orders": whatever is done to one is done to that one alone. */

const { signal } = new AbortController();

export const connectionOf = (changes: Model = {}, more: Partial<Definition> = {}): Definition =>
  defined(apiKeyModel("orders", changes), more);
export const crateOrders = (changes: Model = {}, more: Partial<Definition> = {}): Definition =>
  crateOf(crateModel("orders", changes), more);

export async function startYard(given: ApplyBenchOptions = {}): Promise<ApplyBench> {
  const bench = await startApplyBench({ kinds: yard, ...given });
  bench.aws.putParameter({ name: "/bridgehead/orders", value: "key-of-orders" });
  bench.aws.putParameter({ name: "/bridgehead/crates/orders", value: "code-of-orders" });
  return bench;
}

/** With both in place. */
export async function startWithBoth(connection = connectionOf(), box = crateOrders()): Promise<ApplyBench> {
  const bench = await startYard();
  expect((await bench.apply([connection, box])).result.outcome).toBe("applied");
  return bench;
}

export const kindOf = ({ key }: Pick<ChangeResult, "key">): string =>
  key.type === crate.type ? "crate" : "connection";
export const told = (results: readonly ChangeResult[]) =>
  results.map((result) => `${kindOf(result)}: ${result.action} ${result.status}`);
export const pending = (plan: Plan) => pendingChanges(plan).map((change) => `${kindOf(change)}: ${change.action}`);
export const about = (plan: Plan) =>
  plan.findings.map((finding) => `${finding.code}: ${finding.about === null ? "all" : kindOf(finding.about)}`);

export async function drift({ deps }: ApplyBench): Promise<Plan> {
  return (await detectDrift(githubAdvice("connections"), deps, { signal })).plan;
}

/** A plan where everything that can be asked about has a user: with what was asked about, by key, and its ARN. */
export async function askedOf({ deps, literals }: ApplyBench, definitions: readonly Definition[]) {
  const asked = new Map<string, string>();
  const dependents: ApplyBench["deps"]["aws"]["dependents"] = {
    async page(key, arn) {
      asked.set(keyText(key), arn);
      return { items: ["shop"], next: undefined };
    },
  };
  const set = { definitions, diagnostics: [], literals };
  const { plan } = await planDefinitions(set, "all", { ...deps, aws: { ...deps.aws, dependents } }, { signal });
  return { asked, plan };
}
