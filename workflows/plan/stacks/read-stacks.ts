import { allPages, chunked } from "../../calls/all-pages.ts";
import { compareText } from "../../engine/values/compare-text.ts";
import { insisting, type Patience } from "../../calls/insist.ts";
import { Refusal, RefusedError } from "../../ports/answer.ts";
import type { Clock } from "../../ports/clock.ts";
import type { RecordReader } from "../../ports/ledger.ts";
import { type PublishedStack, STACKS_AT_ONCE, type StackReader, type UnreadableStack } from "../../ports/stacks.ts";

/** A stack whose ledger was read. */
export interface KnownStack extends Omit<PublishedStack, "ledger"> {
  /** What it held. */
  readonly ledger: RecordReader;
}

/** The stacks of the account and region. */
export interface Stacks {
  /** Sorted by stage. */
  readonly known: readonly KnownStack[];
  /** Why it is not known what the others manage, a clause each. */
  readonly unknown: readonly string[];
}

/** What a terminal has of the stacks that it works beside. */
export interface Beside {
  /** The stacks as they are now. */
  readonly stacks: () => Promise<Stacks>;
  /** The stack whose whole set is compared; null: only what is defined is compared with what stacks manage. */
  readonly stage: string | null;
}

/** Finds the stacks, and reads their ledgers. Rejects with `RefusedError` where AWS does not answer. */
export async function readStacks(reader: StackReader, clock: Clock, patience: Patience): Promise<Stacks> {
  const { signal } = patience;
  const { stacks } = insisting({ stacks: reader }, patience, clock);
  const stages = orUnknown(await allPages((token) => stacks.stages(token, signal)));
  if ("why" in stages) return { known: [], unknown: [stages.why] };
  const known: KnownStack[] = [];
  const unknown: string[] = [];
  for (const some of chunked(stages.found.toSorted(compareText), STACKS_AT_ONCE)) {
    const published = orUnknown(await stacks.published(some, signal));
    if ("why" in published) unknown.push(published.why);
    else {
      for (const stack of published.found) {
        // The ledger's own client repeats what it sends.
        const read = await readStack(stack, reader, signal);
        if ("why" in read) unknown.push(read.why);
        else known.push(read);
      }
    }
  }
  return { known: known.toSorted((a, b) => compareText(a.stage, b.stage)), unknown };
}

async function readStack(
  stack: PublishedStack | UnreadableStack,
  reader: StackReader,
  signal: AbortSignal,
): Promise<KnownStack | { readonly why: string }> {
  if ("why" in stack) return stack;
  // The intents first: one that is settled in between has its record then.
  const intents = orUnknown(await reader.intents(stack.ledger, signal));
  if ("why" in intents) return intents;
  const records = orUnknown(await reader.records(stack.ledger, signal));
  if ("why" in records) return records;
  return { ...stack, ledger: { intents: async () => intents.found, records: async () => records.found } };
}

/** What another attempt would not change: somebody may not look, or a ledger is of a newer version. */
function orUnknown<Found>(answer: Found | Refusal): { readonly found: Found } | { readonly why: string } {
  if (!(answer instanceof Refusal)) return { found: answer };
  const { kind, operation, subject, code, detail } = answer;
  if (kind === "retriable") throw new RefusedError(answer);
  if (kind === "misunderstood") return { why: detail };
  // The same text each time: it is a part of a plan, and a request's id is not.
  const what = `${operation} of "${subject}" was refused with ${code}`;
  const permission = kind === "denied" ? permissions.get(operation) : undefined;
  return { why: permission === undefined ? what : `${what}: it takes the permission ${permission}` };
}

const permissions = new Map([
  ["DescribeParameters", "ssm:DescribeParameters"],
  ["GetParameters", "ssm:GetParameters"],
  ["Query", "dynamodb:Query"],
]);
