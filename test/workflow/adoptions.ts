import type { Definition, DefinitionOptions } from "../../workflows/engine/definition/definition.ts";
import type { Model } from "../../workflows/engine/values/model.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { type ApplyBench, keyed, SETTLE_MS, startApplyBench } from "../support/apply-bench.ts";
import { apiKeyModel, keyOf, nameOf } from "../support/definitions.ts";

/** With AWS's own words: nothing was sent, so that they quote no credential. */
export const UNREADABLE =
  /cannot be read \(.* not authorized to perform: events:DescribeConnection.*\); run the apply again/;

/** Makes connections as people did before there was Bridgehead, each with a key that only AWS has. */
export async function makeByHand({ deps, clock }: ApplyBench, models: readonly Model[]): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  for (const model of models) {
    const name = nameOf(model);
    const AuthParameters = { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: `theirs-${name}` } };
    const text = new SecretText(JSON.stringify({ ...model, AuthParameters }));
    await deps.aws.resources.create(keyOf(name), text, `by-hand-${name}-${clock.now()}`, signal);
  }
  clock.advance(SETTLE_MS * 2);
}

export const withOwn = (definition: Definition, own: Partial<DefinitionOptions>): Definition => ({
  ...definition,
  options: { ...definition.options, ...own },
});

export function adopting(bench: ApplyBench, name: string, own: Partial<DefinitionOptions> = {}, changes: Model = {}) {
  return withOwn(keyed(bench, name, changes), { adopt: true, ...own });
}

export async function startWith(which: readonly string[]): Promise<ApplyBench> {
  const bench = await startApplyBench();
  await makeByHand(
    bench,
    which.map((name) => apiKeyModel(name)),
  );
  return bench;
}

export const reads = (bench: ApplyBench): number =>
  bench.aws
    .requests()
    .filter(({ operation, name }) => operation === "GetParameters" && name?.startsWith("/bridgehead/") === true).length;
export const unwritten = async ({ deps }: ApplyBench): Promise<readonly string[]> =>
  (await deps.ledger.records()).filter((record) => record.unwritten === true).map(({ name }) => name);
