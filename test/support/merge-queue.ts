import { Octokit } from "@octokit/rest";
import type { QueueSettings } from "../../infra/local/github/state.ts";
import { localUser, type LocalStack } from "../../cli/local/stack.ts";
import { checkNames } from "../../workflows/ports/checks.ts";
import type { History, Proposal } from "./review-history.ts";

export interface GroupCheck {
  readonly conclusion: string | null;
  readonly title: string;
  readonly summary: string;
}

/** The merge queue of a stack's GitHub, which wants the plan's check. */
export interface QueueOf {
  enqueue(number: number): Promise<void>;
  dequeue(number: number): Promise<void>;
  /** Commits of the queue's groups, by the numbers of their pull requests. */
  groups(): Promise<ReadonlyMap<number, string>>;
  /** The plan's check of a commit; undefined: it has none. */
  check(commit: string): Promise<GroupCheck | undefined>;
  press(commit: string): Promise<void>;
}

export async function openQueue(
  { github }: LocalStack,
  settings: Partial<QueueSettings> = {},
  login = localUser,
): Promise<QueueOf> {
  const octokit = new Octokit({ baseUrl: github.apiUrl, auth: `user:${login}` });
  const { owner, name: repo } = github.repository;
  const at = (path: string): string => new URL(`/_bridgehead/repos/${owner}/${repo}${path}`, github.apiUrl).href;
  await octokit.request(`PUT ${at("/merge-queue")}`, { required_checks: [checkNames.plan], ...settings });
  const runOn = async (ref: string) => {
    const { data } = await octokit.rest.checks.listForRef({ owner, repo, ref, check_name: checkNames.plan });
    return data.check_runs[0];
  };
  return {
    enqueue: async (number) => void (await octokit.request(`POST ${at(`/pulls/${number}/queue`)}`)),
    dequeue: async (number) => void (await octokit.request(`DELETE ${at(`/pulls/${number}/queue`)}`)),
    async groups() {
      const ref = "heads/gh-readonly-queue/main/";
      const { data } = await octokit.rest.git.listMatchingRefs({ owner, repo, ref });
      return new Map(data.map((each) => [Number(/\/pr-(\d+)-/.exec(each.ref)?.[1]), each.object.sha]));
    },
    async check(commit) {
      const run = await runOn(commit);
      if (run === undefined) return undefined;
      return { conclusion: run.conclusion, title: run.output.title ?? "", summary: run.output.summary ?? "" };
    },
    async press(commit) {
      await octokit.rest.checks.rerequestRun({ owner, repo, check_run_id: (await runOn(commit))?.id ?? 0 });
    },
  };
}

/** A history with a merge queue: its webhooks come when the history says so, too. */
export interface QueuedHistory extends QueueOf {
  /** Lets the newest webhook about a pull request's group arrive. */
  deliverGroup(proposal: Pick<Proposal, "number">, action?: "checks_requested" | "destroyed"): Promise<void>;
  /** Puts pull requests into the queue, and lets the webhook of each of their groups arrive, in that order. */
  queue(...proposals: readonly Proposal[]): Promise<void>;
  isMerged(proposal: Proposal): Promise<boolean>;
}

export async function queueOf(history: History, settings: Partial<QueueSettings> = {}): Promise<QueuedHistory> {
  const { stack, deliver, pipeline } = history;
  const queue = await openQueue(stack, settings);
  const deliverGroup: QueuedHistory["deliverGroup"] = ({ number }, action = "checks_requested") =>
    deliver(({ event, payload }) => {
      const group = payload["merge_group"] as { readonly head_ref?: string } | undefined;
      return (
        event === "merge_group" && payload["action"] === action && group?.head_ref?.includes(`/pr-${number}-`) === true
      );
    });
  return {
    ...queue,
    deliverGroup,
    async queue(...proposals) {
      for (const { number } of proposals) await queue.enqueue(number);
      for (const proposal of proposals) await deliverGroup(proposal);
    },
    async isMerged({ number }) {
      const { data } = await pipeline.octokit.rest.pulls.get({ ...pipeline.place, pull_number: number });
      return data.merged;
    },
  };
}
