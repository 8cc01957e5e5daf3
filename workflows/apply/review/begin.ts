import type { Forge } from "../../ports/forge.ts";
import type { Ledger } from "../../ports/ledger.ts";
import { type BranchProgress, type Doubt, doubts } from "../../ports/progress.ts";
import { FEW, isOnLine, MOST_COMMITS } from "./history/steps.ts";
import type { LeaseKeeper } from "../lease.ts";

/** As many names of the default branch are remembered. */
const NAMES = 2;

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
  const doubt = worst(before.doubt, await doubtAbout(before.pinned, tip, forge));
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

function worst(one: Doubt, other: Doubt): Doubt {
  return doubts.indexOf(one) > doubts.indexOf(other) ? one : other;
}
