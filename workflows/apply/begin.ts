import type { Forge } from "../ports/forge.ts";
import type { Ledger, PushStore } from "../ports/ledger.ts";
import { type BranchProgress, type Doubt, doubts } from "../ports/progress.ts";
import { FEW, isOnLine, MOST_COMMITS } from "./history/steps.ts";
import type { LeaseKeeper } from "./lease.ts";

/** As many names of the default branch are remembered. */
const NAMES = 2;
/** As many moves of the branch since the last run are looked at, newest first. */
const MOVES = 20;

/** What was pushed while the last run was at it, that run has not seen. */
const LONGEST_RUN_MS = 20 * 60 * 1000;

/** Where a run begins. */
export interface Beginning {
  readonly branch: string;
  readonly tip: string;
  /** How far earlier runs came, with the doubt of this one. */
  readonly progress: BranchProgress;
}

/**
 * Pins what a run begins with, before anything else: a branch that is rewritten after that is found out, even where the
 * run dies at once.
 */
export async function beginRun(
  { branch, tip }: Pick<Beginning, "branch" | "tip">,
  keeper: LeaseKeeper,
  { forge, ledger }: { readonly forge: Forge; readonly ledger: Ledger },
): Promise<Beginning> {
  const before = await ledger.progress(forge.id.id);
  const seen = await doubtAbout(before.pinned, tip, forge);
  const told = seen === "none" ? await doubtAboutMoves(before, tip, { forge, ledger }) : seen;
  const doubt = worst(before.doubt, told);
  const branches = [...before.branches.filter((name) => name !== branch), branch].slice(-NAMES);
  const isKnown = before.pinned === tip && before.branches.at(-1) === branch;
  if (!isKnown) await ledger.pin(await keeper.lease(), forge.id.id, { pinned: tip, doubt, branches });
  return { branch, tip, progress: { ...before, doubt, branches } };
}

async function doubtAbout(pinned: string | null, tip: string, { source }: Forge): Promise<Doubt> {
  if (pinned === null || pinned === tip) return "none";
  if (await isOnLine(pinned, { tip, within: FEW }, source)) return "none";
  // A commit that GitHub does not know any more is no ancestor.
  if (!(await source.contains(tip, pinned))) return "rewritten";
  return (await isOnLine(pinned, { tip, within: MOST_COMMITS }, source)) ? "none" : "off-line";
}

/**
 * A merge of one's own may have what was pushed before it on its other side, where no run has seen it yet, and GitHub may
 * still name a pull request for it. The deliveries tell where the branch was.
 */
async function doubtAboutMoves(
  { progress, pinned }: BranchProgress,
  tip: string,
  { forge: { id, source }, ledger }: { readonly forge: Forge; readonly ledger: PushStore },
): Promise<Doubt> {
  const since = (progress?.at ?? 0) - LONGEST_RUN_MS;
  const moves = (await ledger.pushes(id.id)).filter(({ at }) => at >= since).slice(0, MOVES);
  const places = new Set(
    moves.flatMap(({ before, after }) => [before, after]).filter((commit) => !/^0+$/.test(commit)),
  );
  for (const commit of places) {
    if (commit === tip || commit === pinned || (await isOnLine(commit, { tip, within: FEW }, source))) continue;
    // What a forced push has dropped before any run saw it is nobody's.
    if (!(await source.contains(tip, commit))) continue;
    if (!(await isOnLine(commit, { tip, within: MOST_COMMITS }, source))) return "off-line";
  }
  return "none";
}

function worst(one: Doubt, other: Doubt): Doubt {
  return doubts.indexOf(one) > doubts.indexOf(other) ? one : other;
}
