import { type Key, keyText } from "../../engine/values/key.ts";
import { readManaged } from "../managed.ts";
import type { RecordReader, ResourceRecord } from "../../ports/ledger.ts";
import type { KnownStack, Stacks } from "./read-stacks.ts";

/** What a stack manages, with what it is creating, as it will be recorded. */
export interface ManagedByStack {
  readonly stack: KnownStack;
  readonly records: readonly ResourceRecord[];
}

/** All that is managed in an account and region, as far as a terminal knows. */
export interface JoinedRecords {
  /** The terminal's own records and those of the stacks. */
  readonly ledger: RecordReader;
  readonly managed: readonly ManagedByStack[];
  /** The stack that manages a resource; undefined: the terminal does, or nobody. */
  readonly stackOf: (key: Key) => KnownStack | undefined;
}

/** What a stack manages is the stack's, whatever a terminal once applied; of two stacks it is the first one's. */
export async function joinRecords(own: RecordReader, { known }: Stacks): Promise<JoinedRecords> {
  const owners = new Map<string, KnownStack>();
  const stackOf = (key: Key): KnownStack | undefined => owners.get(keyText(key));
  const managed: ManagedByStack[] = [];
  for (const stack of known) {
    const { records, inTheMaking } = await readManaged(stack.ledger);
    const theirs = [...records, ...inTheMaking].filter(({ key }) => stackOf(key) === undefined);
    for (const { key } of theirs) owners.set(keyText(key), stack);
    managed.push({ stack, records: theirs });
  }
  const join = async <Item extends { readonly key: Key }>(
    read: (ledger: RecordReader) => Promise<readonly Item[]>,
  ): Promise<readonly Item[]> => {
    const mine = (await read(own)).filter(({ key }) => stackOf(key) === undefined);
    const theirs = await Promise.all(
      known.map(async (stack) => (await read(stack.ledger)).filter(({ key }) => stackOf(key) === stack)),
    );
    return [...mine, ...theirs.flat()];
  };
  return {
    managed,
    stackOf,
    ledger: { intents: () => join((ledger) => ledger.intents()), records: () => join((ledger) => ledger.records()) },
  };
}
