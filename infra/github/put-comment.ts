import * as v from "valibot";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { GithubClient } from "./github-client.ts";
import { GithubError } from "./github-error.ts";
import { commentSchema } from "./github-schemas.ts";

/** GitHub refuses a longer one. */
const maxCharacters = 65_536;
const operation = "write a comment";

/**
 * Creates the one comment of a kind on a pull request, or edits it. A comment is that one when it begins with the
 * marker, as a hidden HTML comment, and this App wrote it: anybody can write the marker. Returns the comment's URL;
 * undefined: there was none to edit.
 */
export async function putPullRequestComment(
  client: GithubClient,
  repository: RepositoryId,
  appId: number,
  comment: {
    readonly pullRequest: number;
    readonly marker: string;
    readonly body: string;
    readonly mode: "create-or-edit" | "edit-only";
  },
): Promise<string | undefined> {
  const inRepo = { owner: repository.owner, repo: repository.name };
  const hidden = hiddenMarker(comment.marker);
  const body = comment.body.startsWith(hidden) ? comment.body : `${hidden}\n${comment.body}`;
  if (body.length > maxCharacters) {
    throw new GithubError({
      kind: "invalid",
      operation,
      detail: `the body is longer than ${maxCharacters} characters`,
    });
  }
  const comments = await client.collect("list comments", v.array(commentSchema), (page) =>
    client.rest.issues.listComments({ ...inRepo, issue_number: comment.pullRequest, per_page: 100, page }),
  );
  const own = comments.find(
    (candidate) => candidate.performed_via_github_app?.id === appId && (candidate.body ?? "").startsWith(hidden),
  );
  if (own === undefined && comment.mode === "edit-only") return undefined;
  const written = await client.call(operation, commentSchema, () =>
    own === undefined
      ? client.rest.issues.createComment({ ...inRepo, issue_number: comment.pullRequest, body })
      : client.rest.issues.updateComment({ ...inRepo, comment_id: own.id, body }),
  );
  return written.html_url;
}

function hiddenMarker(marker: string): string {
  const hidden = /^<!--.*-->$/.test(marker) ? marker : `<!-- ${marker} -->`;
  if (/[\r\n]|-->./.test(hidden)) throw new Error("a comment's marker is one line and does not end a comment itself");
  return hidden;
}
