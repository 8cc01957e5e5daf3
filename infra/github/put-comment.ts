import * as v from "valibot";
import type { RepositoryId } from "../../workflows/ports/forge.ts";
import type { GithubClient } from "./github-client.ts";
import { GithubError } from "./github-error.ts";
import { unlessMissing } from "./unless-missing.ts";

/** GitHub refuses a longer one. */
const maxCharacters = 65_536;
const operation = "write a comment";
/** How often it is looked again, when somebody deletes the comment in the moment in which it is edited. */
const attempts = 3;

const commentSchema = v.object({
  id: v.number(),
  html_url: v.string(),
  body: v.nullish(v.string(), ""),
  user: v.nullish(v.object({ login: v.string(), type: v.string() })),
  performed_via_github_app: v.nullish(v.object({ id: v.number() })),
});
export type Comment = v.InferOutput<typeof commentSchema>;

/** One repository, and what writing this App's comments there takes. */
interface CommentAccess {
  readonly client: GithubClient;
  readonly id: RepositoryId;
  readonly appId: number;
  /** The login of the account that the App writes as. */
  readonly botLogin: () => Promise<string>;
  /** What this job knows of them, by pull request. */
  readonly comments: Map<number, readonly Comment[]>;
}

interface PutComment {
  readonly pullRequest: number;
  readonly marker: string;
  readonly body: string;
  readonly mode: "create-or-edit" | "edit-only";
}

/**
 * Keeps the one comment of a kind on a pull request for all its life. Returns its URL; undefined: there was none to
 * edit. It is written only where its text changes.
 *
 * A comment is that one when this App wrote it, whatever people made of its text since, unless it begins as another
 * kind: anybody can write a marker, and whoever may write to the repository can edit it away. The oldest counts. Others
 * that begin as the same kind are deleted: two writers at once each see them, and agree on which stays.
 *
 * What this job read or wrote before is gone by for an edit alone, which GitHub refuses where somebody has deleted the
 * comment since: then, after a create, and before it is left as it is, they are listed anew.
 */
export async function putPullRequestComment(access: CommentAccess, comment: PutComment): Promise<string | undefined> {
  const hidden = hiddenMarker(comment.marker);
  const body = comment.body.startsWith(hidden) ? comment.body : `${hidden}\n${comment.body}`;
  if (body.length > maxCharacters) {
    throw new GithubError({
      kind: "invalid",
      operation,
      detail: `the body is longer than ${maxCharacters} characters`,
    });
  }
  const { pullRequest, mode } = comment;
  let created: Comment | undefined;
  for (let attempt = 0; attempt <= attempts; attempt += 1) {
    const known = access.comments.get(pullRequest);
    access.comments.delete(pullRequest);
    const all = known ?? (await listComments(access, pullRequest));
    const isFresh = known === undefined;
    const [oldest, ...others] = await commentsOfKind(access, all, hidden);
    if (oldest !== undefined) {
      if (isSameText(oldest.body, body) && !isFresh) continue;
      const repeated = others.filter((other) => other.body.startsWith(hidden));
      for (const { id } of repeated) await remove(access, id);
      const now = isSameText(oldest.body, body) ? oldest : await edit(access, oldest.id, body);
      if (now === undefined) continue;
      const left = all.filter((each) => each.id !== oldest.id && !repeated.includes(each));
      access.comments.set(pullRequest, [...left, now]);
      return now.html_url;
    }
    if (mode === "edit-only") {
      if (isFresh) return undefined;
    } else if (created === undefined) {
      created = await create(access, pullRequest, body);
    }
  }
  // GitHub does not list what it has just answered for, or somebody deletes as fast as this writes.
  return created?.html_url;
}

/** A comment of no kind, which is not found again. */
export async function addPullRequestComment(access: CommentAccess, pullRequest: number, body: string): Promise<void> {
  const hidden = hiddenMarker("bridgehead:answer:v1");
  await create(access, pullRequest, `${hidden}\n${body}`);
}

async function listComments({ client, id }: CommentAccess, pullRequest: number): Promise<readonly Comment[]> {
  return await client.collect("list comments", v.array(commentSchema), (page) =>
    client.rest.issues.listComments({
      owner: id.owner,
      repo: id.name,
      issue_number: pullRequest,
      per_page: 100,
      page,
    }),
  );
}

/** Oldest first. */
async function commentsOfKind(
  access: CommentAccess,
  all: readonly Comment[],
  hidden: string,
): Promise<readonly Comment[]> {
  return (await ownComments(access, all))
    .filter(({ body }) => body.startsWith(hidden) || [undefined, hidden].includes(anyMarker.exec(body)?.[0]))
    .toSorted((a, b) => a.id - b.id);
}

const anyMarker = /<!-- *bridgehead:[^>]*-->/;

/** [U] whether GitHub says of every comment which App wrote it: where of none, the account that wrote it decides. */
async function ownComments({ appId, botLogin }: CommentAccess, all: readonly Comment[]): Promise<readonly Comment[]> {
  const named = all.filter(({ performed_via_github_app: app }) => app?.id === appId);
  const unnamed = all.filter(({ performed_via_github_app: app, user }) => !app && user?.type === "Bot");
  if (named.length > 0 || unnamed.length === 0) return named;
  const login = await botLogin();
  return unnamed.filter(({ user }) => user?.login === login);
}

function create({ client, id }: CommentAccess, pullRequest: number, body: string): Promise<Comment> {
  return client.call(operation, commentSchema, () =>
    client.rest.issues.createComment({ owner: id.owner, repo: id.name, issue_number: pullRequest, body }),
  );
}

/** undefined: it was deleted meanwhile. */
function edit({ client, id }: CommentAccess, comment: number, body: string): Promise<Comment | undefined> {
  return unlessMissing(() =>
    client.call(operation, commentSchema, () =>
      client.rest.issues.updateComment({ owner: id.owner, repo: id.name, comment_id: comment, body }),
    ),
  );
}

async function remove({ client, id }: CommentAccess, comment: number): Promise<void> {
  await unlessMissing(() =>
    client.call("delete a comment", v.unknown(), () =>
      client.rest.issues.deleteComment({ owner: id.owner, repo: id.name, comment_id: comment }),
    ),
  );
}

/** GitHub may give line breaks as a browser sends them, and without what follows the text. */
export function isSameText(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => text.replaceAll("\r\n", "\n").trimEnd());
  return first === second;
}

/** One line that no reader sees. */
export function hiddenMarker(marker: string): string {
  const hidden = /^<!--.*-->$/.test(marker) ? marker : `<!-- ${marker} -->`;
  if (/[\r\n]|-->./.test(hidden)) throw new Error("a comment's marker is one line and does not end a comment itself");
  return hidden;
}
