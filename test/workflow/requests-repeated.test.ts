import { describe, expect, it } from "vitest";
import type { Fault } from "../../infra/local/aws/faults/faults.ts";
import { detectDrift, githubAdvice } from "../../workflows/detect-drift.ts";
import { parseConfig } from "../../workflows/engine/config/config.ts";
import type { Definition, DefinitionOptions } from "../../workflows/engine/definition/definition.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { importResources } from "../../workflows/import-resources.ts";
import { ATTEMPTS } from "../../workflows/calls/insist.ts";
import { RefusedError } from "../../workflows/ports/answer.ts";
import { readStatus } from "../../workflows/read-status.ts";
import {
  type ApplyBench,
  keyed,
  makeAsAnother,
  makeDestination,
  startApplyBench,
  reviewBy,
} from "../support/apply-bench.ts";
import { options, target } from "../support/definitions.ts";

/* What AWS gets of one call, whoever makes it: counted at AWS, where every loop shows. */

const { signal } = new AbortController();

const FREEZE = `/bridgehead-system/${target.stage}/freeze`;

interface Case {
  readonly operation: string;
  /** Of which resource or parameter, where the workflow makes the call for several. */
  readonly name?: string;
  readonly prepare?: (bench: ApplyBench) => Promise<unknown>;
  readonly run: (bench: ApplyBench) => Promise<unknown>;
}

const orders = (bench: ApplyBench, changes: Partial<DefinitionOptions> = {}): Definition => {
  const definition = keyed(bench, "orders");
  return { ...definition, options: { ...options, ...changes } };
};
const edited = (bench: ApplyBench): Definition => keyed(bench, "orders", { Description: "v2" });

const applied = (bench: ApplyBench) => bench.apply([orders(bench)]);
/** A connection that somebody else changed. */
async function moved(bench: ApplyBench): Promise<void> {
  await applied(bench);
  bench.clock.advance(60_000);
  bench.aws.changeConnection("orders", {});
}
const unmanaged = (bench: ApplyBench) => makeAsAnother(bench, "orders");

/** A managed connection that an API destination uses. */
async function used(bench: ApplyBench): Promise<void> {
  await applied(bench);
  await makeDestination(bench, "orders");
}

const plan = (bench: ApplyBench) => bench.plan([orders(bench)]);
const drift = ({ deps }: ApplyBench) => detectDrift(githubAdvice("connections"), deps, { signal });
const status = ({ deps }: ApplyBench) => readStatus(deps, { signal });
const imported = ({ deps }: ApplyBench) => {
  const evaluate = () => Promise.reject(new Error("an import evaluated files"));
  const definitions = { evaluator: { evaluate }, fingerprintKey: new SecretText("key") };
  const request = { names: [], defined: [], config: parseConfig(undefined, builtinKinds) };
  return importResources(request, { ...deps, definitions }, { signal });
};

const cases: Readonly<Record<string, Case>> = {
  "a plan: ListConnections": { operation: "ListConnections", prepare: applied, run: plan },
  "a plan of what moved: DescribeConnection": { operation: "DescribeConnection", prepare: moved, run: plan },
  "a plan that adopts: DescribeConnection": {
    operation: "DescribeConnection",
    prepare: unmanaged,
    run: (bench) => bench.plan([orders(bench, { adopt: true })]),
  },
  "a plan: DescribeParameters": { operation: "DescribeParameters", run: plan },
  "a plan, for a freeze: GetParameters": { operation: "GetParameters", run: plan },
  "a plan that deletes: ListApiDestinations": {
    operation: "ListApiDestinations",
    prepare: used,
    run: (bench) => bench.plan([]),
  },
  "drift: ListConnections": { operation: "ListConnections", prepare: applied, run: drift },
  "drift of what moved: DescribeConnection": { operation: "DescribeConnection", prepare: moved, run: drift },
  "drift: DescribeParameters": { operation: "DescribeParameters", prepare: applied, run: drift },
  "status: ListConnections": { operation: "ListConnections", prepare: applied, run: status },
  "status of what moved: DescribeConnection": { operation: "DescribeConnection", prepare: moved, run: status },
  "status: DescribeParameters": { operation: "DescribeParameters", prepare: applied, run: status },
  "an import: ListConnections": { operation: "ListConnections", prepare: unmanaged, run: imported },
  "an import: GetResource": { operation: "GetResource", prepare: unmanaged, run: imported },
  "an import: DescribeConnection": { operation: "DescribeConnection", prepare: unmanaged, run: imported },
  "an import: DescribeParameters": { operation: "DescribeParameters", prepare: unmanaged, run: imported },
  "an apply, in its plan: ListConnections": {
    operation: "ListConnections",
    prepare: applied,
    run: (bench) => bench.apply([orders(bench)]),
  },
  "an apply, in its plan: DescribeParameters": { operation: "DescribeParameters", run: applied },
  "an apply, for a freeze: GetParameters": { operation: "GetParameters", name: FREEZE, run: applied },
  "an apply, in its plan: ListApiDestinations": {
    operation: "ListApiDestinations",
    prepare: used,
    run: (bench) => bench.apply([]),
  },
  "an apply: GetParameters": { operation: "GetParameters", name: "/bridgehead/orders:1", run: applied },
  "an apply: CreateResource": { operation: "CreateResource", run: applied },
  "an apply: UpdateResource": {
    operation: "UpdateResource",
    prepare: applied,
    run: (bench) => bench.apply([edited(bench)]),
  },
  "an apply: DeleteResource": { operation: "DeleteResource", prepare: applied, run: (bench) => bench.apply([]) },
  "an apply: GetResourceRequestStatus": { operation: "GetResourceRequestStatus", run: applied },
  "an apply: DescribeConnection": { operation: "DescribeConnection", run: applied },
  "an apply that exports an ARN: PutParameter": {
    operation: "PutParameter",
    run: (bench) => bench.apply([orders(bench, { exportArn: "/bridgehead-arns/orders" })]),
  },
  "an apply that exports the ARN of a secret: GetResource": {
    operation: "GetResource",
    run: (bench) => bench.apply([orders(bench, { exportSecretArn: "/bridgehead-arns/orders" })]),
  },
  "an apply that exports to what there is: GetParameters": {
    operation: "GetParameters",
    name: "/bridgehead-arns/orders",
    run: async (bench) => {
      bench.aws.putParameter({ name: "/bridgehead-arns/orders", value: "theirs", type: "String" });
      // Somebody made it after the plan.
      await bench.apply([orders(bench, { exportArn: "/bridgehead-arns/orders" })], { review: reviewBy(() => true) });
    },
  },
};

/** How AWS answered the requests of a case, in turn, while this throttles them. */
async function outcomes({ operation, name, prepare, run }: Case, often: Pick<Fault, "every" | "times">) {
  // An operation has ended, and a connection is authorised, when somebody asks.
  const bench = await startApplyBench({ settleMs: 1 });
  await prepare?.(bench);
  bench.aws.addFault({ kind: "throttle", operation, ...(name !== undefined && { name }), ...often });
  const before = bench.aws.requests().length;
  await run(bench).catch((error: unknown) => {
    if (!(error instanceof RefusedError)) throw error;
  });
  return bench.aws
    .requests()
    .slice(before)
    .filter((each) => each.operation === operation && (name === undefined || each.name === name))
    .map(({ outcome }) => outcome);
}

const throttled = (count: number) => Array.from({ length: count }, () => "ThrottlingException");

describe.each(Object.entries(cases))("%s", (_, each) => {
  it(`is sent ${ATTEMPTS} times while AWS throttles it, and never more`, async () => {
    expect(await outcomes(each, { every: 1 })).toEqual(throttled(6));
  });

  it("is three requests where the third succeeds", async () => {
    const [first, second, third] = await outcomes(each, { times: 2 });
    expect([first, second, third]).toEqual([...throttled(2), "ok"]);
  });
});
