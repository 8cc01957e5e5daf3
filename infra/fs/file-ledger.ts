import { isDeepStrictEqual } from "node:util";
import { compareKeys, isSameKey, type Key } from "../../workflows/engine/values/key.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import {
  type ClaimingRole,
  type DoneChange,
  type Intent,
  type HeldLock,
  type Lease,
  LeaseLostError,
  type Ledger,
  type NotedPush,
  type PublicationStore,
  type ResourceRecord,
  subjectOf,
} from "../../workflows/ports/ledger.ts";
import { MOST_STEPS } from "../../workflows/ports/trail.ts";
import { batched, type Ending } from "./batched.ts";
import { withFileLock } from "./file-lock.ts";
import { createFileProgress, withRun } from "./file-progress.ts";
import {
  emptyLedgerState,
  makeLedgerFolder,
  readLedgerFile,
  writeLedgerFile,
  type LedgerFile,
  type LedgerState,
} from "./ledger-file.ts";

type Change<Result> = (state: LedgerState) => readonly [LedgerState, Result];

/** How much of what only grows a scope keeps, newest first. */
const KEPT_RUNS = 100;
const KEPT_PUBLICATIONS = 1000;
const KEPT_DONE = 5000;
const KEPT_PUSHES = 1000;
const PUSH_LIFETIME = 90 * 24 * 60 * 60 * 1000;

export interface FileLedgerOptions {
  /** The JSON file; it and its folder are created at the first write. */
  readonly path: string;
  /** AWS address and definitions folder: scopes share the file and never see each other's records. */
  readonly scope: string;
  /** The type of the resources in items of format 1, which name none. */
  readonly firstType: string;
  readonly clock: Clock;
  /** Whose one-time keys it takes; default: the applier's. */
  readonly role?: ClaimingRole;
}

/**
 * A ledger in one JSON file, for machines that have no deployed stack. Several processes may use it at once: each
 * write reads, checks and replaces the whole file under a lock of a few milliseconds, and what one process asks for
 * meanwhile is written together. Runs and publications beyond
 * the newest few and claims that ran out are dropped as others are written. Rejects with `LedgerCorruptError` for a
 * file that is not a ledger, and with `FileLockError` when the file stays locked.
 */
export function createFileLedger(options: FileLedgerOptions): Ledger {
  const { path, scope, firstType, clock, role = "applier" } = options;
  const claimOf = (key: string): string => (role === "applier" ? key : `${role}#${key}`);
  /** A note stands among the one-time keys: it runs out as they do. */
  const noteKey = (list: string): string => `noted#${role}#${list}#`;
  const read = async (): Promise<LedgerState> => stateOf(await readLedgerFile(path, firstType), scope);

  const commit = batched(async (changes: readonly Change<unknown>[]) => {
    await makeLedgerFolder(path);
    return await withFileLock(`${path}.lock`, async (lock) => {
      const file = await readLedgerFile(path, firstType);
      const before = stateOf(file, scope);
      let state = before;
      const endings = changes.map((apply): Ending<unknown> => {
        try {
          const [after, result] = apply(state);
          state = after;
          return { result };
        } catch (error) {
          return { error };
        }
      });
      if (state !== before) {
        const others = file.scopes.filter((entry) => entry.scope !== scope);
        const scopes = [...others, { scope, ...pruned(state, clock.now()) }];
        await writeLedgerFile(path, { ...file, scopes }, () => lock.confirm());
      }
      return endings;
    });
  });

  /** Applies a change and returns its result; a change that throws, or that changes nothing, writes nothing. */
  async function change<Result>(apply: Change<Result>): Promise<Result> {
    // Each ending belongs to its own change, so the result is of the change's type.
    return (await commit(apply)) as Result;
  }

  const changeHolding = (lease: Lease, apply: (state: LedgerState) => LedgerState): Promise<void> =>
    change((state) => {
      requireLease(state, lease, clock.now());
      return [apply(state), undefined];
    });

  return {
    records: async () => (await read()).records,
    putRecord: (lease, record, done) =>
      changeHolding(lease, (state) => withRecord({ ...state, done: withDone(state.done, done) }, record.key, record)),
    deleteRecord: (lease, key, done) =>
      changeHolding(lease, (state) => withRecord({ ...state, done: withDone(state.done, done) }, key, null)),

    intents: async () => (await read()).intents,
    putIntent: (lease, intent) =>
      changeHolding(lease, (state) => ({
        ...state,
        intents: withIntent(state.intents, intent),
      })),
    leaveMark: (intent) =>
      change((state) => [{ ...state, intents: withIntent(state.intents, { ...intent, isMark: true }) }, undefined]),
    settleIntent: (lease, intent, { record, done }) =>
      changeHolding(lease, (state) => {
        const intents = state.intents.filter((other) => !isSameIntent(other, intent));
        const settled = { ...state, intents, done: withDone(state.done, done) };
        return record === undefined ? settled : withRecord(settled, intent.key, record);
      }),
    done: async (subject) =>
      (await read()).done
        .filter((each) => isDeepStrictEqual(subjectOf(each), subject))
        .toSorted((a, b) => compareKeys(a.result.key, b.result.key)),

    putRun: (lease, run) => changeHolding(lease, (state) => withRun(state, run)),
    ...createFileProgress({ read, changeHolding }),
    ...createFilePublications({ read, change }),
    noteStep: (step) => change((state) => [{ ...state, trail: [...state.trail, step] }, undefined]),
    trail: async (repository, pullRequest) =>
      (await read()).trail
        .filter((step) => step.repository === repository && step.pullRequest === pullRequest)
        .toSorted((a, b) => a.at - b.at)
        .slice(-MOST_STEPS),

    notePush: (repository, push) =>
      change((state) => {
        const noted = { repository, push };
        const isKnown = state.pushes.some((other) => isDeepStrictEqual(other, noted));
        return [isKnown ? state : { ...state, pushes: [...state.pushes, noted] }, undefined];
      }),
    pushes: async (repository) =>
      (await read()).pushes
        .filter((noted) => noted.repository === repository && isCurrent(noted.push, clock.now()))
        .map(({ push }) => push)
        .toSorted((a, b) => b.at - a.at),

    count: (key, add, milliseconds) =>
      change((state) => {
        const known = state.counters.find((counter) => counter.key === key);
        const { count, until } = known ?? { count: 0, until: clock.now() + milliseconds };
        const others = state.counters.filter((other) => other.key !== key);
        return [{ ...state, counters: [...others, { key, count: count + add, until }] }, count + add];
      }),

    async driftMemory() {
      const { drift } = await read();
      return drift === null ? undefined : { issue: drift.issue, resources: drift.resources };
    },
    keepDriftMemory: (drift) => change((state) => [{ ...state, drift }, undefined]),

    claim: (name, milliseconds, holder) =>
      change((state) => {
        const key = claimOf(name);
        const now = clock.now();
        const taken = state.claims.find((claim) => claim.key === key && claim.until > now);
        if (taken !== undefined) return [state, holder !== undefined && taken.holder === holder];
        const others = state.claims.filter((claim) => claim.key !== key);
        const claim = { key, until: now + milliseconds, ...(holder === undefined ? {} : { holder }) };
        return [{ ...state, claims: [...others, claim] }, true];
      }),

    claimedBy: async (key) =>
      (await read()).claims.find((claim) => claim.key === claimOf(key) && claim.until > clock.now())?.holder,

    note: (list, name, milliseconds) =>
      change((state) => {
        const now = clock.now();
        const key = `${noteKey(list)}${name}`;
        const others = state.claims.filter((claim) => claim.key !== key);
        return [{ ...state, claims: [...others, { key, until: now + milliseconds, holder: String(now) }] }, undefined];
      }),
    noted: async (list) =>
      (await read()).claims
        .filter(({ key, until }) => key.startsWith(noteKey(list)) && until > clock.now())
        .map(({ key, holder }) => ({ name: key.slice(noteKey(list).length), at: Number(holder) })),

    acquire: (owner, milliseconds) =>
      change<Lease | HeldLock>((state) => {
        const now = clock.now();
        if (isHeld(state, now)) return [state, { heldUntil: state.lock.expiresAt }];
        const lease: Lease = { owner, fence: state.lock.fence + 1, expiresAt: now + milliseconds };
        return [{ ...state, lock: lease }, lease];
      }),
    renew: (lease, milliseconds) =>
      change((state) => {
        const now = clock.now();
        requireLease(state, lease, now);
        const renewed: Lease = { ...lease, expiresAt: now + milliseconds };
        return [{ ...state, lock: renewed }, renewed];
      }),
    release: (lease) =>
      change((state) => {
        const released: LedgerState = { ...state, lock: { owner: null, fence: state.lock.fence, expiresAt: 0 } };
        return [isNewest(state, lease) ? released : state, undefined];
      }),
  };
}

function stateOf(file: LedgerFile, scope: string): LedgerState {
  const entry = file.scopes.find((candidate) => candidate.scope === scope);
  if (entry === undefined) return emptyLedgerState;
  const { scope: _, ...state } = entry;
  return state;
}

function pruned(state: LedgerState, now: number): LedgerState {
  return {
    ...state,
    runs: state.runs.slice(-KEPT_RUNS),
    done: state.done.slice(-KEPT_DONE),
    pushes: state.pushes.filter(({ push }) => isCurrent(push, now)).slice(-KEPT_PUSHES),
    publications: state.publications.slice(-KEPT_PUBLICATIONS),
    trail: state.trail.slice(-KEPT_PUBLICATIONS),
    counters: state.counters.filter(({ until }) => until > now),
    claims: state.claims.filter((claim) => claim.until > now),
  };
}

function isCurrent({ at }: NotedPush, now: number): boolean {
  return at + PUSH_LIFETIME > now;
}

function isHeld({ lock }: LedgerState, now: number): boolean {
  return lock.owner !== null && lock.expiresAt > now;
}

function isNewest({ lock }: LedgerState, lease: Lease): boolean {
  return lock.owner === lease.owner && lock.fence === lease.fence;
}

function requireLease(state: LedgerState, lease: Lease, now: number): void {
  if (isNewest(state, lease) && isHeld(state, now)) return;
  throw new LeaseLostError(`the lease ${lease.fence} of "${lease.owner}" is no longer the newest, or ran out`);
}

function withRecord(state: LedgerState, key: Key, record: ResourceRecord | null): LedgerState {
  const others = withoutKey(state.records, key);
  return { ...state, records: record === null ? others : [...others, record].toSorted(byKey) };
}

/** A key has one intent, and each of its marks is one by itself. */
function isSameIntent(a: Intent, b: Intent): boolean {
  return isSameKey(a.key, b.key) && a.isMark === b.isMark && (!a.isMark || a.clientToken === b.clientToken);
}

function withIntent(intents: readonly Intent[], intent: Intent): readonly Intent[] {
  return [...intents.filter((other) => !isSameIntent(other, intent)), intent].toSorted(byKey);
}

function withDone(all: readonly DoneChange[], done: DoneChange | undefined): readonly DoneChange[] {
  if (done === undefined) return all;
  const subject = subjectOf(done);
  const isReplaced = (other: DoneChange): boolean =>
    isSameKey(other.result.key, done.result.key) && isDeepStrictEqual(subjectOf(other), subject);
  return [...all.filter((other) => !isReplaced(other)), done];
}

function withoutKey<Item extends { readonly key: Key }>(items: readonly Item[], key: Key): readonly Item[] {
  return items.filter((item) => !isSameKey(item.key, key));
}

function byKey(a: { readonly key: Key }, b: { readonly key: Key }): number {
  return compareKeys(a.key, b.key);
}

export interface FilePublicationsOptions {
  readonly read: () => Promise<LedgerState>;
  readonly change: (apply: (state: LedgerState) => readonly [LedgerState, undefined]) => Promise<void>;
}

/** The plans that were published, in the order in which they were. What cannot be read makes the file unreadable. */
export function createFilePublications({ read, change }: FilePublicationsOptions): PublicationStore {
  return {
    publish: (plan) => change((state) => [{ ...state, publications: [...state.publications, plan] }, undefined]),
    publicationBefore: async ({ repository, pullRequest, head }, time) =>
      (await read()).publications
        .filter((plan) => plan.repository === repository && plan.pullRequest === pullRequest && plan.head === head)
        .filter(({ publishedAt }) => publishedAt < time)
        .toSorted((a, b) => a.publishedAt - b.publishedAt)
        .at(-1),
  };
}
