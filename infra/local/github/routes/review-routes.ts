import * as v from "valibot";
import { accountOf, ApiError, type ApiRequest, json, notFound, numberParam, parseBody, type Route } from "../api.ts";
import { utcSeconds } from "../git-history.ts";
import { resolveObject } from "../git-objects.ts";
import { paged } from "../pagination.ts";
import { sendEvent } from "../send-event.ts";
import { accountShape, associationOf, nodeId } from "../shapes/account.ts";
import { pullSummaryShape } from "../shapes/pull.ts";
import { repositoryPage, repositoryUrl } from "../shapes/repository.ts";
import type { GithubState, Pull, Review } from "../state.ts";
import { pullNamed } from "./pull-routes.ts";

const verdict = v.picklist(["APPROVE", "REQUEST_CHANGES", "COMMENT"]);
const newReview = v.object({
  event: v.optional(verdict),
  body: v.optional(v.nullable(v.string()), null),
  commit_id: v.optional(v.nullable(v.string()), null),
});
const submission = v.object({ event: verdict, body: v.optional(v.nullable(v.string()), null) });
const dismissal = v.object({ message: v.string(), event: v.optional(v.literal("DISMISS")) });

const states = { APPROVE: "APPROVED", REQUEST_CHANGES: "CHANGES_REQUESTED", COMMENT: "COMMENTED" } as const;

/** Reviews of pull requests, without comments on lines. Whoever may read may review, and a merged one too. */
export function reviewRoutes(state: GithubState): readonly Route[] {
  const list = "/repos/:owner/:repo/pulls/:number/reviews";
  return [
    {
      method: "GET",
      path: list,
      access: "read",
      handle(request) {
        const { number } = pullNamed(state, request);
        const reviews = [...state.reviews.values()].filter(
          (review) => review.pull === number && (review.submittedAt !== null || review.author === accountOf(request)),
        );
        return paged(request, reviews, (review) => shape(review));
      },
    },
    {
      method: "POST",
      path: list,
      access: "read",
      async handle(request) {
        const pull = pullNamed(state, request);
        const author = accountOf(request);
        const given = parseBody(newReview, request, "PullRequestReview");
        const commit = await resolveObject(state.git, given.commit_id ?? pull.headSha, "commit");
        if (commit === undefined) throw unprocessable("No commit found for SHA");
        const isPending = (review: Review): boolean =>
          review.pull === pull.number && review.author === author && review.state === "PENDING";
        if ([...state.reviews.values()].some(isPending)) {
          throw unprocessable("User can only have one pending review per pull request");
        }
        const review: Review = {
          id: state.nextId(),
          pull: pull.number,
          author,
          body: given.body ?? "",
          state: "PENDING",
          commit,
          submittedAt: null,
        };
        if (given.event !== undefined) submit(pull, review, given.event);
        state.reviews.set(review.id, review);
        return json(shape(review));
      },
    },
    {
      method: "POST",
      path: `${list}/:id/events`,
      access: "read",
      handle(request) {
        const { pull, review } = named(request);
        if (review.author !== accountOf(request)) throw notFound();
        if (review.state !== "PENDING") throw unprocessable("Can not submit a review that is not pending");
        const given = parseBody(submission, request, "PullRequestReview");
        review.body = given.body ?? review.body;
        submit(pull, review, given.event);
        return json(shape(review));
      },
    },
    {
      method: "PUT",
      path: `${list}/:id/dismissals`,
      access: "write",
      handle(request) {
        const { pull, review } = named(request);
        parseBody(dismissal, request, "PullRequestReview");
        if (review.state !== "APPROVED" && review.state !== "CHANGES_REQUESTED") {
          throw unprocessable(`Can not dismiss a ${review.state.toLowerCase()} pull request review`);
        }
        review.state = "DISMISSED";
        tell(pull, review, { action: "dismissed", sender: accountOf(request) });
        return json(shape(review));
      },
    },
  ];

  function named(request: ApiRequest): { readonly pull: Pull; readonly review: Review } {
    const pull = pullNamed(state, request);
    const review = state.reviews.get(numberParam(request, "id"));
    if (review?.pull !== pull.number) throw notFound();
    return { pull, review };
  }

  function submit(pull: Pull, review: Review, event: v.InferOutput<typeof verdict>): void {
    const own = review.author === pull.author;
    if (own && event === "APPROVE") throw unprocessable("Can not approve your own pull request");
    if (own && event === "REQUEST_CHANGES") throw unprocessable("Can not request changes on your own pull request");
    if (pull.mergedAt !== null && event === "APPROVE" && !state.unconfirmed.takesLateReviews) {
      throw unprocessable("Can not approve a merged pull request");
    }
    if (event !== "APPROVE" && review.body === "") throw unprocessable("Body can't be blank");
    review.state = states[event];
    review.submittedAt = state.now();
    pull.wanted.people.delete(review.author);
    tell(pull, review, { action: "submitted", sender: review.author });
  }

  function tell(
    pull: Pull,
    review: Review,
    { action, sender }: { readonly action: "submitted" | "dismissed"; readonly sender: Review["author"] },
  ): void {
    // Webhooks spell the state in lower case.
    const told = { ...shape(review), state: review.state.toLowerCase() };
    const event = { action, review: told, pull_request: pullSummaryShape(state, pull) };
    sendEvent(state, "pull_request_review", sender, event);
  }

  function shape(review: Review): Readonly<Record<string, unknown>> {
    const page = `${repositoryPage(state)}/pull/${review.pull}`;
    return {
      id: review.id,
      node_id: nodeId("PRR", review.id),
      user: accountShape(state, review.author),
      body: review.body,
      state: review.state,
      html_url: `${page}#pullrequestreview-${review.id}`,
      pull_request_url: `${repositoryUrl(state)}/pulls/${review.pull}`,
      author_association: associationOf(state, review.author),
      ...(review.submittedAt === null ? {} : { submitted_at: utcSeconds(review.submittedAt) }),
      commit_id: review.commit,
    };
  }
}

function unprocessable(reason: string): ApiError {
  return new ApiError(422, "Unprocessable Entity", [reason]);
}
