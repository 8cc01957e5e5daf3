import { describe, expect, it } from "vitest";
import type { Select } from "../../workflows/apply/apply-definitions.ts";
import { applyBranch } from "../../workflows/apply/apply-branch.ts";
import { narrow } from "../../workflows/apply/accept.ts";
import { acceptanceDigest } from "../../workflows/engine/plan/review/acceptance.ts";
import type { Plan } from "../../workflows/engine/plan/plan.ts";
import { parseConfig } from "../../workflows/engine/config/config.ts";
import type { EvaluatedDefinition } from "../../workflows/engine/definition/evaluation.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import type { CheckReport } from "../../workflows/ports/checks.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import type { Ledger } from "../../workflows/ports/ledger.ts";
import type { PendingChange } from "../../workflows/ports/progress.ts";
import { planDefinitions, readDefinitions } from "../../workflows/plan/plan-definitions.ts";
import { startApplyBench } from "../support/apply-bench.ts";
import { aPendingChange, aPublication, aRun } from "../contract/ledger-fixtures.ts";
import { caps, keyOf } from "../support/definitions.ts";
import { UnjudgedFilesError } from "../../workflows/ports/evaluator.ts";
import { mergedPull } from "../support/pull-requests.ts";

/* A commit whose apply takes two runs, since the first one dies: what is told is what both of them did. */

const { signal } = new AbortController();
const config = parseConfig(undefined, builtinKinds);

const definitionOf = (id: string): EvaluatedDefinition => ({
  type: keyOf(id).type,
  id,
  at: { file: `${id}.ts`, line: 1, column: 1 },
  locations: {},
  props: {
    authorizationType: "API_KEY",
    authParameters: { apiKeyName: "x-api-key", apiKey: `{{resolve:ssm-secure:/bridgehead/${id}}}` },
  },
});

const pull = mergedPull({ mergedAt: 1, mergeCommit: "tip" });

/** What GitHub refuses; `check`: whether it refuses a check for its text. */
interface Refusals {
  readonly comments?: readonly number[];
  readonly check?: (report: CheckReport) => boolean;
}

interface Asked {
  readonly ledger?: Ledger;
  /** The one resource that the run is about, as somebody asked for it; null: all, as after a push. */
  readonly connection?: string | null;
  /** Files that no clock let be judged. */
  readonly unjudged?: readonly string[];
}

async function openPlace(ids: readonly string[], { comments: refused = [], check = () => false }: Refusals = {}) {
  const bench = await startApplyBench();
  for (const id of ids) bench.aws.putParameter({ name: `/bridgehead/${id}`, value: `key-${id}` });
  const checks: CheckReport[] = [];
  const comments: string[] = [];
  const told: number[] = [];
  const modes: string[] = [];
  const stages: string[] = [];
  const forge: Forge = {
    id: { id: 1, owner: "acme", name: "eventing" },
    app: 1,
    webUrl: "https://github.example",
    source: {
      defaultBranch: async () => "main",
      tip: async () => "tip",
      contains: async () => true,
      mergeBase: async () => undefined,
      commit: async (sha) => ({ sha, parents: [], tree: sha }),
      line: async (sha) => [{ sha, parents: [], tree: sha }],
      id: async (commit) => commit,
      files: async () => [{ path: "a.ts", text: "" }],
      file: async () => undefined,
      mergeCandidate: async () => ({ kind: "merge", commit: "merge", head: "head", base: "base" }),
    },
    review: {
      look: () => Promise.reject(new Error("a run looks at no open pull request")),
      pullRequest: async (number) => mergedPull({ number, mergedAt: 1, mergeCommit: `merge-${number}` }),
      isMergeable: async () => true,
      queued: async () => [],
      openPullRequests: async () => [],
      openPage: async () => ({ pulls: [], pages: 1 }),
      mergedBetween: async () => [pull],
      pullRequestsOf: async () => [pull],
      accountsOf: async () => [],
      approvals: async () => [],
      addComment: async () => undefined,
      putComment: async (number, _marker, body, mode) => {
        if (refused.includes(number)) throw new BridgeheadError("GitHub refused a comment");
        comments.push(body);
        told.push(number);
        modes.push(`${number} ${mode}`);
        return "";
      },
    },
    checks: {
      putCheck: async (report) => {
        if (check(report)) throw new BridgeheadError("GitHub refused a check");
        checks.push(report);
        return "";
      },
      checksOn: async () => [],
      checksOnMany: async () => new Map(),
      putDeployment: async ({ commit, state }) => void stages.push(`${commit} ${state}`),
    },
    issues: { putIssue: async () => undefined },
    trigger: { mayWrite: async () => true, dispatchedRuns: async () => [] },
  };
  const apply = async (run: string, { ledger = bench.deps.ledger, connection = null, unjudged }: Asked = {}) => {
    const evaluation = { definitions: ids.map(definitionOf), diagnostics: [], imports: {} };
    const evaluator = { evaluate: async () => ({ ...evaluation, ...(unjudged && { unjudged }) }) };
    const definitions = { fingerprintKey: new SecretText("key"), evaluator };
    const deps = {
      ...bench.deps,
      forge,
      definitions,
      caps,
      engine: "engine",
      indexWaits: [],
      queue: { send: async () => undefined },
      installation: null,
    };
    const source = await readDefinitions({ files: [], config }, { ...deps, region: deps.target.region }, signal);
    const select = (plan: Plan): ReturnType<Select> => {
      const part = narrow(connection, plan);
      return typeof part === "string" ? { refused: part } : { plan: part };
    };
    // Somebody accepts whatever is left to do.
    const accept = async (tip: string) => {
      await ledger.notePush(forge.id.id, { before: "0".repeat(40), after: tip, sender: 9, at: bench.clock.now() });
      const selected = select((await planDefinitions(source, "all", deps, { signal })).plan);
      const digest = "plan" in selected ? acceptanceDigest(selected.plan, tip) : null;
      return { digest: digest ?? "", person: 0, join: async () => 0, use: async () => undefined };
    };
    const deadline = bench.clock.now() + 600_000;
    const request = { run, read: "all", announce: connection === null, connection, deadline, accept } as const;
    return await applyBranch({ ...request, select }, { ...deps, ledger }, signal);
  };
  return { bench, checks, comments, told, modes, stages, apply };
}

describe("a run that dies", () => {
  it("of a clock that ended an evaluation says nothing against the definitions, and is tried again", async () => {
    const { bench, checks, apply } = await openPlace(["orders"]);
    await expect(apply("r1", { unjudged: ["orders.ts"] })).rejects.toBeInstanceOf(UnjudgedFilesError);
    expect(checks.at(-1)).toMatchObject({ conclusion: "failure", title: "The run failed" });
    expect(checks.at(-1)?.summary).toMatch(/no verdict on the definitions.*It is tried again/su);
    expect(await bench.deps.ledger.records()).toEqual([]);
    expect(await apply("r2")).toMatchObject({ outcome: "applied" });
  });

  it("says what was done before that, and the run after it names what both did", async () => {
    const { bench, checks, comments, apply } = await openPlace(["orders", "stock"]);
    const { ledger } = bench.deps;
    // People were shown a plan, so their comment says how far the apply is.
    const { head } = pull;
    await ledger.publish({ ...aPublication(), repository: 1, pullRequest: pull.number, head, publishedAt: 1 });
    const headings = () => comments.map((body) => /^## (.*)$/m.exec(body)?.[1]);
    let settled = 0;
    const dying: Ledger = {
      ...ledger,
      settleIntent: async (lease, intent, settlement) => {
        settled += 1;
        if (settled === 2) throw new Error("the disk is full");
        await ledger.settleIntent(lease, intent, settlement);
      },
    };
    await expect(apply("dies", { ledger: dying })).rejects.toThrow("the disk is full");
    const [first] = (await ledger.done({ repository: 1, pull: pull.number })).map(({ result }) => result.name);
    expect(checks.at(-1)).toMatchObject({
      conclusion: "failure",
      summary: expect.stringContaining(`Done before that: \`${first}\` created.`),
    });

    expect(headings()).toEqual(["⏳ Applying", "❌ The run failed"]);

    const run = await apply("goes-on");
    expect(run).toMatchObject({ outcome: "applied" });
    expect(comments.at(-1)).toContain("Applied: 2 created");
    expect(headings().slice(2)).toEqual(["⏳ Applying", "✅ Applied: 2 created"]);
    for (const name of ["orders", "stock"]) expect(comments.at(-1)).toContain(`\`${name}\``);
    expect(checks.at(-1)).toMatchObject({ conclusion: "success", title: expect.stringContaining("2 created") });
  });
});

describe("a run about one resource, which is not announced", () => {
  it("says in its deployment that it works, that it died, and how it ended", async () => {
    const { bench, checks, stages, apply } = await openPlace(["orders"]);
    const { ledger } = bench.deps;
    const dying: Ledger = { ...ledger, settleIntent: () => Promise.reject(new Error("the disk is full")) };
    await expect(apply("dies", { ledger: dying, connection: "orders" })).rejects.toThrow("the disk is full");
    expect(stages).toEqual(["tip in_progress", "tip error"]);
    expect(checks).toEqual([]);
    expect(await apply("goes-on", { connection: "orders" })).toMatchObject({ outcome: "applied" });
    expect(stages.at(-1)).toBe("tip success");
  });

  it("says nothing where it is refused", async () => {
    const { stages, apply } = await openPlace(["orders"]);
    expect(await apply("refused", { connection: "nobody" })).toMatchObject({ outcome: "refused" });
    expect(stages).toEqual([]);
  });
});

describe("what GitHub refuses", () => {
  /** The numbers of pull requests of earlier runs that wait to be told. */
  async function waiting(
    bench: Awaited<ReturnType<typeof openPlace>>["bench"],
    untold: readonly number[],
    pending: readonly PendingChange[] = [],
  ) {
    const { ledger, clock } = bench.deps;
    const lease = await ledger.acquire("before", 1_000);
    if ("heldUntil" in lease) throw new Error("the lock should have been free");
    const progress = { commit: "tip", run: "before", at: clock.now() };
    const end = { progress, pending, policy: null, policyCause: null, reported: "tip", untold };
    await ledger.finish(lease, 1, end, aRun("before"));
    await ledger.release(lease);
  }

  it("of the comments, keeps no other pull request from being told, and is tried again by the next run", async () => {
    const { bench, told, apply } = await openPlace([], { comments: [101] });
    await waiting(bench, [100, 101, 102]);
    await apply("next");
    expect(told).toEqual([100, 102]);
    expect((await bench.deps.ledger.progress(1)).untold).toEqual([101]);
  });

  it("of a run about one resource, is told by the next run of all, and so is who waited before", async () => {
    const comments: number[] = [101];
    const { bench, told, apply } = await openPlace(["orders", "stock"], { comments });
    const left = { base: null, cause: { from: "a", to: "b", until: "b", pull: 101 } };
    await waiting(bench, [100], [aPendingChange("orders", left), aPendingChange("stock", { base: null, cause: null })]);
    await apply("about-one", { connection: "orders" });
    const { pending, untold } = await bench.deps.ledger.progress(1);
    expect(pending.map(({ key }) => key.identifier)).toEqual(["stock"]);
    expect(untold).toEqual([100, 101]);
    expect(told).toEqual([]);
    comments.pop();
    await apply("of-all");
    expect(told).toEqual([100, 101]);
    expect((await bench.deps.ledger.progress(1)).untold).toEqual([]);
  });

  it("of a check's text, leaves the check closed and short", async () => {
    const isLong = ({ conclusion, title, summary }: CheckReport) => conclusion !== null && summary !== `${title}.`;
    const { checks, comments, apply } = await openPlace(["orders"], { check: isLong });
    expect(await apply("run")).toMatchObject({ outcome: "applied" });
    expect(checks.at(-1)).toMatchObject({ conclusion: "success", summary: "Applied: 1 created." });
    expect(comments.at(-1)).toContain("Applied: 1 created");
  });

  it("of checks, keeps no comment from being written", async () => {
    const { bench, comments, apply } = await openPlace(["orders"], { check: ({ conclusion }) => conclusion !== null });
    expect(await apply("run")).toMatchObject({ outcome: "applied" });
    expect(comments.at(-1)).toContain("Applied: 1 created");
    expect(await bench.deps.ledger.progress(1)).toMatchObject({ reported: "tip", untold: [pull.number] });
  });

  it("of the check on a merge, is tried again by the next run, and bothers nobody who changed nothing", async () => {
    let isRefused = true;
    const check = ({ commit }: CheckReport) => isRefused && ["merge-101", "merge-102"].includes(commit);
    const { bench, checks, modes, apply } = await openPlace([], { comments: [102], check });
    await waiting(bench, [101, 102, 103]);
    await apply("next");
    expect(checks.map(({ commit }) => commit)).not.toContain("merge-101");
    expect((await bench.deps.ledger.progress(1)).untold).toEqual([101, 102]);
    isRefused = false;
    await apply("after");
    expect(checks.find(({ commit }) => commit === "merge-101")).toMatchObject({ conclusion: "success" });
    expect((await bench.deps.ledger.progress(1)).untold).toEqual([102]);
    expect(modes).toEqual(["101 edit-only", "103 edit-only", "101 edit-only"]);
  });

  it("of the check on the tip, is tried again where the branch has gone on", async () => {
    let isRefused = true;
    const { bench, checks, apply } = await openPlace(["orders"], {
      check: ({ conclusion }) => isRefused && conclusion !== null,
    });
    await waiting(bench, []);
    await apply("run");
    expect(checks.at(-1)).toMatchObject({ commit: "tip", conclusion: null });
    expect((await bench.deps.ledger.progress(1)).untold).toEqual([pull.number]);
    isRefused = false;
    await apply("next");
    expect(checks.at(-1)).toMatchObject({ commit: "tip", conclusion: "success", title: "Applied: 1 created" });
    expect((await bench.deps.ledger.progress(1)).untold).toEqual([]);
  });
});

describe("pull requests that were not told", () => {
  it("are told by the next run, twenty of them, and the others by the one after it", async () => {
    const { bench, told, apply } = await openPlace([]);
    const { ledger, clock } = bench.deps;
    const lease = await ledger.acquire("before", 1_000);
    if ("heldUntil" in lease) throw new Error("the lock should have been free");
    const untold = Array.from({ length: 25 }, (_, index) => index + 100);
    const progress = { commit: "tip", run: "before", at: clock.now() };
    const end = { progress, pending: [], policy: null, policyCause: null, reported: "tip", untold };
    await ledger.finish(lease, 1, end, aRun("before"));
    await ledger.release(lease);

    await apply("next");
    expect(told).toEqual(untold.slice(0, 20));
    expect((await ledger.progress(1)).untold).toEqual(untold.slice(20));
    await apply("after");
    expect(told).toEqual(untold);
    expect((await ledger.progress(1)).untold).toEqual([]);
  });
});
