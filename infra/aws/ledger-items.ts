import { type Key, keyText } from "../../workflows/engine/kinds/key.ts";
import { LEDGER_FORMAT } from "../ledger-schema.ts";

/**
 * The layout of the ledger's DynamoDB table: partition key `pk`, sort key `sk`, both text.
 *
 * | pk                             | sk                      | what                    | also carries              |
 * |--------------------------------|-------------------------|-------------------------|---------------------------|
 * | `LOCK`                         | `LOCK`                  | the target's lock       | owner, fence, until, nonce |
 * | `RECORD`                       | type `/` identifier     | ResourceRecord          |                           |
 * | `INTENT`                       | type `/` identifier     | Intent                  |                           |
 * | `MARK`                         | type `/` identifier `#` client token | Intent, left without a lease |     |
 * | `DONE#` commit                 | type `/` identifier     | DoneChange              | expiresAt                 |
 * | `RUN`                          | start time, `#`, id     | RunSummary              | expiresAt                 |
 * | `APPLIED`                      | repository id           | the last applied commit |                           |
 * | `POLICY`                       | repository id           | StoredPolicy            |                           |
 * | `CLAIM#` key                   | `CLAIM`                 | a one-time key          | until, nonce, expiresAt   |
 * | `PLAN#` repository `#` number  | head `#` base `#` digest | PublishedPlan          | expiresAt                 |
 *
 * What is written by `publish` stands under `PLAN#` alone, so that the planner's role can be limited to it: it needs
 * `dynamodb:UpdateItem` with the condition `ForAllValues:StringLike { dynamodb:LeadingKeys: ["PLAN#*"] }`, and
 * `dynamodb:Query` to read.
 *
 * Values are JSON text in `body`, with the `format` that they are in; the lock and one-time keys have it as an attribute.
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
/** How long a published plan counts as reviewed, in milliseconds; publishing it again starts anew. */
export const PUBLICATION_LIFETIME = 180 * DAY;

export const partitions = {
  records: "RECORD",
  intents: "INTENT",
  marks: "MARK",
  done: (commit: string) => `DONE#${commit}`,
  publications: (repository: number, pullRequest: number) => `PLAN#${repository}#${pullRequest}`,
};

export const keys = {
  lock: { pk: "LOCK", sk: "LOCK" },
  record: (key: Key): ItemKey => ({ pk: partitions.records, sk: keyText(key) }),
  intent: (key: Key): ItemKey => ({ pk: partitions.intents, sk: keyText(key) }),
  mark: (key: Key, clientToken: string): ItemKey => ({ pk: partitions.marks, sk: `${keyText(key)}#${clientToken}` }),
  done: (commit: string, key: Key): ItemKey => ({ pk: partitions.done(commit), sk: keyText(key) }),
  /** The same items as format 1 named them. */
  firstRecord: ({ identifier }: Key): ItemKey => ({ pk: partitions.records, sk: identifier }),
  firstIntent: ({ identifier }: Key): ItemKey => ({ pk: partitions.intents, sk: identifier }),
  /** Thirteen digits of milliseconds last until the year 2286, so that runs sort by their start. */
  run: (startedAt: number, id: string): ItemKey => ({
    pk: "RUN",
    sk: `${String(startedAt).padStart(13, "0")}#${id}`,
  }),
  applied: (repository: number): ItemKey => ({ pk: "APPLIED", sk: String(repository) }),
  policy: (repository: number): ItemKey => ({ pk: "POLICY", sk: String(repository) }),
  claim: (key: string): ItemKey => ({ pk: `CLAIM#${key}`, sk: "CLAIM" }),
  publication: (repository: number, pullRequest: number, head: string, base: string, digest: string): ItemKey => ({
    pk: partitions.publications(repository, pullRequest),
    sk: `${head}#${base}#${digest}`,
  }),
} as const;

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
