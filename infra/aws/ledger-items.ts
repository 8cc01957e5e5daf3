import { type Key, keyText } from "../../workflows/engine/values/key.ts";
import type { ClaimingRole, DoneSubject, NotedPush, PublishedPlan } from "../../workflows/ports/ledger.ts";
import type { TrailStep } from "../../workflows/ports/trail.ts";
import { LEDGER_FORMAT } from "../ledger/format.ts";

/**
 * The layout of the ledger's DynamoDB table: partition key `pk`, sort key `sk`, both text.
 *
 * | pk                             | sk                      | what                    | also carries              |
 * |--------------------------------|-------------------------|-------------------------|---------------------------|
 * | `LOCK`                         | `LOCK`                  | the target's lock       | owner, fence, until, nonce |
 * | `RECORD`                       | type `/` identifier     | ResourceRecord          |                           |
 * | `INTENT`                       | type `/` identifier     | Intent                  |                           |
 * | `MARK`                         | type `/` identifier `#` client token | Intent, left without a lease |     |
 * | `DONE#` commit                 | type `/` identifier     | DoneChange of no pull request | expiresAt           |
 * | `DONE#` repository `#` number  | type `/` identifier     | DoneChange of a pull request  | expiresAt           |
 * | `RUN`                          | start time, `#`, id     | RunSummary              | expiresAt                 |
 * | `TARGET`                       | repository id           | BranchProgress, but for what is pending |           |
 * | `PENDING#` repository          | seq `#` number of the chunk | PendingChange, many |                           |
 * | `PUSH#` repository             | time `#` after `#` before `#` sender | NotedPush  | expiresAt                 |
 * | `CLAIM#` key                   | `CLAIM`                 | a one-time key of the applier | until, nonce, expiresAt |
 * | `PLANNER#` key                 | `CLAIM`                 | one of the planner      | until, nonce, expiresAt   |
 * | `RECONCILER#` key              | `CLAIM`                 | one of the reconciler   | until, nonce, expiresAt   |
 * | `RECONCILER#NOTED#` list       | name                    | what the reconciler was told of, or did | at, expiresAt |
 * | `RECONCILER#DRIFT`             | number of the part      | what is kept of drift   |                           |
 * | `CLAIM#` key                   | `COUNT`                 | a counter of the applier's | count, expiresAt        |
 * | `PLANNER#` key                 | `COUNT`                 | one of the planner's    | count, expiresAt          |
 * | `PLAN#` repository `#` number `#` head | time `#` nonce  | PublishedPlan           | expiresAt                 |
 * | `PLAN#` repository `#` number `#way`   | time `#` nonce  | TrailStep               | expiresAt                 |
 *
 * The first word of `pk` says who writes there, and each role has the condition `dynamodb:LeadingKeys`: the planner
 * writes `PLAN#` and `PLANNER#`, the reconciler `RECONCILER#`, the applier all but these, and of `PLAN#` the trails. No role
 * reads another's one-time keys, or notes (`docs/adr/0032-what-a-captured-part-can-do.md`). [U] Whether AWS holds each item of a
 * transaction against the condition by itself or all of them together is nowhere said: the applier's statement suits both.
 *
 * Values are JSON text in `body`, with the `format` that they are in; the lock and one-time keys have it as an attribute.
 * An earlier version kept `APPLIED`, one pointer, which is read where there is no `TARGET`, and plans under `PLAN#`
 * repository `#` number: they named no engine, so they are not read.
 * In format 1 the sort keys of records and intents were names alone: whoever writes one takes the old item away.
 * Numbers that conditions compare stand beside it: `until` in milliseconds since the epoch, and `expiresAt`, the table's
 * TTL attribute, in seconds. An item holds at most 400 KB: enough for a plan of about 2,000 changes.
 */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

const DAY = 24 * 60 * 60 * 1000;

/** How long runs are kept, in milliseconds. */
export const RUN_LIFETIME = 90 * DAY;
/** How long it is kept who pushed, in milliseconds: what is held for longer is accepted by nobody. */
export const PUSH_LIFETIME = 90 * DAY;
/**
 * How long a published plan counts as reviewed, in milliseconds; publishing it again starts anew. As long is kept what
 * was done of a pull request.
 */
export const PUBLICATION_LIFETIME = 180 * DAY;

/** Under what each role's one-time keys stand, and what it notes. */
const claimed = { applier: "CLAIM", planner: "PLANNER", reconciler: "RECONCILER" } as const satisfies Record<
  ClaimingRole,
  string
>;

export const partitions = {
  records: "RECORD",
  intents: "INTENT",
  marks: "MARK",
  done: (subject: DoneSubject) =>
    "pull" in subject ? `DONE#${subject.repository}#${subject.pull}` : `DONE#${subject.commit}`,
  publications: (repository: number, pullRequest: number, head: string) => `PLAN#${repository}#${pullRequest}#${head}`,
  /** No head is called that. */
  trail: (repository: number, pullRequest: number) => `PLAN#${repository}#${pullRequest}#way`,
  pending: (repository: number) => `PENDING#${repository}`,
  pushes: (repository: number) => `PUSH#${repository}`,
  notes: (list: string, role: ClaimingRole = "applier") => `${claimed[role]}#NOTED#${list}`,
  drift: "RECONCILER#DRIFT",
};

export const keys = {
  lock: { pk: "LOCK", sk: "LOCK" },
  record: (key: Key): ItemKey => ({ pk: partitions.records, sk: keyText(key) }),
  intent: (key: Key): ItemKey => ({ pk: partitions.intents, sk: keyText(key) }),
  mark: (key: Key, clientToken: string): ItemKey => ({ pk: partitions.marks, sk: `${keyText(key)}#${clientToken}` }),
  done: (subject: DoneSubject, key: Key): ItemKey => ({ pk: partitions.done(subject), sk: keyText(key) }),
  /** The same items as format 1 named them. */
  firstRecord: ({ identifier }: Key): ItemKey => ({ pk: partitions.records, sk: identifier }),
  firstIntent: ({ identifier }: Key): ItemKey => ({ pk: partitions.intents, sk: identifier }),
  run: (startedAt: number, id: string): ItemKey => ({ pk: "RUN", sk: `${timeKey(startedAt)}#${id}` }),
  progress: (repository: number): ItemKey => ({ pk: "TARGET", sk: String(repository) }),
  /** Three digits of a chunk's number: their order is that of what is pending. */
  pending: (repository: number, seq: number, chunk: number): ItemKey => ({
    pk: partitions.pending(repository),
    sk: `${pendingPrefix(seq)}${String(chunk).padStart(3, "0")}`,
  }),
  /** The one pointer that an earlier version kept. */
  firstProgress: (repository: number): ItemKey => ({ pk: "APPLIED", sk: String(repository) }),
  /** Pushes sort by their time; the same one that is told at another time is another item, and says the same. */
  push: (repository: number, { at, after, before, sender }: NotedPush): ItemKey => ({
    pk: partitions.pushes(repository),
    sk: `${timeKey(at)}#${after}#${before}#${sender}`,
  }),
  claim: (key: string, role: ClaimingRole = "applier"): ItemKey => ({ pk: `${claimed[role]}#${key}`, sk: "CLAIM" }),
  note: (list: string, name: string, role: ClaimingRole = "applier"): ItemKey => ({
    pk: partitions.notes(list, role),
    sk: name,
  }),
  /** Three digits of a part's number: the first is the first. */
  drift: (part: number): ItemKey => ({ pk: partitions.drift, sk: String(part).padStart(3, "0") }),
  counter: (key: string, role: ClaimingRole = "applier"): ItemKey => ({ pk: `${claimed[role]}#${key}`, sk: "COUNT" }),
  /** Publications of a head sort by their time. */
  publication: (key: PublicationKey, publishedAt: number, nonce: string): ItemKey => ({
    pk: partitions.publications(key.repository, key.pullRequest, key.head),
    sk: `${timeKey(publishedAt)}#${nonce}`,
  }),
  step: ({ repository, pullRequest, at }: TrailStep, nonce: string): ItemKey => ({
    pk: partitions.trail(repository, pullRequest),
    sk: `${timeKey(at)}#${nonce}`,
  }),
} as const;

/** What was pending at the end of one run. */
export function pendingPrefix(seq: number): string {
  return `${seq}#`;
}

/** Thirteen digits of milliseconds last until the year 2286, so that what is named by its time sorts by it. */
export function timeKey(milliseconds: number): string {
  return String(milliseconds).padStart(13, "0");
}

export type PublicationKey = Pick<PublishedPlan, "repository" | "pullRequest" | "head">;

export function attributes({ pk, sk }: ItemKey) {
  return { pk: { S: pk }, sk: { S: sk } };
}

export function number(value: number) {
  return { N: String(value) };
}

/** The format of an item that has no body, as an attribute. */
export const format = number(LEDGER_FORMAT);

/** The TTL attribute counts in seconds. */
export function seconds(milliseconds: number) {
  return number(Math.ceil(milliseconds / 1000));
}
