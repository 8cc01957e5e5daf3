import { Octokit } from "@octokit/rest";
import { marker } from "../../workflows/render/plan-comment.ts";
import { localUser, type LocalStack, workflowPath } from "./stack.ts";

export interface ShownCheck {
  readonly name: string;
  readonly sha: string;
  readonly conclusion: string | null;
}

/** What somebody does in GitHub's pages, through the same REST routes. */
export interface GithubUser {
  openPullRequest(branch: string, title: string): Promise<{ readonly number: number; readonly url: string }>;
  /** Merges it and returns the merge commit. */
  merge(number: number): Promise<string>;
  /** The bodies of Bridgehead's comments on a pull request. */
  comments(number: number): Promise<readonly string[]>;
  checks(sha: string): Promise<readonly (ShownCheck & { readonly title: string; readonly summary: string })[]>;
  dispatch(inputs: Readonly<Record<string, string>>): Promise<void>;
}

export function createGithubUser({ github }: LocalStack, login: string = localUser): GithubUser {
  const octokit = new Octokit({ baseUrl: github.apiUrl, auth: `user:${login}` });
  const { owner, name: repo } = github.repository;
  const place = { owner, repo };
  return {
    async openPullRequest(head, title) {
      const { data } = await octokit.rest.pulls.create({ ...place, head, base: "main", title });
      return { number: data.number, url: data.html_url };
    },
    async merge(pull_number) {
      const { data } = await octokit.rest.pulls.merge({ ...place, pull_number });
      return data.sha;
    },
    async comments(issue_number) {
      const { data } = await octokit.rest.issues.listComments({ ...place, issue_number });
      return data.map(({ body }) => body ?? "").filter((body) => body.startsWith(marker("plan")));
    },
    async checks(ref) {
      const { data } = await octokit.rest.checks.listForRef({ ...place, ref });
      return data.check_runs.map(({ name, conclusion, output }) => ({
        name,
        sha: ref,
        conclusion,
        title: output.title ?? "",
        summary: output.summary ?? "",
      }));
    },
    async dispatch(inputs) {
      const workflow_id = workflowPath.split("/").at(-1) ?? workflowPath;
      await octokit.rest.actions.createWorkflowDispatch({ ...place, workflow_id, ref: "main", inputs: { ...inputs } });
    },
  };
}
