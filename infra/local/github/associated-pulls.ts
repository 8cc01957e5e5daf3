import { isAncestor, listCommits } from "./git-history.ts";
import { resolveRevision } from "./git-objects.ts";
import type { GithubState, Pull } from "./state.ts";

/**
 * On the default branch the merged pull requests that introduced the commit; elsewhere the open ones too, but for those
 * from forks: GitHub was seen to name none of these (retransmission/retransmission#280, learningequality/kolibri#14719).
 */
export async function associatedPulls(state: GithubState, sha: string): Promise<readonly Pull[]> {
  const pulls = [...state.pulls.values()];
  const introduced = pulls.filter((pull) => pull.introduced.has(sha));
  const main = await resolveRevision(state.git, state.repository.defaultBranch);
  if (main !== undefined && (await isAncestor(state.git, sha, main))) return introduced;
  const open: Pull[] = [];
  for (const pull of pulls.filter(({ open, headRepository }) => open && headRepository === state)) {
    const commits = await listCommits(state.git, pull.headSha, [pull.baseSha]);
    if (commits.includes(sha)) open.push(pull);
  }
  return [...introduced, ...open];
}
