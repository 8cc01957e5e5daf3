import { Octokit } from "@octokit/rest";
import { createGithubUser, type GithubUser } from "../../cli/local/github-user.ts";
import { localStranger } from "../../cli/local/stack.ts";
import { cloneWorkspace } from "../../cli/local/workspace.ts";
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import { systemClock } from "../../infra/system-clock.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { checkNames, planHeadButton } from "../../workflows/ports/checks.ts";
import { type Pipeline, pushFrom } from "./pipeline.ts";

type Files = Readonly<Record<string, string | null>>;

/** Somebody's fork, and what they do with it. */
export interface Fork extends AsyncDisposable {
  readonly user: GithubUser;
  /** Writes files (null removes one), pushes them on a branch made from main, opens a pull request and waits. */
  propose(branch: string, files: Files): Promise<{ readonly number: number; readonly head: string }>;
  /** Writes files and pushes them on the branch that is checked out, and waits. */
  push(branch: string, files: Files): Promise<string>;
  /** Presses the button beside the check of a head. */
  ask(head: string): Promise<void>;
  delete(): Promise<void>;
}

/** Forks the repository of a pipeline. */
export async function startFork(
  { stack, place }: Pick<Pipeline, "stack" | "place">,
  login = localStranger,
): Promise<Fork> {
  const octokit = new Octokit({ baseUrl: stack.github.apiUrl, auth: `user:${login}` });
  const user = createGithubUser(stack, login);
  const { data: made } = await octokit.rest.repos.createFork(place);
  const work = await cloneWorkspace(made.clone_url, login);
  const push = pushFrom(work, stack);
  return {
    user,
    push,
    async propose(branch, files) {
      await work.checkout(branch, "main");
      const head = await push(branch, files);
      const { number } = await user.openPullRequest(`${login}:${branch}`, "Change connections");
      await stack.idle();
      return { number, head };
    },
    ask: (head) => askFor(stack, user, head),
    async delete() {
      await octokit.rest.repos.delete({ owner: login, repo: made.name });
    },
    [Symbol.asyncDispose]: () => work.close(),
  };
}

/** Somebody presses the button that asks for a plan of a fork's head, and waits. */
export async function askFor(stack: Pipeline["stack"], user: GithubUser, head: string): Promise<void> {
  await user.press(head, checkNames.plan, planHeadButton.identifier);
  await stack.idle();
}

/** As if the plans of a pull request had asked GitHub for so much in this hour, and in the next, which may begin soon. */
export async function spend({ stack }: Pick<Pipeline, "stack">, number: number, count: number): Promise<void> {
  const HOUR = 60 * 60 * 1000;
  const hour = Math.floor(Date.now() / HOUR) * HOUR;
  const { ledgerPath: path } = stack;
  const ledger = createFileLedger({ path, scope: "local", firstType: CONNECTION_TYPE, clock: systemClock });
  for (const begin of [hour, hour + HOUR]) {
    await ledger.count(`requests/${stack.github.repository.id}/${number}/${begin}`, count, 2 * HOUR);
  }
}
