import type { Answer, Page } from "./answer.ts";
import type { Intent, ResourceRecord } from "./ledger.ts";

/** Where a stack keeps its ledger: in a table, or in the local mode in one scope of a file on this machine. */
export type StackLedger = { readonly table: string } | { readonly file: string; readonly scope: string };

/** A stack, as it publishes itself. */
export interface PublishedStack {
  readonly stage: string;
  /** Numeric id of the repository that it serves; null: none yet. */
  readonly repository: number | null;
  /** The definitions folder of that repository, as the stack was deployed with. */
  readonly folder: string;
  readonly ledger: StackLedger;
}

/** A stack that publishes something which nobody can go by. */
export interface UnreadableStack {
  readonly stage: string;
  /** A clause, for people. */
  readonly why: string;
}

/** The most stacks that one request asks of. */
export const STACKS_AT_ONCE = 10;

/**
 * The stacks of the account and region, for whoever works beside them: nothing here writes. A method sends one request
 * at most, but for the pages of a ledger.
 */
export interface StackReader {
  /** The stages that publish a stack, in no order. */
  stages(token: string | undefined, signal: AbortSignal): Promise<Answer<Page<string>>>;
  /** What at most `STACKS_AT_ONCE` stages publish; one that is gone by now is missing in the answer. */
  published(
    stages: readonly string[],
    signal: AbortSignal,
  ): Promise<Answer<readonly (PublishedStack | UnreadableStack)[]>>;
  /** null: nobody froze that stage; else why, for people. */
  frozen(stage: string, signal: AbortSignal): Promise<Answer<string | null>>;
  /** What a ledger says was begun; as `RecordReader` has it. */
  intents(ledger: StackLedger, signal: AbortSignal): Promise<Answer<readonly Intent[]>>;
  /** What a ledger says is managed. */
  records(ledger: StackLedger, signal: AbortSignal): Promise<Answer<readonly ResourceRecord[]>>;
}
