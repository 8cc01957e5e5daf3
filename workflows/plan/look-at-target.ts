import { type Key, keyText } from "../engine/values/key.ts";
import type { ResourceKinds } from "../engine/kinds/registry.ts";
import type { Listed } from "../engine/kinds/resource-kind.ts";
import { type Look, lookNoted } from "../engine/plan/look.ts";
import { CALLS_AT_ONCE, mapConcurrently } from "../calls/map-concurrently.ts";
import { need, Refusal } from "../ports/answer.ts";
import type { SurveyAws } from "../ports/aws.ts";
import type { ResourceRecord } from "../ports/ledger.ts";
import { sightOf } from "./look-at-resource.ts";

export interface LookDeps {
  readonly kinds: ResourceKinds;
  readonly aws: Pick<SurveyAws, "resources" | "services" | "inventory">;
}

export interface LookRequest {
  readonly keys: readonly Key[];
  readonly records: readonly ResourceRecord[];
  /** `all`: the keys are all that there are to look at, so they are listed; `changed`: some, which may take less. */
  readonly read: ReadScope;
  /** Which of those that have to be read one by one are; default: all. The others are missing in the answer. */
  readonly choose?: Choose | undefined;
}

export type Choose = (unknown: readonly Key[]) => readonly Key[];

/** `changed`: read live state only of what can have changed; `all`: of everything, so that drift is seen too. */
export type ReadScope = "changed" | "all";

/** The most that a service lists at once. */
const PAGE_SIZE = 100;

/** What AWS tells, by the text of the key; null: there is no such resource. */
export type Looks = ReadonlyMap<string, Look | null>;

/**
 * Looks at resources, by as few requests as it takes. What their service lists is listed, and compared with what the
 * record says that AWS told after the last apply: a resource that has not moved since is as the record says, and only
 * the others are read. Rejects with `RefusedError`.
 */
export async function lookAtTarget(
  { keys, records, read, choose = (unknown) => unknown }: LookRequest,
  deps: LookDeps,
  signal: AbortSignal,
): Promise<Looks> {
  const byKey = new Map(records.map((record) => [keyText(record.key), record]));
  const listed = new Map<string, Inventoried>();
  for (const [type, { length }] of Map.groupBy(keys, (key) => key.type)) {
    const managed = records.filter(({ key }) => key.type === type).length;
    const isWorthwhile = read === "all" || length > Math.ceil(managed / PAGE_SIZE);
    listed.set(type, isWorthwhile ? await listType(type, length, deps, signal) : nothingListed);
  }
  const known = new Map<string, Look | null>();
  for (const key of keys) {
    const text = keyText(key);
    const look = lookFromList(key, byKey.get(text), listed.get(key.type) ?? nothingListed);
    if (look !== undefined) known.set(text, look);
  }
  const unknown = keys.filter((key) => !known.has(keyText(key)));
  const others = await mapConcurrently(
    choose(unknown),
    CALLS_AT_ONCE,
    async (key) => [keyText(key), need(await sightOf(key, { ...deps, signal })) ?? null] as const,
  );
  return new Map([...known, ...others]);
}

/** What a service lists of a type. */
interface Inventoried {
  readonly items: ReadonlyMap<string, Listed>;
  /** Whether what is not in it does not exist. */
  readonly isWhole: boolean;
}

const nothingListed: Inventoried = { items: new Map(), isWhole: false };

/**
 * As many pages as there are resources to look at: where an account has many more than that, the rest of them is read
 * one by one. So is everything where nobody may list.
 */
async function listType(
  type: string,
  count: number,
  { kinds, aws }: LookDeps,
  signal: AbortSignal,
): Promise<Inventoried> {
  const { survey, supplement } = kinds.of({ type });
  if (survey === null || supplement === null) return nothingListed;
  const items = new Map<string, Listed>();
  let token: string | undefined;
  for (let pages = 0; pages < count; pages += 1) {
    const answer = await aws.inventory.page(type, token, signal);
    if (answer instanceof Refusal && answer.kind === "denied") return nothingListed;
    const page = need(answer);
    for (const item of page.items) items.set(item.identifier, item);
    token = page.next;
    if (token === undefined) return { items, isWhole: true };
  }
  return { items, isWhole: false };
}

/** What a list tells of one resource; undefined: it has to be read. */
function lookFromList(
  { identifier }: Key,
  record: ResourceRecord | undefined,
  { items, isWhole }: Inventoried,
): Look | null | undefined {
  const item = items.get(identifier);
  // A list may lag behind: what a record says is there counts as gone only when it was read.
  if (item === undefined) return isWhole && record === undefined ? null : undefined;
  if (record === undefined || record.state !== "applied" || item.phase === "deleting") return undefined;
  const { arn, told } = record;
  if (told === null || told.modified === null || told.seen === null || arn === null) return undefined;
  const isUnmoved = item.arn === arn && item.modified === told.modified;
  return isUnmoved ? lookNoted(record, item.state) : undefined;
}
