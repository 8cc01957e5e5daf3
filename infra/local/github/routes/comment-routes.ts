import * as v from "valibot";
import {
  accountOf,
  ApiError,
  type ApiRequest,
  json,
  notFound,
  numberParam,
  parseBody,
  type Route,
  validationFailed,
} from "../api.ts";
import { mayWriteIn } from "../create-state.ts";
import { utcSeconds } from "../git-history.ts";
import { paged } from "../pagination.ts";
import { sendEvent } from "../send-event.ts";
import { accountShape, appShape, associationOf, nodeId } from "../shapes/account.ts";
import { repositoryPage, repositoryUrl } from "../shapes/repository.ts";
import { issueShape } from "../shapes/pull.ts";
import type { Comment, GithubState } from "../state.ts";
import type { WebhookPayload } from "../webhooks.ts";
import { pullNamed } from "./pull-routes.ts";

const maxBody = 65_536;
const content = v.object({ body: v.pipe(v.string(), v.minLength(1)) });

/** Comments on pull requests. */
export function commentRoutes(state: GithubState): readonly Route[] {
  const list = "/repos/:owner/:repo/issues/:number/comments";
  const one = "/repos/:owner/:repo/issues/comments/:id";
  return [
    {
      method: "GET",
      path: list,
      access: "read",
      handle(request) {
        const { number } = pullNamed(state, request);
        const comments = [...state.comments.values()].filter((comment) => comment.issue === number);
        return paged(request, comments, shape);
      },
    },
    {
      method: "POST",
      path: list,
      access: "read",
      handle(request) {
        const { number } = pullNamed(state, request);
        const now = state.now();
        const comment: Comment = {
          id: state.nextId(),
          issue: number,
          body: bodyOf(request),
          author: accountOf(request),
          viaApp: request.actor.kind === "installation",
          createdAt: now,
          updatedAt: now,
        };
        state.comments.set(comment.id, comment);
        tell(request, comment, { action: "created" });
        return json(shape(comment), 201);
      },
    },
    { method: "GET", path: one, access: "read", handle: (request) => json(shape(named(request))) },
    {
      method: "PATCH",
      path: one,
      access: "read",
      handle(request) {
        const comment = writable(request);
        const from = comment.body;
        comment.body = bodyOf(request);
        comment.updatedAt = state.now();
        tell(request, comment, { action: "edited", changes: { body: { from } } });
        return json(shape(comment));
      },
    },
    {
      method: "DELETE",
      path: one,
      access: "read",
      handle(request) {
        const comment = writable(request);
        state.comments.delete(comment.id);
        tell(request, comment, { action: "deleted" });
        return { status: 204 };
      },
    },
  ];

  /** A pull request is an issue, and its comments are the issue's: whatever an App writes, it is told of as well. */
  function tell(request: ApiRequest, comment: Comment, event: WebhookPayload): void {
    const pull = state.pulls.get(comment.issue);
    if (pull === undefined) return;
    const issue = issueShape(state, pull);
    sendEvent(state, "issue_comment", accountOf(request), { ...event, issue, comment: shape(comment) });
  }

  function named(request: ApiRequest): Comment {
    const comment = state.comments.get(numberParam(request, "id"));
    if (comment === undefined) throw notFound();
    return comment;
  }

  /** Who may write to the repository may edit anybody's comment, as on GitHub. */
  function writable(request: ApiRequest): Comment {
    const comment = named(request);
    const account = accountOf(request);
    if (comment.author !== account && !mayWriteIn(state, account)) {
      throw new ApiError(403, "Must have write access to edit this comment");
    }
    return comment;
  }

  function shape(comment: Comment): Readonly<Record<string, unknown>> {
    return {
      id: comment.id,
      node_id: nodeId("IC", comment.id),
      url: `${repositoryUrl(state)}/issues/comments/${comment.id}`,
      html_url: `${repositoryPage(state)}/pull/${comment.issue}#issuecomment-${comment.id}`,
      issue_url: `${repositoryUrl(state)}/issues/${comment.issue}`,
      user: accountShape(state, comment.author),
      created_at: utcSeconds(comment.createdAt),
      updated_at: utcSeconds(comment.updatedAt),
      body: comment.body,
      author_association: associationOf(state, comment.author),
      performed_via_github_app: comment.viaApp && state.unconfirmed.commentsNameApp ? appShape(state) : null,
    };
  }
}

function bodyOf(request: ApiRequest): string {
  const { body } = parseBody(content, request, "IssueComment");
  if (body.length <= maxBody) return body;
  const message = `Body is too long (maximum is ${maxBody} characters)`;
  throw validationFailed({ resource: "IssueComment", code: "unprocessable", field: "data", message });
}
