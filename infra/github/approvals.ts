import * as v from "valibot";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { Approval } from "../../workflows/ports/review.ts";
import type { GithubClient } from "./github-client.ts";

/** Whom GitHub shows in place of a deleted account. */
const deletedAccount = "ghost";

const reviewSchema = v.object({
  id: v.number(),
  user: v.nullable(v.object({ login: v.string(), id: v.number(), type: v.string() })),
  state: v.string(),
  // null: the commit is gone.
  commit_id: v.nullable(v.string()),
  // Missing while a review is pending.
  submitted_at: v.optional(v.string()),
});

/** The others say nothing for or against: a comment, and what was not sent yet. */
const verdicts: ReadonlySet<string> = new Set(["APPROVED", "CHANGES_REQUESTED", "DISMISSED"]);

/** Who approves a pull request now: of each person the newest verdict counts. */
export async function approvalsOf(
  client: GithubClient,
  repository: RepositoryId,
  pullRequest: number,
): Promise<readonly Approval[]> {
  const request = { owner: repository.owner, repo: repository.name, pull_number: pullRequest, per_page: 100 };
  const reviews = await client.collect("list reviews", v.array(reviewSchema), (page) =>
    client.rest.pulls.listReviews({ ...request, page }),
  );
  const newest = new Map<number, Approval | undefined>();
  const sorted = reviews.toSorted((a, b) => timeOf(a) - timeOf(b) || a.id - b.id);
  for (const { user, state, commit_id: commit, submitted_at: submitted } of sorted) {
    if (user?.type !== "User" || user.login === deletedAccount) continue;
    if (submitted === undefined || !verdicts.has(state)) continue;
    const { login, id } = user;
    const approves = state === "APPROVED" && commit !== null;
    newest.set(id, approves ? { login, id, commit, at: Date.parse(submitted) } : undefined);
  }
  return [...newest.values()].filter((approval) => approval !== undefined);
}

function timeOf({ submitted_at: at }: v.InferOutput<typeof reviewSchema>): number {
  return at === undefined ? 0 : Date.parse(at);
}
