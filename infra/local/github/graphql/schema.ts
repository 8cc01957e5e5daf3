/**
 * The part of GitHub's schema that is served: names, types and what may be null as in GitHub's own
 * (docs.github.com/graphql/reference, `schema.docs.graphql`). What is added here gets its values in `resolvers.ts`, and
 * a connection by `connection()`, which holds GitHub's limits.
 */
export const schemaText = `
scalar GitObjectID
scalar DateTime
scalar URI
scalar Base64String

type Query {
  repository(owner: String!, name: String!, followRenames: Boolean = true): Repository
}

type PageInfo { endCursor: String startCursor: String hasNextPage: Boolean! hasPreviousPage: Boolean! }

type Repository {
  id: ID!
  databaseId: Int
  name: String!
  nameWithOwner: String!
  isPrivate: Boolean!
  isFork: Boolean!
  url: URI!
  owner: Actor!
  defaultBranchRef: Ref
  ref(qualifiedName: String!): Ref
  object(expression: String, oid: GitObjectID): GitObject
  pullRequest(number: Int!): PullRequest
  mergeQueue(branch: String): MergeQueue
}

type MergeQueue {
  id: ID!
  url: URI!
  entries(after: String, before: String, first: Int, last: Int): MergeQueueEntryConnection
}
type MergeQueueEntryConnection { totalCount: Int! nodes: [MergeQueueEntry] pageInfo: PageInfo! }
enum MergeQueueEntryState { AWAITING_CHECKS LOCKED MERGEABLE QUEUED UNMERGEABLE }
type MergeQueueEntry {
  id: ID!
  position: Int!
  state: MergeQueueEntryState!
  enqueuedAt: DateTime!
  enqueuer: Actor!
  baseCommit: Commit
  headCommit: Commit
  pullRequest: PullRequest
}

type Ref { id: ID! name: String! prefix: String! target: GitObject }

interface GitObject { id: ID! oid: GitObjectID! abbreviatedOid: String! }

type Blob implements GitObject {
  id: ID!
  oid: GitObjectID!
  abbreviatedOid: String!
  byteSize: Int!
  isBinary: Boolean
  isTruncated: Boolean!
  text: String
}

type Tree implements GitObject { id: ID! oid: GitObjectID! abbreviatedOid: String! entries: [TreeEntry!] }

type TreeEntry {
  name: String!
  nameRaw: Base64String!
  path: String
  mode: Int!
  type: String!
  size: Int!
  oid: GitObjectID!
  object: GitObject
}

type Commit implements GitObject {
  id: ID!
  oid: GitObjectID!
  abbreviatedOid: String!
  message: String!
  committedDate: DateTime!
  tree: Tree!
  parents(after: String, before: String, first: Int, last: Int): CommitConnection!
  checkSuites(after: String, before: String, filterBy: CheckSuiteFilter, first: Int, last: Int): CheckSuiteConnection
  associatedPullRequests(after: String, before: String, first: Int, last: Int): PullRequestConnection
}

input CheckSuiteFilter { appId: Int checkName: String }
input CheckRunFilter { appId: Int checkName: String checkType: CheckRunType }
enum CheckRunType { ALL LATEST }
enum CheckStatusState { QUEUED IN_PROGRESS COMPLETED }
enum CheckConclusionState { ACTION_REQUIRED CANCELLED FAILURE NEUTRAL SKIPPED STALE SUCCESS TIMED_OUT }

type CheckSuite {
  id: ID!
  databaseId: Int
  checkRuns(after: String, before: String, filterBy: CheckRunFilter, first: Int, last: Int): CheckRunConnection
}
type CheckSuiteConnection { totalCount: Int! nodes: [CheckSuite] pageInfo: PageInfo! }

type CheckRun {
  id: ID!
  databaseId: Int
  name: String!
  status: CheckStatusState!
  conclusion: CheckConclusionState
  externalId: String
  title: String
  summary: String
  text: String
  permalink: URI!
  startedAt: DateTime
  annotations(after: String, before: String, first: Int, last: Int): CheckAnnotationConnection
}
type CheckRunConnection { totalCount: Int! nodes: [CheckRun] pageInfo: PageInfo! }
type CheckAnnotation { path: String! }
type CheckAnnotationConnection { totalCount: Int! nodes: [CheckAnnotation] pageInfo: PageInfo! }

type CommitConnection { totalCount: Int! nodes: [Commit] pageInfo: PageInfo! }

interface Actor { login: String! url: URI! }
type User implements Actor { id: ID! databaseId: Int login: String! url: URI! }
type Bot implements Actor { id: ID! databaseId: Int login: String! url: URI! }
type Organization implements Actor { id: ID! databaseId: Int login: String! url: URI! }
type Team { id: ID! databaseId: Int slug: String! name: String! combinedSlug: String! }

enum PullRequestState { OPEN CLOSED MERGED }
enum MergeableState { MERGEABLE CONFLICTING UNKNOWN }

type PullRequest {
  id: ID!
  databaseId: Int
  number: Int!
  title: String!
  body: String!
  url: URI!
  state: PullRequestState!
  isDraft: Boolean!
  closed: Boolean!
  merged: Boolean!
  createdAt: DateTime!
  updatedAt: DateTime!
  closedAt: DateTime
  mergedAt: DateTime
  author: Actor
  mergedBy: Actor
  mergeable: MergeableState!
  potentialMergeCommit: Commit
  mergeCommit: Commit
  isCrossRepository: Boolean!
  headRefName: String!
  headRefOid: GitObjectID!
  headRef: Ref
  headRepository: Repository
  baseRefName: String!
  baseRefOid: GitObjectID!
  baseRef: Ref
  baseRepository: Repository
  reviewRequests(after: String, before: String, first: Int, last: Int): ReviewRequestConnection
  comments(after: String, before: String, first: Int, last: Int): IssueCommentConnection!
  commits(after: String, before: String, first: Int, last: Int): PullRequestCommitConnection!
}

type PullRequestConnection { totalCount: Int! nodes: [PullRequest] pageInfo: PageInfo! }
type PullRequestCommit { id: ID! commit: Commit! }
type PullRequestCommitConnection { totalCount: Int! nodes: [PullRequestCommit] pageInfo: PageInfo! }

union RequestedReviewer = User | Team | Bot
type ReviewRequest { id: ID! requestedReviewer: RequestedReviewer }
type ReviewRequestConnection { totalCount: Int! nodes: [ReviewRequest] pageInfo: PageInfo! }
type IssueComment {
  id: ID!
  databaseId: Int
  url: URI!
  body: String!
  author: Actor
  viewerDidAuthor: Boolean!
  createdAt: DateTime!
  updatedAt: DateTime!
}
type IssueCommentConnection { totalCount: Int! nodes: [IssueComment] pageInfo: PageInfo! }
`;
