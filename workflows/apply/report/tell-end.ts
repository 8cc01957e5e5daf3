import type { Reported } from "../../ports/progress.ts";
import type { ApplyBranchDeps } from "../context.ts";
import type { AppliedTip, EndedRun, Occasion } from "../end-run.ts";
import { pullsDeclaring, type ShownPull, withShown } from "./pulls.ts";
import { reportApply } from "./report.ts";

/** As many pull requests of earlier runs are told by one run; the next one tells more. */
const MOST_TOLD = 20;

/** Tells everybody concerned how a run ended, and the ledger that they were told. */
export async function tellEnd(
  { beginning, report, keeper, startedAt }: Occasion,
  { applied, source, judge }: AppliedTip,
  { decided, untold, isFinished }: EndedRun,
  deps: ApplyBranchDeps,
): Promise<void> {
  const { ledger, forge, clock } = deps;
  const earlier: ShownPull[] = [];
  for (const number of untold.slice(0, MOST_TOLD)) {
    earlier.push(await withShown(await forge.review.pullRequest(number), deps));
  }
  const declaring = applied.plan.digest === null ? await pullsDeclaring(beginning, judge.history) : null;
  const folder = source.config.definitions;
  const duration = clock.now() - startedAt;
  const failed = await reportApply(report, { decided, earlier, declaring, folder, duration }, deps);
  const { before, pending, isWhole } = decided;
  const isOther = pending.length < before.pending.length || pending.some((each) => !before.pending.includes(each));
  // A run about one resource tells nobody who waited before it.
  const left = new Set([...(isWhole ? [] : before.untold), ...untold.slice(MOST_TOLD), ...failed]);
  const told: Reported = {
    ...(isWhole ? { reported: beginning.tip } : {}),
    ...(isWhole || left.size > before.untold.length ? { untold: [...left] } : {}),
    ...(!isFinished && isOther ? { pending } : {}),
  };
  if (Object.keys(told).length > 0) await ledger.noteTold(await keeper.lease(), forge.id.id, told);
}
