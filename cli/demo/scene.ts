import { setTimeout as sleep } from "node:timers/promises";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import type { LocalStack } from "../local/stack.ts";
import type { LocalSource } from "../source.ts";
import { partnerFile } from "./demo-files.ts";
import type { GithubUser } from "../local/github-user.ts";
import type { Narrator } from "./narrator.ts";
import type { Workspace } from "../local/workspace.ts";

export interface Stage {
  readonly stack: LocalStack;
  readonly source: LocalSource;
  /** The person's own definitions, as `validate` sees them. */
  readonly definitions: readonly Definition[];
  readonly narrator: Narrator;
  /** The runs of applies so far, oldest first. */
  readonly runs: readonly RunResult[];
}

export interface Scene extends Stage {
  readonly user: GithubUser;
  /** Somebody else, who may write too. */
  readonly reviewer: GithubUser;
  readonly work: Workspace;
}

/** Something did not happen as the story tells it. */
export class StoryError extends BridgeheadError {
  override readonly name = "StoryError";
}

/** Where one of the demo's own definitions stands in the repository. */
export function pathOf({ source }: Scene, file: string = partnerFile): string {
  return `${source.config.definitions}/${file}`;
}

/** Pushes what was written to a branch, and waits until everything that this causes has happened. */
export async function push({ work, stack }: Scene, branch: string, message: string): Promise<string> {
  const commit = await work.push(branch, message);
  await stack.idle();
  return commit;
}

/** Bridgehead's comment on a pull request, of which there is one. */
export async function onlyComment({ user }: Scene, number: number): Promise<string> {
  const comments = await user.comments(number);
  const [comment] = comments;
  if (comment === undefined || comments.length > 1) {
    throw new StoryError(`pull request #${number} has ${comments.length} comments instead of one`);
  }
  return comment;
}

/** Says how the check on a commit ended, which has to be as expected. */
export async function expectCheck({ user, narrator }: Scene, sha: string, conclusion: string): Promise<void> {
  const checks = await user.checks(sha);
  const check = checks.find((each) => each.name !== "bridgehead / re-run");
  if (check?.conclusion !== conclusion) {
    throw new StoryError(
      `the check on ${sha.slice(0, 7)} is ${check?.conclusion ?? "missing"} instead of ${conclusion}`,
    );
  }
  narrator.say(`Check "${check.name}" on ${sha.slice(0, 7)}: ${check.conclusion}: ${check.title}`);
}

export function madeUpValue(): string {
  return `made-up-${crypto.randomUUID()}`;
}

/** The run that ended last, which has to have ended as expected. */
export function expectRun({ runs }: Scene, outcome: RunResult["outcome"]): RunResult {
  const run = runs.at(-1);
  if (run?.outcome !== outcome)
    throw new StoryError(`the run ended as ${run?.outcome ?? "nothing"} instead of ${outcome}`);
  return run;
}

/** The newest answer to a `workflow_dispatch` on a commit. */
export async function answerOn({ user }: Scene, sha: string): Promise<string> {
  const check = (await user.checks(sha)).find(({ name }) => name === "bridgehead / re-run");
  if (check === undefined) throw new StoryError(`the re-run left no check on ${sha.slice(0, 7)}`);
  return check.summary;
}

/** How long the local AWS takes at most to bring about what it accepted. */
const LONGEST_SETTLING_MS = 5_000;

/** Waits until the local AWS has done what somebody asked of it by hand. */
export async function settled({ aws }: LocalStack): Promise<void> {
  const end = Date.now() + LONGEST_SETTLING_MS;
  while (!aws.isIdle()) {
    if (Date.now() > end) throw new StoryError("the local AWS is still busy");
    await sleep(20);
  }
}
