import { Octokit } from "@octokit/rest";
import { createGithubUser, type GithubUser } from "../../cli/local/github-user.ts";
import { cloneWorkspace, type Workspace } from "../../cli/local/workspace.ts";
import {
  localReviewer,
  localUser,
  type LocalStack,
  type LocalStackOptions,
  startEvaluators,
  startLocalStack,
} from "../../cli/local/stack.ts";
import { createCliLog } from "../../infra/compose/terminal.ts";
import { queuePolicy, type QueuePolicy } from "../../infra/jobs/queue-policy.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";

/** The whole product on the loopback, with somebody who works with it. */
export interface Pipeline {
  readonly stack: LocalStack;
  readonly user: GithubUser;
  /** Somebody else who may write. */
  readonly reviewer: GithubUser;
  readonly work: Workspace;
  readonly octokit: Octokit;
  readonly place: { readonly owner: string; readonly repo: string };
  /** Runs of applies, oldest first. */
  readonly runs: readonly RunResult[];
  /** Every line that was logged. */
  readonly log: readonly string[];
  /** Writes files (null removes one), pushes them on a branch made from main, opens a pull request and waits. */
  propose(branch: string, files: Readonly<Record<string, string | null>>): Promise<{ number: number; head: string }>;
  /** Writes files and pushes them on a branch that is checked out. */
  push(branch: string, files: Readonly<Record<string, string | null>>): Promise<string>;
  /** Merges a pull request and waits. */
  merge(number: number): Promise<string>;
  summary(sha: string, name: string): Promise<string>;
  conclusion(sha: string, name: string): Promise<string | null | undefined>;
  comment(number: number): Promise<string>;
  close(): Promise<void>;
}

/** To start these costs as much as a story, and what they evaluated leaves nothing behind: all stories share them. */
const evaluators = startEvaluators();

/** What is deployed, in milliseconds. */
export const hasty: QueuePolicy = { ...queuePolicy, firstDelay: 0.005, longestDelay: 0.3, longestWait: 0.3 };

export async function startPipeline(
  options: Pick<LocalStackOptions, "caps" | "clock" | "kinds" | "applierLedger" | "policy"> = {},
): Promise<Pipeline> {
  const runs: RunResult[] = [];
  const log: string[] = [];
  const stack = await startLocalStack({
    port: 0,
    log: createCliLog({ level: "info", write: (line) => void log.push(line) }),
    onRun: (run) => void runs.push(run),
    evaluators,
    policy: hasty,
    ...options,
  });
  const user = createGithubUser(stack);
  const reviewer = createGithubUser(stack, localReviewer);
  const work = await cloneWorkspace(stack.github.cloneUrl);
  const octokit = new Octokit({ baseUrl: stack.github.apiUrl, auth: `user:${localUser}` });
  const { owner, name: repo } = stack.github.repository;
  const push = pushFrom(work, stack);
  return {
    stack,
    user,
    reviewer,
    work,
    octokit,
    place: { owner, repo },
    runs,
    log,
    push,
    async propose(branch, files) {
      await work.checkout(branch, "main");
      const head = await push(branch, files);
      const { number } = await user.openPullRequest(branch, "Change connections");
      await stack.idle();
      return { number, head };
    },
    async merge(number) {
      const commit = await user.merge(number);
      await stack.idle();
      return commit;
    },
    async summary(sha, name) {
      return (await user.checks(sha)).find((check) => check.name === name)?.summary ?? "";
    },
    async conclusion(sha, name) {
      return (await user.checks(sha)).find((check) => check.name === name)?.conclusion;
    },
    async comment(number) {
      const comments = await user.comments(number);
      if (comments.length !== 1) throw new Error(`pull request ${number} has ${comments.length} comments`);
      return comments[0] as string;
    },
    async close() {
      await work.close();
      await stack.close();
    },
  };
}

/** Writes files (null removes one), pushes them on the branch that is checked out, and waits. */
export function pushFrom(work: Workspace, stack: Pick<LocalStack, "idle">): Pipeline["push"] {
  return async (branch, files) => {
    for (const [file, text] of Object.entries(files)) {
      if (text === null) await work.remove(file);
      else await work.write(file, text);
    }
    const head = await work.push(branch, "Change connections");
    await stack.idle();
    return head;
  };
}

/** A definition as JSON, with its key below `/bridgehead/<id>/key`. */
export function definitionJson(id: string, more: Readonly<Record<string, unknown>> = {}): string {
  const authParameters = { apiKeyName: "x-api-key", apiKey: `{{resolve:ssm-secure:/bridgehead/${id}/key}}` };
  return JSON.stringify({ id, authorizationType: "API_KEY", authParameters, ...more }, null, 2);
}
