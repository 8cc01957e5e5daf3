import { describe, expect, it } from "vitest";
import { acceptanceDigest } from "../../workflows/engine/plan/review/acceptance.ts";
import type { EvaluatedDefinition } from "../../workflows/engine/definition/evaluation.ts";
import { keyText } from "../../workflows/engine/values/key.ts";
import type { Plan } from "../../workflows/engine/plan/plan.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { runTitleOf } from "../../workflows/apply/run-title.ts";
import { planPullRequest } from "../../workflows/plan-pull-request.ts";
import type { CheckReport } from "../../workflows/ports/checks.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import { rerun } from "../../workflows/rerun.ts";
import { type ApplyBench, startApplyBench } from "../support/apply-bench.ts";
import { crateKey, yard } from "../support/crates.ts";
import { caps, keyOf } from "../support/definitions.ts";
import { endlessBudget, openPull } from "../support/pull-requests.ts";

/* A connection and a crate that are both called "orders", in a repository. */

const { signal } = new AbortController();
const repository = { id: 1, owner: "acme", name: "eventing" };
const at = { file: "orders.ts", line: 1, column: 1 };
const connection: EvaluatedDefinition = {
  type: keyOf("orders").type,
  id: "orders",
  at,
  locations: {},
  props: {
    authorizationType: "API_KEY",
    authParameters: { apiKeyName: "x-api-key", apiKey: "{{resolve:ssm-secure:/bridgehead/orders/key}}" },
  },
};
const crate: EvaluatedDefinition = {
  type: crateKey("orders").type,
  id: "orders-crate",
  at: { ...at, line: 5 },
  locations: {},
  props: { name: "orders", size: 1, code: "{{resolve:ssm-secure:/bridgehead/crates/orders}}" },
};
const larger = { ...crate, props: { ...crate.props, size: 2 } };
const described = { ...connection, props: { ...connection.props, description: "v2" } };

const pull = openPull();

interface Shown {
  readonly plan: Plan;
  /** The keys, as text. */
  readonly published: readonly string[];
}

interface Place {
  readonly bench: ApplyBench;
  readonly checks: CheckReport[];
  /** Plans a pull request; what it published as its own. */
  readonly plan: (base: readonly EvaluatedDefinition[], merge: readonly EvaluatedDefinition[]) => Promise<Shown>;
  /** Re-runs what somebody asked for, by what the default branch declares. */
  readonly rerun: (tip: readonly EvaluatedDefinition[], inputs: Readonly<Record<string, string>>) => Promise<RunResult>;
}

async function openPlace(): Promise<Place> {
  const bench = await startApplyBench({ kinds: yard });
  bench.aws.putParameter({ name: "/bridgehead/orders/key", value: "key" });
  bench.aws.putParameter({ name: "/bridgehead/crates/orders", value: "code" });
  const checks: CheckReport[] = [];
  let runs = 0;
  let title = "";
  const declared = new Map<string, readonly EvaluatedDefinition[]>();
  const forge: Forge = {
    id: repository,
    app: 1,
    webUrl: "https://github.example",
    source: {
      defaultBranch: async () => "main",
      tip: async () => `tip-${runs}`,
      contains: async () => true,
      mergeBase: async () => undefined,
      commit: async (sha) => ({ sha, parents: [], tree: sha }),
      line: async (sha) => [{ sha, parents: [], tree: sha }],
      id: async (commit) => commit,
      files: async (commit) => [{ path: "orders.ts", text: commit }],
      file: async () => undefined,
      mergeCandidate: async () => ({ kind: "merge", commit: "merge", head: "head", base: "base" }),
    },
    review: {
      look: async () => ({ pull, defaultBranch: "main" }),
      pullRequest: async () => pull,
      isMergeable: async () => true,
      queued: async () => [],
      openPullRequests: async () => [],
      openPage: async () => ({ pulls: [], pages: 1 }),
      mergedBetween: async () => [],
      pullRequestsOf: async () => [],
      accountsOf: async () => [],
      approvals: async () => [],
      addComment: async () => undefined,
      putComment: async () => undefined,
    },
    checks: {
      async putCheck(report) {
        checks.push(report);
        return "";
      },
      checksOn: async () => [],
      checksOnMany: async () => new Map(),
      putDeployment: async () => {},
    },
    issues: { putIssue: async () => undefined },
    trigger: { mayWrite: async () => true, dispatchedRuns: async () => [{ id: 1, title }] },
  };
  const deps = {
    ...bench.deps,
    engine: "engine",
    indexWaits: [],
    queue: { send: async () => undefined },
    installation: null,
    budget: endlessBudget,
    forge,
    caps,
    definitions: {
      fingerprintKey: new SecretText("key"),
      evaluator: {
        evaluate: async ([file]: readonly { readonly text: string }[]) => ({
          definitions: declared.get(file?.text ?? "") ?? [],
          diagnostics: [],
          imports: {},
        }),
      },
    },
  };
  return {
    bench,
    checks,
    async plan(base, merge) {
      declared.set("base", base).set("merge", merge);
      const planned = await planPullRequest({ pullRequest: 7, outdatedAt: null }, deps, signal);
      const place = { repository: repository.id, pullRequest: 7, head: "head" };
      const publication = await bench.deps.ledger.publicationBefore(place, Infinity);
      if (planned.outcome !== "planned" || typeof publication !== "object") throw new Error("nothing was published");
      return { plan: planned.plan, published: Object.keys(publication.changes) };
    },
    async rerun(tip, inputs) {
      runs += 1;
      declared.set(`tip-${runs}`, tip);
      const receivedAt = bench.clock.now();
      const push = { before: "0".repeat(40), after: `tip-${runs}`, sender: 9, at: receivedAt };
      await bench.deps.ledger.notePush(repository.id, push);
      title = runTitleOf(inputs);
      const job = { delivery: `d${runs}`, receivedAt, repository, installation: null, ref: "refs/heads/main" };
      const dispatch = { ...job, kind: "dispatch", workflow: "w.yml", sender: "dev", senderId: 5, inputs } as const;
      return await rerun(dispatch, { run: `run-${runs}`, deadline: receivedAt + 600_000 }, deps, signal);
    },
  };
}

/** With both in place. */
async function openWithBoth(): Promise<Place> {
  const place = await openPlace();
  const { plan } = await place.plan([], [connection, crate]);
  const accept = acceptanceDigest(plan, "tip-1") ?? "";
  expect(await place.rerun([connection, crate], { operation: "apply", accept })).toMatchObject({
    outcome: "applied",
    reason: "applied",
  });
  return place;
}

const applied = ({ results }: RunResult) => results.map(({ key, status }) => `${keyText(key)} ${status}`);

describe("a plan of a pull request", () => {
  it("publishes the digest of the one that it changes", async () => {
    const { plan } = await openWithBoth();
    const { published } = await plan([connection, crate], [connection, larger]);
    expect(published).toEqual([keyText(crateKey("orders"))]);
  });

  it("publishes no digest of the one that it does not change, and says where that comes from", async () => {
    const { plan, checks } = await openPlace();
    const { published } = await plan([connection], [connection, crate]);
    expect(published).toEqual([keyText(crateKey("orders"))]);
    expect(checks.at(-1)).toMatchObject({ title: "Plan: 1 to create", annotations: [] });
    expect(checks.at(-1)?.summary).toContain("Not from here: 1 change waits on <code>main</code>");
  });
});

describe("a re-run for a name that two resources have", () => {
  it.each(["plan", "apply", "drift"])("is refused, as %s", async (operation) => {
    const { rerun: again, bench } = await openWithBoth();
    const before = bench.aws.requests().length;
    expect(await again([described, larger], { operation, connection: "orders" })).toMatchObject({
      outcome: "refused",
      reason: "ambiguous-name",
    });
    const operations = bench.aws.requests().slice(before);
    expect(operations.filter(({ operation: name }) => /^(?:Create|Update|Delete)Res/.test(name))).toEqual([]);
  });

  it("applies the one that TYPE/NAME says", async () => {
    const { rerun: again, bench } = await openWithBoth();
    const asked = { operation: "apply", connection: "Test::Yard::Crate/orders" };
    expect(applied(await again([described, larger], asked))).toEqual(["Test::Yard::Crate/orders applied"]);
    const other = { operation: "apply", connection: "AWS::Events::Connection/orders" };
    expect(applied(await again([described, larger], other))).toEqual(["AWS::Events::Connection/orders applied"]);
    // That one of them was applied does not mean that the commit was.
    expect((await bench.deps.ledger.progress(1)).progress?.commit).toBe("tip-1");
    expect((await again([described, larger], { operation: "apply" })).outcome).toBe("no-changes");
    expect((await bench.deps.ledger.progress(1)).progress?.commit).toBe("tip-4");
  });

  it("shows the one that TYPE/NAME says", async () => {
    const { rerun: again, checks } = await openWithBoth();
    await again([described, larger], { operation: "plan", connection: "Test::Yard::Crate/orders" });
    expect(checks.at(-1)).toMatchObject({ title: "Plan: 1 to update", summary: expect.stringContaining("Size") });
    expect(checks.at(-1)?.summary).not.toContain("Description");
  });
});
