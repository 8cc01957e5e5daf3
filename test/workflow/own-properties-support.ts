import { expect } from "vitest";
import type { Definition, DefinitionOptions } from "../../workflows/engine/definition/definition.ts";
import type { ArnExports } from "../../workflows/ports/parameters.ts";
import { type ApplyBench, keyed, startApplyBench } from "../support/apply-bench.ts";

export const PARAMETER = "/bridgehead-arns/orders";
export const SECRET = "/bridgehead-arns/orders-secret";
export const { signal } = new AbortController();

/** The definition of `orders`. */
export function orders(bench: ApplyBench, own: Partial<DefinitionOptions>, description = "orders"): Definition {
  const definition = keyed(bench, "orders", { Description: description });
  return { ...definition, options: { ...definition.options, ...own } };
}

export async function applied(own: Partial<DefinitionOptions>): Promise<ApplyBench> {
  const bench = await startApplyBench();
  expect((await bench.apply([orders(bench, own)])).result.outcome).toBe("applied");
  return bench;
}

export const recordIn = async ({ deps }: ApplyBench) =>
  (await deps.ledger.records()).find(({ name }) => name === "orders");
export const puts = ({ aws }: ApplyBench): number =>
  aws.requests().filter(({ operation }) => operation === "PutParameter").length;

/** Whether the parameter holds the ARN that the connection has now. */
export async function holdsArn(bench: ApplyBench, parameter = PARAMETER): Promise<boolean> {
  const stored = bench.aws.storedConnection("orders");
  const arn = parameter === SECRET ? stored?.secretArn : stored?.arn;
  return (await bench.deps.aws.exports.holds(parameter, arn ?? "", signal)) === true;
}

export const theirs = { name: PARAMETER, value: "theirs", type: "String" } as const;
export const isTheirs = async (bench: ApplyBench): Promise<boolean> =>
  (await bench.deps.aws.exports.holds(PARAMETER, "theirs", signal)) === true;

/** An apply whose exports are other than the bench's. */
export function withExports(bench: ApplyBench, exports: Partial<ArnExports>) {
  return { aws: { exports: { ...bench.deps.aws.exports, ...exports } } };
}
