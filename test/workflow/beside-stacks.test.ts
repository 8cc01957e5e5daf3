import { describe, expect, it } from "vitest";
import { createSsmClient } from "../../infra/aws/clients.ts";
import { createStackReader } from "../../infra/aws/stack-reader.ts";
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import { stackPath, stackText } from "../../infra/aws/stack-parameter.ts";
import { applyDefinitions } from "../../workflows/apply/apply-definitions.ts";
import { takeLock } from "../../workflows/apply/lease.ts";
import { freezeBeside } from "../../workflows/plan/stacks/freeze.ts";
import { joinRecords } from "../../workflows/plan/stacks/joined-records.ts";
import { readStacks, type Stacks } from "../../workflows/plan/stacks/read-stacks.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { Plan } from "../../workflows/engine/plan/plan.ts";
import { reviewShown } from "../../workflows/engine/plan/review/review.ts";
import { planDefinitions } from "../../workflows/plan/plan-definitions.ts";
import { type ApplyBench, keyed, startApplyBench } from "../support/apply-bench.ts";
import { keyOf, target } from "../support/definitions.ts";

const { signal } = new AbortController();
const credentials = { accessKeyId: "test", secretAccessKey: "test" };

/** A terminal beside the bench, which is the stack of the stage `production`. */
function terminalBeside(bench: ApplyBench) {
  const { aws, folder, clock, deps, literals } = bench;
  const ledger = createFileLedger({ path: `${folder}/cli.json`, scope: "cli", firstType: CONNECTION_TYPE, clock });
  const client = createSsmClient(
    { region: target.region, endpoint: aws.url, credentials, requestsPerSecond: 1_000 },
    clock,
  );
  const reader = createStackReader({ client, isLoopback: true, ledgerOf: () => deps.ledger });
  const published = { stage: "production", repository: 1, folder: "connections", ledger: { table: "production" } };
  aws.putParameter({ name: stackPath("production"), value: stackText(published), type: "String" });
  const find = (): Promise<Stacks> => readStacks(reader, clock, { signal });
  const here = {
    ...deps,
    ledger,
    aws: { ...deps.aws, freeze: freezeBeside(deps.aws.freeze, reader) },
    beside: { stacks: find, stage: null },
  };
  const setOf = (definitions: readonly Definition[]) => ({ definitions, diagnostics: [], literals });
  return {
    ledger,
    find,
    plan: async (...definitions: readonly Definition[]) =>
      (await planDefinitions(setOf(definitions), "all", here, { signal })).plan,
    /** Accepts everything that can be accepted. */
    async apply(...definitions: readonly Definition[]) {
      const keeper = await takeLock(ledger, "at-terminal", { clock });
      if ("heldUntil" in keeper) throw new Error("the terminal's ledger is locked");
      const request = {
        run: "at-terminal",
        commit: null,
        repository: null,
        definitions: setOf(definitions),
        read: "all" as const,
        keeper,
        deadline: clock.now() + 30 * 60_000,
        select: (plan: Plan) => ({ plan }),
        review: ({ plan }: { readonly plan: Plan }) => reviewShown({ plan, kinds: deps.kinds, isAccepted: true }),
      };
      try {
        return await applyDefinitions(request, here, signal);
      } finally {
        await keeper.release();
      }
    },
  };
}

const described = (definition: Definition, Description: string): Definition => ({
  ...definition,
  model: { ...definition.model, Description },
});
const operations = ({ aws }: ApplyBench) =>
  aws
    .requests()
    .map(({ operation }) => operation)
    .filter((operation) => /^(?:Create|Update|Delete)Resource$/.test(operation));

describe("an apply from a terminal", () => {
  it("asks under its lock whether a stack is frozen by now, whatever was accepted", async () => {
    const bench = await startApplyBench();
    const terminal = terminalBeside(bench);
    expect((await terminal.plan(keyed(bench, "mine"))).findings).not.toContainEqual(
      expect.objectContaining({ code: "frozen" }),
    );
    bench.aws.putParameter({ name: "/bridgehead-system/production/freeze", value: "an audit", type: "String" });
    const { result } = await terminal.apply(keyed(bench, "mine"));
    expect(result).toMatchObject({ outcome: "held", reason: "blocked-by-finding", results: [{ name: "mine" }] });
    expect(operations(bench)).toEqual([]);
    bench.aws.deleteParameter("/bridgehead-system/production/freeze");
    expect((await terminal.apply(keyed(bench, "mine"))).result.outcome).toBe("applied");
  });

  it("does not go on with a create that an earlier run began while a stack is frozen", async () => {
    const bench = await startApplyBench();
    const terminal = terminalBeside(bench);
    bench.aws.addFault({ kind: "reset", when: "before", operation: "CreateResource", every: 1 });
    await terminal.apply(keyed(bench, "mine"));
    bench.aws.clearFaults();
    expect(await terminal.ledger.intents()).toHaveLength(1);
    const before = operations(bench).length;
    bench.aws.putParameter({ name: "/bridgehead-system/production/freeze", value: "an audit", type: "String" });
    await terminal.apply(keyed(bench, "mine"));
    expect(operations(bench)).toHaveLength(before);
  });

  it("leaves alone what a stack has begun to make since", async () => {
    const bench = await startApplyBench();
    const terminal = terminalBeside(bench);
    const definition = keyed(bench, "orders");
    expect((await terminal.plan(definition)).changes).toMatchObject([{ action: "create" }]);
    await bench.apply([definition]);
    const before = operations(bench).length;
    const { result } = await terminal.apply(described(definition, "from a terminal"));
    expect(result).toMatchObject({ outcome: "held", results: [{ name: "orders", status: "held" }] });
    expect(operations(bench)).toHaveLength(before);
    expect(await terminal.ledger.records()).toEqual([]);
  });

  it("neither changes nor deletes what it once applied and a stack has taken over", async () => {
    const bench = await startApplyBench();
    const terminal = terminalBeside(bench);
    const definition = keyed(bench, "orders");
    await terminal.apply(definition);
    const adopted = { ...definition, options: { ...definition.options, adopt: true } };
    expect((await bench.apply([adopted])).result.outcome).toBe("applied");
    const before = operations(bench).length;
    expect((await terminal.plan()).changes).toEqual([]);
    expect((await terminal.plan(described(definition, "again"))).findings).toContainEqual(
      expect.objectContaining({ code: "managed-by-stack" }),
    );
    expect((await terminal.apply()).result.outcome).toBe("no-changes");
    expect(operations(bench)).toHaveLength(before);
    const joined = await joinRecords(terminal.ledger, await terminal.find());
    expect((await joined.ledger.records()).map(({ run }) => run)).toEqual(["run-1"]);
    expect(joined.stackOf(keyOf("orders"))?.stage).toBe("production");
  });

  it("keeps no record of what a stack manages and is as it is defined", async () => {
    const bench = await startApplyBench();
    const terminal = terminalBeside(bench);
    const definition = keyed(bench, "orders");
    await bench.apply([definition]);
    const moved = { ...definition, file: "moved.ts" };
    expect((await terminal.apply(moved, keyed(bench, "mine"))).result).toMatchObject({
      outcome: "applied",
      results: [{ name: "mine" }],
    });
    expect((await terminal.ledger.records()).map(({ name }) => name)).toEqual(["mine"]);
    expect((await bench.deps.ledger.records()).map(({ file }) => file)).toEqual(["orders.ts"]);
  });
});
