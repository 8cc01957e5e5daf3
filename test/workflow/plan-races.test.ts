import { expect, it } from "vitest";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { startOf } from "../../workflows/engine/read/problem.ts";
import type { Evaluation } from "../../workflows/engine/definition/evaluation.ts";
import { newestPublished } from "../../workflows/plan/published.ts";
import { UnjudgedFilesError } from "../../workflows/ports/evaluator.ts";
import { planPullRequest } from "../../workflows/plan-pull-request.ts";
import { refreshPlans } from "../../workflows/refresh-plans.ts";
import type { CheckReport } from "../../workflows/ports/checks.ts";
import type { Forge } from "../../workflows/ports/forge.ts";
import type { Job } from "../../workflows/ports/jobs.ts";
import { GithubError } from "../../infra/github/github-error.ts";
import { startApplyBench } from "../support/apply-bench.ts";
import { caps } from "../support/definitions.ts";
import { endlessBudget, openPull } from "../support/pull-requests.ts";

const { signal } = new AbortController();

/** What GitHub's answer to the question for the merge says as well. */
const closedMeanwhile = () =>
  new GithubError({ kind: "conflict", operation: "compute the merge", detail: "pull request 7 is not open" });

/** `during`: what happens while GitHub is asked for the merge. */
async function world(
  during: (w: { state: { pull: ReturnType<typeof openPull>; tip: string }; comments: string[] }) => Promise<void>,
) {
  const bench = await startApplyBench();
  bench.aws.putParameter({ name: "/bridgehead/orders/key", value: "key" });
  const checks: CheckReport[] = [];
  const comments: string[] = [];
  const jobs: Job[] = [];
  const state = { pull: openPull(), tip: "base" };
  const forge = {
    id: { id: 1, owner: "acme", name: "eventing" },
    webUrl: "https://github.example",
    source: {
      defaultBranch: async () => "main",
      tip: async () => state.tip,
      commit: async (sha: string) => ({ sha, parents: [], tree: "" }),
      files: async (commit: string) => [{ path: "orders.ts", text: commit }],
      file: async () => undefined,
      mergeCandidate: async () => {
        const { tip } = state;
        await during({ state, comments });
        if (!state.pull.open) throw closedMeanwhile();
        return { kind: "merge", commit: "merge", head: "head", base: tip };
      },
    },
    review: {
      look: async () => ({ pull: state.pull, defaultBranch: "main" }),
      openPullRequests: async () => (state.pull.open ? [state.pull] : []),
      isMergeable: async () => true,
      putComment: async (_n: number, _m: string, body: string) => void comments.push(body),
    },
    checks: { putCheck: async (report: CheckReport) => void checks.push(report) },
  } as unknown as Forge;
  const orders = (key: string) => ({
    type: "AWS::Events::Connection",
    id: "orders",
    props: {
      authorizationType: "API_KEY",
      description: key,
      authParameters: { apiKeyName: "x-api-key", apiKey: "{{resolve:ssm-secure:/bridgehead/orders/key}}" },
    },
    at: { file: "orders.ts", line: 1, column: 1 },
    locations: {},
  });
  const evaluate = async ([file]: readonly { readonly text: string }[]) => ({
    definitions: file?.text === "base" ? [] : [orders(file?.text ?? "")],
    diagnostics: [],
    imports: {},
  });
  const definitions = { fingerprintKey: new SecretText("key"), evaluator: { evaluate } };
  const queue = { send: async (job: Job) => void jobs.push(job) };
  const deps = {
    ...bench.deps,
    engine: "engine",
    forge,
    caps,
    definitions,
    queue,
    installation: null,
    budget: endlessBudget,
  };
  const plan = () => planPullRequest({ pullRequest: 7, outdatedAt: null }, deps, signal);
  const refresh = (before: string) => refreshPlans({ before, delivery: "d" }, deps, signal);
  return { bench, checks, comments, jobs, state, plan, refresh, deps };
}

it("an apply's report is not overwritten by a plan that was under way", async () => {
  const w = await world(async ({ state, comments }) => {
    // Merged, applied and reported while GitHub is asked (its answer may take a minute).
    state.pull = openPull({ open: false, merged: true });
    comments.push("## ✅ Applied");
  });
  await w.deps.ledger.noteStep({
    repository: 1,
    pullRequest: 7,
    at: 1,
    what: "planned",
    commit: "older",
    base: "base",
    digest: "d",
  });
  await w.plan();
  expect(w.comments.at(-1)).toContain("Applied");
});

it("a check of what was merged or closed while it was planned does not stay red", async () => {
  const w = await world(async ({ state }) => {
    state.pull = openPull({ open: false, merged: true });
  });
  await w.plan().catch(() => undefined);
  await w.plan().catch(() => undefined); // The queue delivers it again.
  expect(w.checks.at(-1)?.conclusion).not.toBe("failure");
});

it("a first plan that a push overtakes is made again", async () => {
  const w: Awaited<ReturnType<typeof world>> = await world(async ({ state }) => {
    state.tip = "moved";
    // The refresh job of that push runs now: it is in another group than the plan.
    await w.refresh("base");
  });
  await w.plan();
  expect(w.jobs.length > 0 || !(w.checks.at(-1)?.title ?? "").startsWith("Plan:")).toBe(true);
});

it("a plan is not called outdated by what was found out before it was made, and by what was found out since", async () => {
  const w = await world(async () => undefined);
  await w.plan();
  const now = w.deps.clock.now();
  const outcome = await planPullRequest({ pullRequest: 7, outdatedAt: now - 1_000 }, w.deps, signal);
  expect(outcome).toEqual({ outcome: "refused", reason: "planned-since" });
  expect(w.checks.at(-1)?.title).toBe("Plan: 1 to create");
  // An apply outdates a plan without moving the base.
  await planPullRequest({ pullRequest: 7, outdatedAt: now + 1_000 }, w.deps, signal);
  expect(w.checks.at(-1)).toMatchObject({ title: "Outdated: the base moved", conclusion: "action_required" });
});

it("a plan whose files no clock let be judged is no verdict: the check says so, nothing is published, and the queue tries again", async () => {
  const w = await world(async () => undefined);
  const diagnostics = [
    { code: "evaluation-failed", severity: "error", message: "", hint: null, ...startOf("orders.ts") },
  ];
  const evaluate = async () => ({ definitions: [], diagnostics, imports: {}, unjudged: ["orders.ts"] }) as Evaluation;
  const deps = { ...w.deps, definitions: { ...w.deps.definitions, evaluator: { evaluate } } };
  const plan = planPullRequest({ pullRequest: 7, outdatedAt: null }, deps, signal);
  await expect(plan).rejects.toBeInstanceOf(UnjudgedFilesError);
  const check = w.checks.at(-1);
  expect(check).toMatchObject({ conclusion: "failure", title: "Bridgehead could not plan" });
  expect(check?.summary).toMatch(/no verdict on the definitions.*tried again/su);
  const published = newestPublished(openPull(), { ledger: w.deps.ledger, repository: 1 });
  expect(await published).toBeUndefined();
});
