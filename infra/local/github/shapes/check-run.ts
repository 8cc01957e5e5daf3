import { utcSeconds } from "../git-history.ts";
import type { CheckRun, GithubState } from "../state.ts";
import { appShape, nodeId } from "./account.ts";
import { repositoryPage, repositoryUrl } from "./repository.ts";

export function checkRunShape(state: GithubState, run: CheckRun): Readonly<Record<string, unknown>> {
  const url = `${repositoryUrl(state)}/check-runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("CR", run.id),
    head_sha: run.commit,
    external_id: run.externalId,
    url,
    html_url: `${repositoryPage(state)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? state.urls.html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: utcSeconds(run.startedAt),
    completed_at: run.completedAt === null ? null : utcSeconds(run.completedAt),
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite },
    app: appShape(state),
    // A head of a fork's is nobody's here: GitHub looks at the repository's own branches alone.
    pull_requests: [...state.pulls.values()]
      .filter((pull) => pull.open && pull.headRepository === state && pull.headSha === run.commit)
      .map((pull) => ({
        id: pull.id,
        number: pull.number,
        url: `${repositoryUrl(state)}/pulls/${pull.number}`,
        head: { ref: pull.headRef, sha: pull.headSha },
        base: { ref: pull.baseRef, sha: pull.baseSha },
      })),
  };
}
