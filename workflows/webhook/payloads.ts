import * as v from "valibot";

// Only the fields that are used are asked for: GitHub adds fields at any time, and sends some only to Apps.

const identifier = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
// Git's own limit on a path component, and far more than GitHub lets anybody type.
const refName = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
/** What git knows a commit by: SHA-1, or SHA-256. */
export const commitId = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/));

const repository = v.object({
  id: identifier,
  full_name: v.pipe(v.string(), v.maxLength(140), v.regex(/^[\w.-]+\/[\w.-]+$/)),
  default_branch: refName,
});

/** What every event has that causes work. `installation` is missing from webhooks that a repository owns. */
const origin = { repository, installation: v.nullish(v.object({ id: identifier })) };

/** Of a pull request. No repository: it was deleted. */
const side = v.object({ repo: v.nullish(v.object({ id: identifier })) });
const sides = { head: v.optional(side), base: v.optional(side) };
/** What an account has to do with the repository, such as `MEMBER`. */
const association = v.optional(v.string());

export const pullRequestPayload = v.object({
  ...origin,
  action: v.string(),
  number: identifier,
  pull_request: v.object({ merged: v.boolean(), ...sides, author_association: association }),
  /** Present on `edited`: what the edit changed. */
  changes: v.optional(v.object({ base: v.optional(v.unknown()) })),
});

export const pullRequestReviewPayload = v.object({
  ...origin,
  action: v.string(),
  pull_request: v.object({ number: identifier, ...sides }),
  review: v.object({ state: v.string(), author_association: association }),
});

export const pushPayload = v.object({
  ...origin,
  ref: refName,
  /** Zeros: the branch was made, or taken away. */
  before: commitId,
  after: commitId,
  deleted: v.boolean(),
  /** A workflow that pushes does so as a bot, whoever made it. */
  sender: v.object({ id: identifier, type: v.optional(v.string(), "User") }),
});

export const mergeGroupPayload = v.object({
  ...origin,
  action: v.string(),
  merge_group: v.object({ head_sha: commitId, base_ref: refName }),
});

const account = { id: identifier, login: v.pipe(v.string(), v.minLength(1), v.maxLength(100)) };

export const workflowDispatchPayload = v.object({
  ...origin,
  ref: refName,
  workflow: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
  sender: v.object(account),
  /** Left unparsed: another workflow's inputs are nobody's business here. */
  inputs: v.unknown(),
});

export const checkRunPayload = v.object({
  ...origin,
  action: v.string(),
  check_run: v.object({
    name: v.string(),
    head_sha: commitId,
    external_id: v.nullish(v.string(), null),
    app: v.nullish(v.object({ id: identifier }), null),
    /** Empty for the head of a fork. */
    pull_requests: v.array(v.object({ number: identifier })),
  }),
  sender: v.object({ ...account, type: v.optional(v.string(), "User") }),
  /** Present on `requested_action`: which button was pressed. */
  requested_action: v.optional(v.object({ identifier: v.string() })),
});

/** Every comment on an issue, and on a pull request, which is one as well. */
export const issueCommentPayload = v.object({
  ...origin,
  action: v.string(),
  issue: v.object({
    number: identifier,
    /** Present: it is a pull request. */
    pull_request: v.optional(v.unknown()),
  }),
  comment: v.object({
    id: identifier,
    body: v.nullish(v.string(), ""),
    performed_via_github_app: v.optional(v.unknown()),
  }),
  sender: v.object({ ...account, type: v.optional(v.string(), "User") }),
});

const inputText = v.pipe(
  v.union([v.string(), v.boolean(), v.number()]),
  v.transform((value) => String(value)),
  v.maxLength(1024),
);

/** A record takes lists for objects and leaves these names out, silently; neither can be meant as inputs. */
const inputObject = v.custom<object>(
  (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    ["__proto__", "constructor", "prototype"].every((name) => !Object.hasOwn(value, name)),
);

/** GitHub allows 25 inputs and sends null for none. */
export const dispatchInputs = v.nullish(
  v.pipe(inputObject, v.record(v.pipe(v.string(), v.minLength(1), v.maxLength(100)), inputText), v.maxEntries(25)),
  {},
);

/** Where the payload is not as expected, such as `repository.id`: keys only, for values may be anything. */
export function issuePath(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  return (v.getDotPath(issues[0]) ?? "the payload").slice(0, 100);
}
