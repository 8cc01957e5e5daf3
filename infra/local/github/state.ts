import type { Git } from "./git.ts";
import type { WebhookSender } from "./webhooks.ts";

export type Permission = "admin" | "write" | "read" | "none";

export interface Account {
  readonly id: number;
  login: string;
  readonly type: "User" | "Bot" | "Organization";
  permission: Permission;
}

export interface Pull {
  readonly id: number;
  readonly number: number;
  title: string;
  body: string | null;
  draft: boolean;
  open: boolean;
  readonly author: Account;
  /** Where the head is: a branch of the repository itself or of a fork; null: the fork was deleted. */
  headRepository: GithubState | null;
  /** Whose that repository is, or was. */
  readonly headOwner: Account;
  readonly headRef: string;
  headSha: string;
  baseRef: string;
  /** The base's tip when the pull request was opened or last changed: it lags behind, as GitHub's does. */
  baseSha: string;
  readonly createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  mergedAt: number | null;
  mergedBy: Account | null;
  /** The test merge; once merged, the commit that brought the changes into the base. */
  mergeCommit: string | null;
  /** The commits that merging it brought into its base. */
  introduced: ReadonlySet<string>;
  /** Whose review is wanted and has not come yet. */
  readonly wanted: { readonly people: Set<Account>; readonly teams: Map<string, Team> };
  /** For which pair of commits the test merge was last made, and whether it worked. */
  tested: { readonly base: string; readonly head: string; readonly clean: boolean } | null;
}

/** Of the organisation that owns the repository. Who is in it is not known here. */
export interface Team {
  readonly id: number;
  readonly slug: string;
}

export interface Review {
  readonly id: number;
  readonly pull: number;
  readonly author: Account;
  body: string;
  state: "PENDING" | "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED";
  readonly commit: string;
  /** null: it is pending, and shown to its author alone. */
  submittedAt: number | null;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  body: string;
  readonly author: Account;
  readonly viaApp: boolean;
  readonly createdAt: number;
  updatedAt: number;
}

export interface Issue {
  readonly id: number;
  readonly number: number;
  title: string;
  body: string | null;
  labels: readonly string[];
  open: boolean;
  /** Why it was closed, or that it was opened again; null: neither. */
  reason: string | null;
  readonly author: Account;
  readonly viaApp: boolean;
  readonly createdAt: number;
  updatedAt: number;
  closedAt: number | null;
}

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: "notice" | "warning" | "failure";
  readonly message: string;
  readonly title?: string | undefined;
  readonly raw_details?: string | undefined;
}

export interface CheckRun {
  readonly id: number;
  readonly suite: number;
  readonly commit: string;
  name: string;
  externalId: string;
  status: string;
  conclusion: string | null;
  startedAt: number;
  completedAt: number | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  detailsUrl: string | null;
  readonly annotations: Annotation[];
  /** Buttons, which no answer shows. */
  actions: readonly CheckAction[];
}

export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

export interface DeploymentStatus {
  readonly id: number;
  readonly state: string;
  readonly description: string;
  readonly logUrl: string;
  readonly environmentUrl: string;
  readonly creator: Account;
  readonly createdAt: number;
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string | null;
  readonly payload: unknown;
  readonly creator: Account;
  readonly createdAt: number;
  readonly statuses: DeploymentStatus[];
}

export interface WorkflowRun {
  readonly id: number;
  readonly number: number;
  readonly workflow: { readonly id: number; readonly path: string; readonly name: string };
  /** What people see it as. */
  readonly title: string;
  readonly branch: string;
  readonly sha: string;
  readonly actor: Account;
  /** Who started it, or started it again last. */
  triggeredBy: Account;
  attempt: number;
  readonly createdAt: number;
}

/** How a merge queue goes, by the names that a ruleset has for it. */
export interface QueueSettings {
  readonly merge_method: "MERGE" | "SQUASH" | "REBASE";
  /** ALLGREEN: each pull request's own group has to pass; HEADGREEN: that of the last one of those that are merged. */
  readonly grouping_strategy: "ALLGREEN" | "HEADGREEN";
  readonly max_entries_to_build: number;
  readonly min_entries_to_merge: number;
  readonly max_entries_to_merge: number;
  readonly min_entries_to_merge_wait_minutes: number;
  readonly check_response_timeout_minutes: number;
  /** Names of the check runs that branch protection requires, of heads as of groups. */
  readonly required_checks: readonly string[];
}

/** A pull request that waits in the merge queue. */
export interface QueueEntry {
  readonly id: number;
  readonly pull: Pull;
  /** The head that was queued: a push takes it out. */
  readonly pullHead: string;
  readonly enqueuer: Account;
  readonly enqueuedAt: number;
  /** Its group: the base with everything before it in the queue, and itself on top; null: it is not built. */
  group: { readonly base: string; readonly head: string; readonly ref: string; readonly builtAt: number } | null;
}

/** What GitHub does where its documentation does not settle it, and others saw one thing or the other. */
export interface Unconfirmed {
  /**
   * What becomes of a check run that has ended and is told to be in progress: it is; or it is refused; or it keeps its
   * status and conclusion and says so in the answer; or it goes on and keeps its conclusion.
   */
  endedChecks: "go-on" | "refused" | "stay" | "keep-conclusion";
  /** Whether a comment, and an issue, says which App wrote it. */
  commentsNameApp: boolean;
  /** What an App gets that does not exist: 404, or the same 401 as one whose signature is wrong. */
  unknownApp: "not-found" | "refused";
  /** Whether an installation token stays good after the key was deleted that it was asked for with. */
  tokensOutliveKeys: boolean;
  /** Which commit of a pull request that was rebased GraphQL names as its `mergeCommit`. */
  rebasedMergeCommit: "last" | "first";
  /** Whether GraphQL tells an App which comments are its own. */
  tellsOwnComments: boolean;
  /** Whether GitHub tries a merge because it is asked for it by GraphQL, as it does when asked by REST. */
  queriesTryMerges: boolean;
  /** Whether somebody who may write is called a member, where that is not public. */
  namesMembers: boolean;
  /** Whether a merged pull request may be approved, which GitHub's own page offers nobody. */
  takesLateReviews: boolean;
  /** Whether the title of a run that is longer than 100 characters is shown whole. */
  showsWholeTitles: boolean;
  /**
   * What GraphQL says that a text file holds: its bytes as they are, where they are UTF-8; or without the byte order mark,
   * and with line feeds alone.
   */
  blobTexts: "as-they-are" | "normalised";
  /** Bytes of an answer of GraphQL's at which GitHub gives up with status 502, as it does after 10 s; null: none here. */
  largestAnswer: number | null;
  /** Whether an App that may read merge queues is told them by GraphQL: else the repository seems to have none. */
  tellsQueues: boolean;
  /** Which commit GraphQL names as the head of what is queued: the one of its group, or the pull request's own. */
  queueHeads: "group" | "pull";
  /** Who has merged what a merge queue merged: the queue's own account, or whoever put it there. */
  queuesMergeAs: "queue" | "enqueuer";
  /** Whether who may only read can press a check's buttons and re-run it. */
  readersPress: boolean;
}

/**
 * Everything that GitHub keeps beside git: in memory, gone when the server closes. A fork has one of its own, in which the
 * App is not installed and nothing can be proposed.
 */
export interface GithubState {
  readonly git: Git;
  /** `keys`: PEM. */
  readonly app: { id: number; slug: string; readonly keys: Set<string> };
  installationId: number;
  readonly repository: {
    readonly id: number;
    readonly owner: string;
    readonly name: string;
    readonly createdAt: number;
    defaultBranch: string;
  };
  /** Base URLs without a slash at the end. */
  readonly urls: { api: string; html: string };
  /** What it was forked from; null: it is the repository that the App is installed on. */
  readonly forkOf: GithubState | null;
  /** Of that repository, by `owner/name` in lower case. */
  readonly forks: Map<string, GithubState>;
  readonly owner: Account;
  bot: Account;
  readonly users: Map<string, Account>;
  readonly pulls: Map<number, Pull>;
  readonly reviews: Map<number, Review>;
  readonly comments: Map<number, Comment>;
  /** By number: those that are no pull requests. */
  readonly issues: Map<number, Issue>;
  /** Their numbers. */
  readonly deletedIssues: Set<number>;
  readonly checkRuns: Map<number, CheckRun>;
  readonly deployments: Map<number, Deployment>;
  readonly workflows: Map<string, number>;
  readonly workflowRuns: WorkflowRun[];
  readonly webhooks: WebhookSender;
  /** That of the default branch. `settings` null: there is none. `entries`: in their order. */
  readonly queue: { settings: QueueSettings | null; entries: QueueEntry[] };
  readonly unconfirmed: Unconfirmed;
  /** One counter for all ids, so that no two things are taken for one another. */
  nextId(): number;
  nextNumber(): number;
  now(): number;
  /** Runs one change after another: git refs and this state move together. */
  exclusively<T>(change: () => Promise<T>): Promise<T>;
}
