import { BridgeheadError } from "../engine/values/errors.ts";
import type { Key } from "../engine/values/key.ts";
import type { Model } from "../engine/values/model.ts";
import type { DefinitionOptions } from "../engine/definition/definition.ts";
import type { Action, ParameterVersion } from "../engine/plan/plan.ts";
import type { Begun, Grant, RecordState, Told } from "../engine/plan/record-state.ts";
import type { ChangeResult, RunResult } from "../engine/plan/write/result.ts";
import type { DriftStore } from "./drift.ts";
import type { Push } from "./jobs.ts";
import type { BranchProgress, Pin, Reported, RunEnd } from "./progress.ts";
import type { TrailStore } from "./trail.ts";

/** What was last applied to one resource. Everything in it is safe to read: credentials are references. */
export interface ResourceRecord {
  readonly key: Key;
  /** What people call the resource. */
  readonly name: string;
  readonly id: string;
  /** The definition's file, relative to the definitions folder. */
  readonly file: string;
  /** Counts the creates of this key. */
  readonly generation: number;
  /** What was last applied; empty: nothing was yet. */
  readonly desired: Model;
  /** Readable live state as it was read back after the apply, normalised. */
  readonly live: Model;
  /** Of those that hand an ARN on, the ones that are in effect: their parameters were written. */
  readonly options: DefinitionOptions;
  /** Other parameters that Bridgehead wrote for it, where they did not get the ARN that they are to have. */
  readonly written?: readonly string[];
  readonly parameters: readonly ParameterVersion[];
  readonly arn: string | null;
  readonly authorization: string | null;
  readonly run: string;
  /** The commit that was applied; null on the command line. */
  readonly commit: string | null;
  /** Milliseconds since the epoch. */
  readonly appliedAt: number;
  /** What is not `applied` is read by the next plan, which sends everything again. */
  readonly state: RecordState;
  /** What a record that is not `applied` was left by; of a creation, `arn` tells what it made from others of its name. */
  readonly begun: Begun | null;
  /** What AWS told after the last apply; null: nobody asked. */
  readonly told: Told | null;
  /** The pull request whose change was applied last; absent: none's, or an earlier version of Bridgehead did not keep it. */
  readonly pull?: number;
  /**
   * Present: it was taken over as it was, and nothing was written since. What nobody can read of it, such as a credential,
   * is not what `desired` says.
   */
  readonly unwritten?: true;
}

/**
 * Written before AWS is called, so that a run that dies can be continued. Holds no credential. A mark is one that a run
 * left without the lease: it lost that after AWS may have taken the operation, and somebody else may have gone on
 * meanwhile. A key has one intent, and as many marks as there were such runs.
 */
export interface Intent {
  readonly key: Key;
  readonly name: string;
  readonly action: Action;
  readonly changeDigest: string;
  readonly generation: number;
  readonly attempt: number;
  readonly clientToken: string;
  /** Known once AWS answered. */
  readonly requestToken: string | null;
  readonly run: string;
  /** What the record will say once the operation has succeeded; null: there will be none. */
  readonly record: ResourceRecord | null;
  /** Readable live state before, normalised; null: there was no such resource, or nobody kept it. */
  readonly before: Model | null;
  /** The resource's ARN and when AWS said that it was last changed, before; null: nobody said. */
  readonly arn: string | null;
  readonly modified: number | null;
  readonly isMark: boolean;
  /** Present: AWS is asked for nothing, since a resource is taken over as it is. */
  readonly writes?: false;
  /** When the first attempt of the run began, in milliseconds since the epoch: nothing of it was made before. */
  readonly startedAt: number;
  /** By what it was allowed; null: an earlier version of Bridgehead did not keep it. */
  readonly by: Grant | null;
  /** The pull request that brought the change; null: none, or an earlier version of Bridgehead did not keep it. */
  readonly pull: number | null;
}

/** Proof of holding the target's lock: every write of the apply path carries it. */
export interface Lease {
  readonly owner: string;
  /** Grows with every lease, so that a writer whose lease ran out is told apart (fencing). */
  readonly fence: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Somebody else has the target's lock. */
export interface HeldLock {
  /** When their lease ends unless they renew it, in milliseconds since the epoch. */
  readonly heldUntil: number;
}

/** A plan that was shown on a pull request. */
export interface PublishedPlan {
  readonly repository: number;
  readonly pullRequest: number;
  readonly head: string;
  readonly base: string;
  readonly digest: string;
  /** The engine that made it: another one may mean something else by the same digest. null: it did not say. */
  readonly engine: string | null;
  /** The text of its key -> digest of each change of its own that does something. */
  readonly changes: Readonly<Record<string, string>>;
  /** Present: what it changes may be used by definitions that it does not change. */
  readonly isWide?: true;
  /** What it was shown to allow beyond the reviewed policy, each as `allowedText` has it. */
  readonly policy: readonly string[];
  /** Present: there is no plan, and it is to be made from this time on, in milliseconds since the epoch. */
  readonly pausedUntil?: number;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
}

/** What an apply did to one resource. The reports of every later run about the same pull request, or commit, tell it. */
export interface DoneChange {
  /** The one that was applied. */
  readonly commit: string;
  /** The repository that it is a commit of; null: an earlier version of Bridgehead did not keep it. */
  readonly repository: number | null;
  /** The pull request that brought the change; null: none, or an earlier version of Bridgehead did not keep it. */
  readonly pull: number | null;
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly result: ChangeResult;
}

/** Whose what was done is: a pull request's, whichever commits were applied, or a commit's and no pull request's. */
export type DoneSubject = { readonly commit: string } | { readonly repository: number; readonly pull: number };

/** A number means something in its repository only. */
export function subjectOf({
  commit,
  repository,
  pull,
}: Pick<DoneChange, "commit" | "repository" | "pull">): DoneSubject {
  return pull === null || repository === null ? { commit } : { repository, pull };
}

/** One execution of an apply. */
export interface RunSummary {
  readonly id: string;
  readonly commit: string | null;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly result: RunResult;
  /** Why each change was allowed or not. */
  readonly verdicts: readonly ChangeVerdict[];
}

/** What a run decided about one change, and by what. */
export interface ChangeVerdict {
  readonly key: Key;
  readonly digest: string;
  readonly verdict: Grant | "held";
  /** The pull request that brought it; null: none, or nobody asked. */
  readonly pull: number | null;
}

/** A push of which a verified delivery told. */
export interface NotedPush extends Push {
  /** When it was told, in milliseconds since the epoch. */
  readonly at: number;
}

export interface Settlement {
  /** undefined: it stays as it is; null: it goes. */
  readonly record?: ResourceRecord | null | undefined;
  readonly done?: DoneChange | undefined;
}

/** Writing it failed because the lease is no longer the newest. */
export class LeaseLostError extends BridgeheadError {
  override readonly name = "LeaseLostError";
}

export interface RecordReader {
  records(): Promise<readonly ResourceRecord[]>;
  /** What was begun and has not been settled, marks included. */
  intents(): Promise<readonly Intent[]>;
}

/** Which plans were published: the planner writes these and nothing else. */
export interface PublicationStore {
  /** Replaces none that was published before. */
  publish(plan: PublishedPlan): Promise<void>;
  /**
   * The newest plan that was published for a head before a time, in milliseconds since the epoch; undefined: none was.
   * `unreadable`: what stands there is not what this version of Bridgehead writes.
   */
  publicationBefore(
    key: Pick<PublishedPlan, "repository" | "pullRequest" | "head">,
    time: number,
  ): Promise<PublishedPlan | "unreadable" | undefined>;
}

export interface LockStore {
  acquire(owner: string, milliseconds: number): Promise<Lease | HeldLock>;
  /** Extends the lease; rejects with `LeaseLostError`. */
  renew(lease: Lease, milliseconds: number): Promise<Lease>;
  release(lease: Lease): Promise<void>;
}

/** Who pushed: what verified deliveries said, for a few months. */
export interface PushStore {
  /** Needs no lease, and noting it again changes nothing. */
  notePush(repository: number, push: NotedPush): Promise<void>;
  /** The newest thousand, newest first. */
  pushes(repository: number): Promise<readonly NotedPush[]>;
}

export interface ProgressReader {
  progress(repository: number): Promise<BranchProgress>;
}

/** What a role counts for itself. Nobody else reads it. */
export interface CounterStore {
  /**
   * Adds to a counter, which begins at 0, and returns what it says then. It is kept for at least `milliseconds` after it was
   * begun. An addition whose answer was lost may count twice.
   */
  count(key: string, add: number, milliseconds: number): Promise<number>;
}

/** Who takes one-time keys. Those of one are never another's, so that no role can say what another one decides by. */
export type ClaimingRole = "applier" | "planner" | "reconciler";

/** One-time keys, by which a role remembers what it did. */
export interface ClaimStore {
  /**
   * Takes a one-time key; false: it was taken before, by anybody but `holder`. Keys are forgotten after
   * `milliseconds`. A job that is delivered again holds what it took the first time.
   */
  claim(key: string, milliseconds: number, holder?: string): Promise<boolean>;
  /** The holder with whom a one-time key was taken; undefined: it is free. */
  claimedBy(key: string): Promise<string | undefined>;
}

/** What a role notes for itself, in lists, and reads again. */
export interface NoteStore {
  /** Notes a name in a list at this moment, for `milliseconds`; noted again, the newer time counts. */
  note(list: string, name: string, milliseconds: number): Promise<void>;
  /** What stands in a list, in no order. */
  noted(list: string): Promise<readonly Note[]>;
}

export interface Note {
  readonly name: string;
  /** When it was noted, in milliseconds since the epoch. */
  readonly at: number;
}

/**
 * What the planner has: it reads records and the reviewed policy, and writes which plans it showed, what it was asked for
 * and what that cost.
 */
export type PlannerLedger = RecordReader & ProgressReader & PublicationStore & TrailStore & ClaimStore & CounterStore;

/** What the reconciler has: it reads how far the target is, takes one-time keys, and keeps what it was told and found. */
export interface ReconcilerLedger
  extends
    RecordReader,
    ProgressReader,
    Pick<PublicationStore, "publicationBefore">,
    Pick<ClaimStore, "claim">,
    NoteStore,
    DriftStore {}

/** The store of records, runs, reviewed plans and the lock. Writes with a lost lease reject with `LeaseLostError`. */
export interface Ledger
  extends ReconcilerLedger, PublicationStore, LockStore, PushStore, TrailStore, ClaimStore, CounterStore, NoteStore {
  putRecord(lease: Lease, record: ResourceRecord, done?: DoneChange): Promise<void>;
  deleteRecord(lease: Lease, key: Key, done?: DoneChange): Promise<void>;
  putIntent(lease: Lease, intent: Intent): Promise<void>;
  /** Needs no lease, and replaces nothing. */
  leaveMark(intent: Intent): Promise<void>;
  /** Ends an intent, or a mark. What is given besides happens with it, or neither; a null record is deleted. */
  settleIntent(lease: Lease, intent: Intent, settlement: Settlement): Promise<void>;
  /** What runs did of it, sorted by key: of each resource the last thing that was done to it. */
  done(subject: DoneSubject): Promise<readonly DoneChange[]>;
  putRun(lease: Lease, run: RunSummary): Promise<void>;
  /** A run begins: before it calls AWS. */
  pin(lease: Lease, repository: number, pin: Pin): Promise<void>;
  /** A run of the whole target ends: its progress, what it left pending and its summary, or none of them. */
  finish(lease: Lease, repository: number, end: RunEnd, run: RunSummary): Promise<void>;
  /** What runs did was told. What is not given stays as it was. */
  noteTold(lease: Lease, repository: number, told: Reported): Promise<void>;
}
