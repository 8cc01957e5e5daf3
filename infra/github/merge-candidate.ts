import { setTimeout as sleep } from "node:timers/promises";
import * as v from "valibot";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { MergeCandidate } from "../../workflows/ports/source.ts";
import type { GithubClient } from "./github-client.ts";
import { GithubError } from "./github-error.ts";
import { gitCommitSchema, pullSchema, refSchema } from "./github-schemas.ts";

/** Milliseconds. The interval doubles from `first` up to `longest`. */
export interface MergePolling {
  readonly first: number;
  readonly longest: number;
  readonly deadline: number;
}

export interface MergeCandidateDeps {
  readonly client: GithubClient;
  readonly repository: RepositoryId;
  readonly polling: MergePolling;
}

const operation = "compute the merge";
const candidateSchema = v.object({ ...pullSchema.entries, mergeable: v.optional(v.nullable(v.boolean())) });

/**
 * Waits until GitHub has merged a pull request's head into the base's tip for a test. What GitHub gives may be of an
 * older base, so the commit counts only when its parents are exactly the tip now and the head.
 * Rejects with a `GithubError`: `conflict` when the pull request is closed, `unavailable` when it takes too long.
 */
export async function readMergeCandidate(
  number: number,
  { client, repository, polling }: MergeCandidateDeps,
  signal: AbortSignal,
): Promise<MergeCandidate> {
  const place = { owner: repository.owner, repo: repository.name };
  const deadline = AbortSignal.timeout(polling.deadline);
  const either = AbortSignal.any([signal, deadline]);
  // This loop asks again anyway, so the requests are not repeated by themselves.
  const request = { signal: either, retries: 0 };
  let interval = polling.first;
  for (;;) {
    try {
      const candidate = await attempt();
      if (candidate !== undefined) return candidate;
      await sleep(interval, undefined, { signal: either });
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.aborted) {
        throw new GithubError({ kind: "unavailable", operation, detail: "it took too long", cause: error });
      }
      if (!(error instanceof GithubError && error.kind === "unavailable")) throw error;
      await sleep(interval, undefined, { signal: either }).catch(() => undefined);
    }
    signal.throwIfAborted();
    interval = Math.min(interval * 2, polling.longest);
  }

  async function attempt(): Promise<MergeCandidate | undefined> {
    const pull = await client.call(operation, candidateSchema, () =>
      client.rest.pulls.get({ ...place, pull_number: number, request }),
    );
    if (pull.state !== "open") {
      throw new GithubError({ kind: "conflict", operation, detail: `pull request ${number} is not open` });
    }
    if (typeof pull.mergeable !== "boolean") return undefined;
    const base = await tip(pull.base.ref);
    const head = pull.head.sha;
    if (!pull.mergeable) return { kind: "conflict", head, base };
    const commit = pull.merge_commit_sha;
    if (commit === null) return undefined;
    const { parents } = await client.call(operation, gitCommitSchema, () =>
      client.rest.git.getCommit({ ...place, commit_sha: commit, request }),
    );
    const [first, second, ...others] = parents.map(({ sha }) => sha);
    if (first !== base || second !== head || others.length > 0) return undefined;
    return { kind: "merge", commit, head, base };
  }

  async function tip(branch: string): Promise<string> {
    const { object } = await client.call(operation, refSchema, () =>
      client.rest.git.getRef({ ...place, ref: `heads/${branch}`, request }),
    );
    return object.sha;
  }
}
