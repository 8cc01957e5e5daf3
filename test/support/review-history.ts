import { Octokit } from "@octokit/rest";
import { freezePath } from "../../infra/aws/freeze.ts";
import type { Fault } from "../../infra/local/aws/faults/faults.ts";
import { localTarget, type LocalStack } from "../../cli/local/stack.ts";
import type { Caps } from "../../workflows/engine/policy/caps.ts";
import type { ResultStatus, RunResult } from "../../workflows/engine/plan/write/result.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import type { Ledger } from "../../workflows/ports/ledger.ts";
import { systemClock } from "../../infra/system-clock.ts";
import { cloneOf, type Files, type GitClone } from "./git-clone.ts";
import { type HeldMail, holdMail } from "./held-mail.ts";
import { createMortalLedger, type DeathPoint } from "./mortal-ledger.ts";
import { fileOf, oauth } from "./oauth-definitions.ts";
import { type Pipeline, startPipeline } from "./pipeline.ts";

export type MergeMethod = "merge" | "squash" | "rebase";

export interface Proposal {
  readonly number: number;
  readonly branch: string;
}

/**
 * A target, and what happens to its repository, one thing at a time: nothing is planned or applied before the history
 * says so, as if the webhooks were lost meanwhile.
 */
export interface History extends AsyncDisposable {
  readonly stack: LocalStack;
  readonly pipeline: Pipeline;
  readonly clone: GitClone;
  /** Opens a pull request from main, with a commit for each of these, and has it planned. */
  propose(...commits: readonly Files[]): Promise<Proposal>;
  /** Opens a pull request from a branch that was pushed, which nothing plans. */
  open(branch: string): Promise<Proposal>;
  /** Does both, a commit for each of these, and nothing plans it. */
  proposeUnplanned(...commits: readonly Files[]): Promise<Proposal>;
  /** Has the pull request planned (again). */
  plan(proposal: Proposal): Promise<void>;
  /** Pushes more commits to the pull request, and has it planned. */
  amend(proposal: Proposal, ...commits: readonly Files[]): Promise<void>;
  /** Merges main into the pull request's branch, as GitHub's button does, and has it planned. */
  updateBranch(proposal: Proposal): Promise<void>;
  /** Merges by GitHub's button. */
  merge(proposal: Proposal, method?: MergeMethod): Promise<void>;
  /** Merges the head with git, and pushes main. */
  mergeByHand(proposal: Proposal): Promise<void>;
  /** Pushes the head of the pull request to main. */
  fastForward(proposal: Proposal): Promise<void>;
  /** Pushes to main without a pull request, a commit for each of these. */
  push(...commits: readonly Files[]): Promise<void>;
  /** Moves main to where a revision is, `main` being where it was. */
  forcePush(revision?: string): Promise<void>;
  /** Merges main into an older main, whose files stay, and pushes that: a fast-forward. */
  foxtrot(revision?: string): Promise<void>;
  /** Lets the newest webhook that is meant arrive, and waits until all that it causes is done. */
  readonly deliver: HeldMail["deliver"];
  /** Lets the newest push to main arrive, and waits for the end of the run. */
  run(...faults: readonly Fault[]): Promise<RunResult>;
  /** The same, and the run dies; false: it had ended before. */
  crash(point?: DeathPoint): Promise<boolean>;
  /** Re-runs the workflow by hand. */
  rerun(inputs: Readonly<Record<string, string>>, login?: string): Promise<RunResult>;
  /** The digest that the check on the newest commit says to accept. */
  shownDigest(): Promise<string>;
  /** Accepts that. */
  accept(login?: string): Promise<RunResult>;
  /** Accepts it where the check says how: what nobody can accept shows no digest. */
  tryToAccept(): Promise<void>;
  /** Somebody freezes the target, or ends that. */
  freeze(reason: string | null): void;
  names(): readonly string[];
  /** What AWS has of a connection: where it sends its secret, and its description. */
  live(name: string): { readonly to: string; readonly description: string | undefined } | undefined;
  close(): Promise<void>;
}

/** Events of a pull request that have nobody plan it. */
const planless: ReadonlySet<string> = new Set(["closed", "enqueued", "dequeued"]);

/** Nobody waits here for what takes seconds on GitHub or in a queue. */
const impatientClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => systemClock.sleep(Math.min(milliseconds, 20), signal),
};

/** A history that begins with these connections under management, applied as they were reviewed. */
export async function startHistory(managed: readonly string[] = ["alpha"], caps?: Caps): Promise<History> {
  const mortal = createMortalLedger();
  const applierLedger = (ledger: Ledger): Ledger => mortal.wrap(ledger);
  const pipeline = await startPipeline({ clock: impatientClock, applierLedger, ...(caps && { caps }) });
  const { stack, octokit, place, runs } = pipeline;
  const { aws, github } = stack;
  for (const id of [...managed, "alpha", "beta", "evil"])
    aws.putParameter({ name: `/bridgehead/${id}/key`, value: id });
  github.addUser({ login: "reviewer", permission: "write" });
  const mail = holdMail(stack);
  const clone = await cloneOf(github.cloneUrl);
  let branches = 0;

  const deliverPush = (): Promise<void> =>
    mail.deliver(({ event, payload }) => event === "push" && payload["ref"] === "refs/heads/main");

  async function ran(deliver: () => Promise<void>): Promise<RunResult> {
    const before = runs.length;
    await deliver();
    const result = runs[before];
    if (result === undefined) throw new Error("there was no run");
    return result;
  }

  async function proposeUnplanned(...commits: readonly Files[]): Promise<Proposal> {
    branches += 1;
    const branch = `topic-${branches}`;
    await clone.checkout(branch, "origin/main");
    for (const files of commits) await clone.commit(files);
    await clone.git("push", "--quiet", "origin", branch);
    return await open(branch);
  }

  async function open(branch: string): Promise<Proposal> {
    const { data } = await octokit.rest.pulls.create({ ...place, head: branch, base: "main", title: branch });
    return { number: data.number, branch };
  }

  const planned = (): Promise<unknown> => history.rerun({ operation: "plan" });
  const history: History = {
    stack,
    pipeline,
    clone,
    open,
    proposeUnplanned,
    deliver: (isMeant) => mail.deliver(isMeant),
    async propose(...commits) {
      const proposal = await proposeUnplanned(...commits);
      await history.plan(proposal);
      return proposal;
    },
    plan: ({ number }) =>
      mail.deliver(
        ({ event, payload }) =>
          event === "pull_request" && payload["number"] === number && !planless.has(String(payload["action"])),
      ),
    async amend(proposal, ...commits) {
      await clone.checkout(proposal.branch, `origin/${proposal.branch}`);
      for (const files of commits) await clone.commit(files);
      await clone.git("push", "--quiet", "origin", proposal.branch);
      await history.plan(proposal);
    },
    async updateBranch(proposal) {
      await clone.checkout(proposal.branch, `origin/${proposal.branch}`);
      await clone.git("merge", "--quiet", "--no-edit", "origin/main");
      await clone.git("push", "--quiet", "origin", proposal.branch);
      await history.plan(proposal);
    },
    async merge({ number }, method = "merge") {
      await octokit.rest.pulls.merge({ ...place, pull_number: number, merge_method: method });
    },
    async mergeByHand({ branch }) {
      await clone.checkout("main", "origin/main");
      await clone.git("merge", "--quiet", "--no-ff", "--no-edit", `origin/${branch}`);
      await clone.git("push", "--quiet", "origin", "main");
    },
    async fastForward({ branch }) {
      await clone.git("fetch", "--quiet", "origin");
      await clone.git("push", "--quiet", "origin", `origin/${branch}:refs/heads/main`);
    },
    async push(...commits) {
      await clone.checkout("main", "origin/main");
      for (const files of commits) await clone.commit(files);
      await clone.git("push", "--quiet", "origin", "main");
    },
    async forcePush(revision = "main~1") {
      await clone.checkout("main", "origin/main");
      await clone.git("push", "--quiet", "--force", "origin", `${revision}:refs/heads/main`);
    },
    async foxtrot(revision = "origin/main~1") {
      await clone.checkout("main", "origin/main");
      await clone.git("reset", "--quiet", "--hard", revision);
      await clone.git("merge", "--quiet", "--no-edit", "--strategy=ours", "origin/main");
      await clone.git("push", "--quiet", "origin", "main");
    },
    async run(...faults) {
      for (const fault of faults) aws.addFault(fault);
      try {
        return await ran(deliverPush);
      } finally {
        aws.clearFaults();
      }
    },
    async crash(point = "before its end") {
      mortal.dieAt(point);
      await deliverPush();
      return mortal.revive();
    },
    rerun: (inputs, login = "reviewer") =>
      ran(async () => {
        const asSender = new Octokit({ baseUrl: github.apiUrl, auth: `user:${login}` });
        await asSender.rest.actions.createWorkflowDispatch({
          ...place,
          workflow_id: "bridgehead.yml",
          ref: "main",
          inputs: { ...inputs },
        });
        await mail.deliver(({ event }) => event === "workflow_dispatch");
      }),
    async shownDigest() {
      const digest = await shownDigest(pipeline, planned);
      if (digest === undefined) throw new Error("the check shows nothing to accept");
      return digest;
    },
    async accept(login) {
      return await history.rerun({ operation: "apply", accept: await history.shownDigest() }, login);
    },
    async tryToAccept() {
      const accept = await shownDigest(pipeline, planned);
      if (accept !== undefined) await history.rerun({ operation: "apply", accept });
    },
    freeze(reason) {
      const name = freezePath(localTarget.stage);
      if (reason === null) aws.deleteParameter(name);
      else aws.putParameter({ name, value: reason, type: "String" });
    },
    names: () => aws.connectionNames(),
    live(name) {
      const properties = aws.storedConnection(name)?.properties;
      if (properties === undefined) return undefined;
      const text = JSON.stringify(properties);
      const description = properties["Description"];
      return {
        to: /https:\/\/(\w+)\.example\.com/.exec(text)?.[1] ?? "",
        description: typeof description === "string" ? description : undefined,
      };
    },
    async close() {
      await clone.close();
      await pipeline.close();
    },
    [Symbol.asyncDispose]: () => history.close(),
  };
  if (managed.length > 0) {
    await history.merge(await history.propose(Object.fromEntries(managed.map((id) => [fileOf(id), oauth(id)]))));
    await history.run();
  }
  return history;
}

/**
 * What accepts all that is held. Where a report is about a part of that, it has a command for each resource by itself: then
 * `plan`, a re-run that plans, says it.
 */
async function shownDigest({ user }: Pipeline, plan: () => Promise<unknown>): Promise<string | undefined> {
  const summaryOf = async (check: string): Promise<string> =>
    (await user.checks("main")).find(({ name }) => name === check)?.summary ?? "";
  const digestIn = (summary: string) => /operation=apply -f accept=([0-9a-f]{64})\b/.exec(summary)?.[1];
  const report = await summaryOf("bridgehead / apply");
  if (!/-f connection=\S+ -f accept=/.test(report)) return digestIn(report);
  await plan();
  return digestIn(await summaryOf("bridgehead / re-run"));
}

/** What a run told of one resource: how it ended, or undefined where it is not mentioned. */
export function statusOf({ results }: RunResult, name: string): ResultStatus | undefined {
  return results.find((result) => result.name === name)?.status;
}
