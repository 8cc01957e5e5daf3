import { checkNames } from "../../../workflows/ports/checks.ts";
import type { ResourceRecord } from "../../../workflows/ports/ledger.ts";
import type { BranchProgress } from "../../../workflows/ports/progress.ts";
import { equalJson } from "../../../workflows/engine/values/json.ts";
import { declaredIn, expected, isBroken, nameOf, parameters, slots, withoutEmpty } from "./declared.ts";
import { repository } from "./github.ts";
import { secretIn, type Story } from "./perform.ts";
import { heldWithoutReason } from "./held.ts";
import type { World } from "./world.ts";

/* What has to be so once the outside has calmed down, and the reconciler had its rounds. */

export async function livenessViolations(world: World, story: Story): Promise<readonly string[]> {
  const [records, intents, progress] = await Promise.all([
    world.ledger.records(),
    world.ledger.intents(),
    world.ledger.progress(repository.id),
  ]);
  const idle = world.queue.isEmpty() && world.alive.size === 0 ? [] : ["something is still going on"];
  const unsettled = intents.map(
    ({ name, isMark }) => `"${name}" has ${isMark ? "a mark" : "an intent"} that nobody ends`,
  );
  return [
    ...idle,
    ...unsettled,
    ...differences(world, story, { records, progress }),
    ...credentials(world, story, records),
    ...leftBehind(world, story, { records, progress }),
    ...reports(world, progress),
    ...heldWithoutReason(world, story, progress),
  ];
}

interface Known {
  readonly records: readonly ResourceRecord[];
  readonly progress: BranchProgress;
}

/** The newest thing that somebody did by hand to a name, if nothing of ours came after it. */
function handChange(name: string, { aws }: World, { hands }: Story) {
  const hand = hands.findLast((each) => each.name === name);
  const isOver = aws.effects.some((effect) => effect.name === name && effect.at > (hand?.at ?? 0));
  return isOver ? undefined : hand;
}

/** The target is what the head of the default branch declares, but for what was reported as held or failed. */
function differences(world: World, story: Story, { records, progress }: Known): readonly string[] {
  const { github, aws } = world;
  const { files } = github.git.known(github.tip);
  if (github.moves.length === 0 || isBroken(files)) return [];
  const isPending = (name: string): boolean => progress.pending.some(({ key }) => key.identifier === name);
  const wanted = new Map(
    slots.flatMap((slot) => {
      const declared = declaredIn(files, slot);
      return declared === undefined ? [] : [[nameOf(slot, declared.isRenamed), { slot, declared }] as const];
    }),
  );
  const different = [...wanted].flatMap(([name, { slot, declared }]) => {
    if (isPending(name) || handChange(name, world, story) !== undefined) return [];
    const stored = aws.storedConnection(name);
    if (stored === undefined) return [`"${name}" is declared and not there`];
    const secret = secretIn(stored.properties) ?? "";
    if (story.values.get(secret)?.parameter !== declared.parameter) return [`"${name}" has another parameter's value`];
    const isSame = equalJson(withoutEmpty(stored.properties), expected(slot, declared, secret));
    return isSame ? [] : [`"${name}" is not as it is declared`];
  });
  const left = aws.connectionNames().filter((name) => {
    const isForeign = story.foreign.has(aws.storedConnection(name)?.arn ?? "");
    const isOurs = !isForeign || records.some(({ key }) => key.identifier === name);
    return isOurs && !wanted.has(name) && !isPending(name) && !isRetained(name, github);
  });
  return [...different, ...left.map((name) => `"${name}" is there and not declared`)];
}

/**
 * What is ours is known to be ours, and what is pending is so for a reason: a change that failed is tried again, and only
 * a parameter that is missing, or somebody else's resource of its name, keeps failing.
 */
function leftBehind({ aws, github }: World, story: Story, { records, progress }: Known): readonly string[] {
  const known = new Set(records.map(({ arn }) => arn));
  const untold = aws.effects.flatMap(({ operation, name, arn = null }) => {
    const isThere = operation === "create" && aws.storedConnection(name)?.arn === arn;
    const isFree = isRetained(name, github);
    return isThere && !known.has(arn) && !isFree ? [`"${name}" is ours, and no record tells of it`] : [];
  });
  const pending = progress.pending.flatMap(({ key, state, reason }) => {
    const name = key.identifier;
    const isMissing = parameters.some((parameter) => !aws.hasParameter(parameter));
    const isTaken = story.foreign.has(aws.storedConnection(name)?.arn ?? "");
    // The half of a replacement that waits for the other one, which is held.
    const waits = progress.pending.some((other) => other.state === "held" && other.key.identifier[0] === name[0]);
    return state === "held" || isMissing || isTaken || waits
      ? []
      : [`"${name}" stays ${state} without a reason: ${reason}`];
  });
  return [...untold, ...pending];
}

function isRetained(name: string, { git, moves }: World["github"]): boolean {
  return moves.some(({ before }) =>
    slots.some((slot) => {
      const declared = declaredIn(git.known(before).files, slot);
      return declared?.isRetained === true && nameOf(slot, declared.isRenamed) === name;
    }),
  );
}

/** AWS holds no older credential than the record says, unless the record is in doubt. */
function credentials(world: World, story: Story, records: readonly ResourceRecord[]): readonly string[] {
  return records.flatMap(({ key, state, parameters, unwritten }) => {
    const name = key.identifier;
    if (state !== "applied" || unwritten === true || handChange(name, world, story) !== undefined) return [];
    const stored = world.aws.storedConnection(name);
    const value = story.values.get(secretIn(stored?.properties) ?? "");
    const [told] = parameters;
    if (stored === undefined || told === undefined) return [];
    if (value === undefined) return [`"${name}" has a credential that nobody put into a parameter`];
    if (value.at !== told.modified) return [`"${name}" has another credential than its record says`];
    const written = world.aws.effects.flatMap((effect) => {
      const sent = story.values.get(secretIn(effect.desired) ?? "");
      return effect.arn === stored.arn && sent?.parameter === value.parameter ? [sent.at] : [];
    });
    return Math.max(...written) > value.at ? [`"${name}" has an older credential than it had`] : [];
  });
}

/** No check is open, none is missing, and no green one stands beside what is pending. */
function reports({ github }: World, { pending }: BranchProgress): readonly string[] {
  const awaited = new Set([...github.pulls.values()].flatMap(({ isOpen, head }) => (isOpen ? [head] : [])));
  // Nobody waits for a check of a commit that was left since.
  const runs = [...github.checks.values()].flat().filter(({ commit }) => commit === github.tip || awaited.has(commit));
  const open = runs
    .filter(({ conclusion }) => conclusion === null)
    .map(({ name, commit }) => `${name} is open on ${commit}`);
  if (github.moves.length === 0) return open;
  const onTip = (github.checks.get(github.tip) ?? []).find(({ name }) => name === checkNames.apply);
  const deployments = [...github.deployments].filter(([key]) => key.endsWith(github.tip)).flatMap(([, all]) => all);
  const state = deployments.at(-1)?.state;
  const apply = onTip === undefined ? ["the head of the default branch has no check of an apply"] : [];
  // A check tells of what its commit brought; the deployment of the whole target.
  const green = state === "success" && pending.length > 0 ? ["a deployment is a success beside what is pending"] : [];
  const deployed =
    state === undefined || state === "in_progress" ? [`the deployment of the head is ${state ?? "missing"}`] : [];
  const unplanned = [...github.pulls.values()]
    .filter(
      ({ isOpen, head }) => isOpen && !(github.checks.get(head) ?? []).some(({ name }) => name === checkNames.plan),
    )
    .map(({ number }) => `the pull request ${number} has no check of its plan`);
  return [...open, ...apply, ...green, ...deployed, ...unplanned];
}
