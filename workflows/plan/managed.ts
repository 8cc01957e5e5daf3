import { type Begun, isBeingMade } from "../engine/plan/record-state.ts";
import type { Model } from "../engine/values/model.ts";
import { noExports } from "../engine/definition/own-options.ts";
import { keyText } from "../engine/values/key.ts";
import type { Intent, RecordReader, ResourceRecord } from "../ports/ledger.ts";

/** What is managed, as far as the ledger knows. */
export interface Managed {
  /** With those in doubt on which an operation was begun whose end is not known: nobody else changed them. */
  readonly records: readonly ResourceRecord[];
  /** What a run has begun to create and has no record yet: it may be there already, and is no stranger's. */
  readonly inTheMaking: readonly ResourceRecord[];
  /** What a run has begun to write over while it took it over, and has no record yet: it may be written already. */
  readonly takenOver: readonly ResourceRecord[];
  /** Keys, as text, that a run is at, and will hear of. */
  readonly busy: ReadonlySet<string>;
}

export async function readManaged(ledger: RecordReader): Promise<Managed> {
  // The intents first: one that is settled in between has its record then.
  const intents = await ledger.intents();
  const records = await ledger.records();
  const known = new Set(records.map(({ key }) => keyText(key)));
  // A mark of what is still an intent knows nothing else of it.
  // That of a `configure` leaves the resource as it was.
  const untold = intents.filter(({ action }) => action !== "create" && action !== "configure").toSorted(marksFirst);
  const begun = new Map(untold.map((intent) => [keyText(intent.key), intent]));
  const over = untold.flatMap((intent): readonly ResourceRecord[] => {
    const { key, action, record, writes } = intent;
    if (action !== "adopt" || writes === false || record === null || known.has(keyText(key))) return [];
    return [{ ...record, told: null, state: "in-doubt", begun: begunBy(intent, intent.before) }];
  });
  const made = intents.flatMap((intent): readonly ResourceRecord[] =>
    intent.action === "create" && intent.record !== null && !known.has(keyText(intent.key))
      ? [beingMade(intent.record, intent)]
      : [],
  );
  return {
    records: records.map((record) => {
      const intent = begun.get(keyText(record.key));
      return intent === undefined ? record : (doubted(record, intent) ?? record);
    }),
    takenOver: onePerKey(over),
    inTheMaking: onePerKey(made),
    busy: new Set(intents.filter((intent) => !isUntold(intent, intents)).map(({ key }) => keyText(key))),
  };
}

/** A mark and an intent of one operation tell of the same resource. */
function onePerKey(records: readonly ResourceRecord[]): readonly ResourceRecord[] {
  return [...new Map(records.map((record) => [keyText(record.key), record])).values()];
}

const marksFirst = (a: Intent, b: Intent): number => Number(b.isMark) - Number(a.isMark);

/**
 * Whether nobody will hear how the operation of an intent ends: an update or a delete of which the run did not learn that
 * AWS took it, and a mark, whose resource somebody else may have changed meanwhile.
 */
function isUntold(intent: Intent, all: readonly Intent[]): boolean {
  if (!intent.isMark) return intent.requestToken === null && intent.action !== "create";
  return !all.some((other) => !other.isMark && other.clientToken === intent.clientToken);
}

/** The record of something that may have been changed since; undefined: nothing of it was applied yet. */
export function doubted(record: ResourceRecord, intent: Intent): ResourceRecord | undefined {
  if (isBeingMade(record)) return undefined;
  // What was begun after it is what was reviewed last, and stays so. Of a mark, others have gone on meanwhile.
  const earlier = record.state === "applied" ? null : record.begun;
  const begun = earlier ?? begunBy(intent, intent.isMark ? record.live : (intent.before ?? record.live));
  return { ...record, told: null, state: "in-doubt", begun };
}

/** The change that an operation is of, or a part of: a delete may make room for another resource of its name. */
export function begunBy({ action, changeDigest, record, by }: Intent, before: Model | null): Begun {
  const whole = action === "delete" ? (record?.begun ?? null) : null;
  const desired = action === "delete" ? (whole?.desired ?? null) : (record?.desired ?? null);
  const options = action === "delete" ? whole?.options : record?.options;
  return { digest: whole?.digest ?? changeDigest, desired, before, by, ...(options === undefined ? {} : { options }) };
}

function beingMade(record: ResourceRecord, intent: Intent): ResourceRecord {
  // Its ARN was handed to nobody yet.
  const options = { ...record.options, ...noExports };
  return { ...record, options, state: "incomplete", begun: begunBy(intent, null), desired: {} };
}
