import * as v from "valibot";
import { type BranchProgress, doubts, type PendingChange } from "../../workflows/ports/progress.ts";
import type { Codec } from "./format.ts";
import { count, keySchema, time } from "./schema.ts";

/* How the progress of a branch is stored. An earlier version kept one pointer, which `progressOf` reads. */

const commit = v.string();

const cause = v.strictObject({ from: v.nullable(commit), to: commit, until: commit, pull: v.nullable(count) });

const pending: v.GenericSchema<unknown, PendingChange> = v.strictObject({
  key: keySchema,
  state: v.picklist(["held", "failed", "continued"]),
  reason: v.string(),
  // It was not kept at first.
  hold: v.optional(v.picklist(["error", "finding", "not-reviewed", "history-rewritten"])),
  cause: v.nullable(cause),
  isBarred: v.boolean(),
  base: v.optional(v.nullable(commit)),
  since: time,
  sinceCommit: commit,
});

/** Everything but what is pending, which may be too much for one item. */
export type StoredProgress = Omit<BranchProgress, "pending">;

const progressMembers = {
  pinned: v.nullable(commit),
  doubt: v.picklist(doubts),
  progress: v.nullable(v.strictObject({ commit, run: v.string(), at: time })),
  policy: v.nullable(
    v.strictObject({
      commit,
      digest: v.string(),
      value: v.strictObject({
        secretPrefixes: v.array(v.string()),
        oauthHosts: v.nullable(v.array(v.string())),
        exportPrefix: v.string(),
        // There were none at first.
        approvals: v.optional(count, 0),
        repair: v.optional(v.boolean(), false),
      }),
    }),
  ),
  policyCause: v.nullable(cause),
  reported: v.nullable(commit),
  // There was none at first.
  untold: v.optional(v.array(count), []),
  branches: v.array(v.string()),
};

/** `seq` and `chunks` say where what is pending stands. */
export interface ProgressItem extends StoredProgress {
  readonly seq: number;
  readonly chunks: number;
}

export const progressSchema: v.GenericSchema<unknown, ProgressItem> = v.strictObject({
  ...progressMembers,
  seq: count,
  chunks: count,
});

export const progressCodec: Codec<ProgressItem> = { current: progressSchema, first: () => progressSchema };

const chunk = v.strictObject({ pending: v.array(pending) });
export const pendingCodec: Codec<{ readonly pending: readonly PendingChange[] }> = {
  current: chunk,
  first: () => chunk,
};

/** Of one repository, with what is pending, as a ledger in one file keeps it. */
export interface ProgressEntry extends BranchProgress {
  readonly repository: number;
}

const entry: v.GenericSchema<unknown, ProgressEntry> = v.strictObject({
  ...progressMembers,
  repository: count,
  pending: v.array(pending),
});
export const progressEntryCodec: Codec<ProgressEntry> = { current: entry, first: () => entry };

/** What the one pointer of an earlier version says: everything up to that commit was applied. */
export function progressOf(applied: string): StoredProgress {
  return {
    pinned: applied,
    doubt: "none",
    progress: { commit: applied, run: "", at: 0 },
    policy: null,
    policyCause: null,
    reported: applied,
    untold: [],
    branches: [],
  };
}
