import type { PublishedPlan } from "../../../workflows/ports/ledger.ts";
import type { BranchProgress } from "../../../workflows/ports/progress.ts";
import { declaredIn, slots } from "./declared.ts";
import type { Move } from "./github.ts";
import type { Story } from "./perform.ts";
import { subjectOf } from "./safety.ts";
import type { World } from "./world.ts";

/** The newest plan of what was merged, before it was. */
function publishedFor({ pull }: Move, { table }: World): PublishedPlan | undefined {
  const end = (pull?.merged?.at ?? 0) + 1000;
  const plans = table.items().flatMap(({ pk, body }): PublishedPlan[] => {
    const [kind, , number, head] = (pk?.S ?? "").split("#");
    const isIt = kind === "PLAN" && number === String(pull?.number) && head === pull?.head;
    return isIt ? [JSON.parse(body?.S ?? "{}") as PublishedPlan] : [];
  });
  return plans.filter(({ publishedAt }) => publishedAt < end).toSorted((a, b) => b.publishedAt - a.publishedAt)[0];
}

/**
 * What a pull request showed, on the very commit that it was merged into, goes: unless something else moved what it is
 * about in between, which is too much for the simulator to judge.
 */
export function heldWithoutReason(
  world: World,
  { hands, values }: Story,
  { pending }: BranchProgress,
): readonly string[] {
  const { github, aws } = world;
  return pending.flatMap(({ key, state, hold, reason }) => {
    const name = key.identifier;
    if (state !== "held" || hold !== "not-reviewed" || hands.some((hand) => hand.name === name)) return [];
    const subject = (sha: string): string | undefined => subjectOf(github.git.known(sha).files, name);
    const index = github.moves.findLastIndex(({ before, after }) => subject(before) !== subject(after));
    const cause = github.moves[index];
    if (cause?.pull === undefined || github.moves.slice(index).some(({ isForced }) => isForced)) return [];
    const plan = publishedFor(cause, world);
    if (plan === undefined || plan.base !== cause.before) return [];
    // The half of a replacement waits for the other one, and a rotation makes an update of what was none.
    if (isRename(cause, world) || [...values.values()].some(({ at }) => at > plan.publishedAt)) return [];
    // Of a replacement both halves have to have come by one step.
    if (reason.includes("apart from each other")) return [];
    const isShown = Object.keys(plan.changes).some((text) => text.endsWith(`/${name}`));
    const isMoved = aws.effects.some(
      (effect) => effect.name === name && effect.at > plan.publishedAt - 60_000 && effect.at < cause.at,
    );
    return isShown && !isMoved ? [`"${name}" is held, and its pull request had shown it: ${reason}`] : [];
  });
}

function isRename({ before, after }: Move, { github: { git } }: World): boolean {
  const [old, now] = [git.known(before).files, git.known(after).files];
  return slots.some((slot) => {
    const [one, other] = [declaredIn(old, slot), declaredIn(now, slot)];
    return one !== undefined && other !== undefined && one.isRenamed !== other.isRenamed;
  });
}
