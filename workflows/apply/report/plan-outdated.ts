import type { ChangeResult } from "../../engine/plan/write/result.ts";
import { keyText } from "../../engine/values/key.ts";
import { isAbout, openPlans, planAgain } from "../../pull-request/again.ts";
import type { ApplyBranchDeps } from "../context.ts";

/**
 * Has the open pull requests planned again that publish a resource which the run changed. What they show is of before it;
 * that it could not be asked for fails no run.
 */
export async function planOutdated(
  results: readonly ChangeResult[],
  cause: string,
  deps: ApplyBranchDeps,
): Promise<void> {
  const changed = new Set(
    results.filter(({ status }) => status !== "held" && status !== "skipped").map(({ key }) => keyText(key)),
  );
  if (changed.size === 0) return;
  try {
    const open = await openPlans(await deps.forge.source.defaultBranch(), deps);
    const outdated = open.filter(({ published }) => isAbout(published, (key) => changed.has(key)));
    await planAgain(outdated, `run:${cause}`, deps);
  } catch (error) {
    deps.log.error("the plans that a run outdated are not made again", error, { run: cause });
  }
}
