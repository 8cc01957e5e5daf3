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
  approve(number: number): Promise<void>;
  requestChanges(number: number): Promise<void>;
  requestReview(number: number, login: string): Promise<void>;
  /** Presses a button of a check on a commit. */
  press(sha: string, check: string, identifier: string): Promise<void>;
  /** Re-runs a check on a commit. */
  rerequest(sha: string, check: string): Promise<void>;
  /** Comments on a pull request. */
  say(number: number, body: string): Promise<void>;
  /** All that Bridgehead wrote on a pull request beside its plan. */
  answers(number: number): Promise<readonly string[]>;
  close(number: number): Promise<void>;
  reopen(number: number): Promise<void>;
  /** Moves a pull request to another base. */
  retarget(number: number, base: string): Promise<void>;
  /** Changes the text of the oldest comment that an App wrote on a pull request. */
  editComment(number: number, body: string): Promise<void>;
  /** Deletes that comment. */
  deleteComment(number: number): Promise<void>;
}

export function createGithubUser({ github }: Pick<LocalStack, "github">, login: string = localUser): GithubUser {
  const octokit = new Octokit({ baseUrl: github.apiUrl, auth: `user:${login}` });
  const { owner, name: repo } = github.repository;
  const inRepo = { owner, repo };

  async function checkNamed(ref: string, check_name: string): Promise<number> {
    const { data } = await octokit.rest.checks.listForRef({ ...inRepo, ref, check_name });
    return data.check_runs[0]?.id ?? 0;
  }

  async function botComment(issue_number: number): Promise<number> {
    const { data } = await octokit.rest.issues.listComments({ ...inRepo, issue_number, per_page: 100 });
    return data.find((comment) => comment.user?.type === "Bot")?.id ?? 0;
  }

  return {
    async openPullRequest(head, title) {
      const { data } = await octokit.rest.pulls.create({ ...inRepo, head, base: "main", title });
      return { number: data.number, url: data.html_url };
    },
    async merge(pull_number) {
      const { data } = await octokit.rest.pulls.merge({ ...inRepo, pull_number });
      return data.sha;
    },
    async comments(issue_number) {
      const { data } = await octokit.rest.issues.listComments({ ...inRepo, issue_number });
      return data.map(({ body }) => body ?? "").filter((body) => body.startsWith(marker("plan")));
    },
    async checks(ref) {
      const { data } = await octokit.rest.checks.listForRef({ ...inRepo, ref });
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
      await octokit.rest.actions.createWorkflowDispatch({ ...inRepo, workflow_id, ref: "main", inputs: { ...inputs } });
    },
    async approve(pull_number) {
      await octokit.rest.pulls.createReview({ ...inRepo, pull_number, event: "APPROVE" });
    },
    async requestChanges(pull_number) {
      const review = { event: "REQUEST_CHANGES", body: "Not like this" } as const;
      await octokit.rest.pulls.createReview({ ...inRepo, pull_number, ...review });
    },
    async requestReview(pull_number, reviewer) {
      await octokit.rest.pulls.requestReviewers({ ...inRepo, pull_number, reviewers: [reviewer] });
    },
    async press(sha, check, identifier) {
      const url = new URL(
        `/_bridgehead/repos/${owner}/${repo}/check-runs/${await checkNamed(sha, check)}/actions`,
        github.apiUrl,
      );
      await octokit.request(`POST ${url.href}`, { identifier });
    },
    async rerequest(sha, check) {
      await octokit.rest.checks.rerequestRun({ ...inRepo, check_run_id: await checkNamed(sha, check) });
    },
    async say(issue_number, body) {
      await octokit.rest.issues.createComment({ ...inRepo, issue_number, body });
    },
    async answers(issue_number) {
      const { data } = await octokit.rest.issues.listComments({ ...inRepo, issue_number });
      return data
        .filter(({ body, user }) => user?.type === "Bot" && !(body ?? "").startsWith(marker("plan")))
        .map(({ body }) => body ?? "");
    },
    async close(pull_number) {
      await octokit.rest.pulls.update({ ...inRepo, pull_number, state: "closed" });
    },
    async reopen(pull_number) {
      await octokit.rest.pulls.update({ ...inRepo, pull_number, state: "open" });
    },
    async retarget(pull_number, base) {
      await octokit.rest.pulls.update({ ...inRepo, pull_number, base });
    },
    async editComment(number, body) {
      await octokit.rest.issues.updateComment({ ...inRepo, comment_id: await botComment(number), body });
    },
    async deleteComment(number) {
      await octokit.rest.issues.deleteComment({ ...inRepo, comment_id: await botComment(number) });
    },
  };
}
