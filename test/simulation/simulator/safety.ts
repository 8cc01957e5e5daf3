import { publishedBefore } from "./published.ts";
import { declaredIn, isBroken, nameOf, pathOf, slots } from "./declared.ts";
import type { Effect } from "./aws.ts";
import type { Files } from "./git.ts";
import type { Move } from "./github.ts";
import { CANARY, type Story } from "./perform.ts";
import type { Submission } from "./ports.ts";
import type { World } from "./world.ts";

/* What may never have happened, whatever went wrong: judged by what the simulator knows of who did what. */

export function safetyViolations(world: World, story: Story): readonly string[] {
  return [
    ...doubleCreates(world),
    ...ofOthers(world, story),
    ...unreviewed(world, story),
    ...staleCommits(world),
    ...leaks(world),
  ];
}

function submissionOf({ requestToken }: Effect, { aws, submissions }: World): Submission | undefined {
  const [clientToken] = [...aws.store.clientTokens].find(([, use]) => use.requestToken === requestToken) ?? [];
  return submissions.find((each) => each.clientToken === clientToken);
}

/** Two creates of one name take effect only where something was deleted between them. */
function doubleCreates({ aws }: World): readonly string[] {
  const made = new Map<string, number>();
  for (const effect of aws.effects) {
    if (effect.operation === "create") made.set(effect.requestToken, (made.get(effect.requestToken) ?? 0) + 1);
  }
  return [...made].filter(([, count]) => count > 1).map(([token]) => `a create took effect twice (${token})`);
}

/** What somebody made by hand is deleted, or written over, only where a definition took it over. */
function ofOthers(world: World, story: Story): readonly string[] {
  return world.aws.effects.flatMap(({ operation, name, arn = "" }) => {
    if (operation === "create" || !story.foreign.has(arn)) return [];
    const isAdopted = world.github.moves.some(({ after }) =>
      slots.some((slot) => {
        const declared = declaredIn(world.github.git.known(after).files, slot);
        return declared?.isAdopted === true && nameOf(slot, declared.isRenamed) === name;
      }),
    );
    return isAdopted ? [] : [`the ${operation} of "${name}" was of what somebody else had made`];
  });
}

/** What is declared of a name, as text. */
export function subjectOf(files: Files, name: string): string | undefined {
  const slot = slots.find((each) => {
    const declared = declaredIn(files, each);
    return declared !== undefined && nameOf(each, declared.isRenamed) === name;
  });
  return slot && files[pathOf(slot)];
}

function unreviewed(world: World, story: Story): readonly string[] {
  const { github } = world;
  return world.aws.effects.flatMap((effect) => {
    const { operation, name, at } = effect;
    const submission = submissionOf(effect, world);
    if (submission?.commit === undefined) return [];
    const cause = causeOf(submission, github, (sha) => subjectOf(github.git.known(sha).files, name));
    if (cause === undefined || isAllowed(cause, submission, world, story)) return [];
    // A change without danger needs no review, but where it came by a rewrite of what a run had seen.
    if (operation === "update" && (!isSeenRewrite(cause, world) || isRepeated(effect, world))) return [];
    // What was there with the same credential before comes back without a review.
    if (operation === "create" && isRestored(effect, world)) return [];
    return [`the ${operation} of "${name}" at ${at} had no review: commit ${submission.commit}`];
  });
}

function isSeenRewrite({ isForced, after, at }: Move, { pins, github: { git } }: World): boolean {
  const seen = pins.findLast((pinned) => pinned.at < at)?.commit ?? null;
  return isForced && seen !== null && !git.contains(after, seen);
}

/** A writer goes by the head of the default branch, as it was at some moment of its life. */
function staleCommits({ submissions, github: { moves } }: World): readonly string[] {
  return submissions.flatMap(({ operation, name, commit, since, at }) => {
    const before = moves.findLast((move) => move.at <= since)?.after;
    const during = moves.filter((move) => move.at > since && move.at <= at).map(({ after }) => after);
    const isTip = commit !== undefined && [before, ...during].includes(commit);
    return isTip
      ? []
      : [`the ${operation} of "${name}" at ${at} went by ${commit ?? "no commit"}, which was not the head`];
  });
}

/** The last move that changed it, on the way to the commit of the run. What cannot be read declares what was before. */
function causeOf(
  { commit, at }: Submission,
  { moves, git }: World["github"],
  subject: (sha: string) => string | undefined,
): Move | undefined {
  const last = moves.findLastIndex((move) => move.after === commit && move.at <= at);
  let cause: Move | undefined;
  let known: string | undefined;
  for (const move of moves.slice(0, last + 1)) {
    // What was rewritten since is no way to the commit.
    if (isBroken(git.known(move.after).files) || commit === undefined || !git.contains(commit, move.after)) continue;
    const now = subject(move.after);
    if (now !== known) cause = move;
    known = now;
  }
  return cause;
}

function isAllowed(cause: Move, { at }: Submission, world: World, story: Story): boolean {
  const isAccepted = story.acceptances.some(
    (acceptance) => acceptance.at >= cause.at && acceptance.at <= at && acceptance.by.mayWrite,
  );
  return isAccepted || (cause.pull !== undefined && publishedBefore(cause, world));
}

/** Whether it was ours before, of the same kind of credential, and nobody but somebody's hand took it away. */
function isRestored({ name, at, desired }: Effect, { aws }: World): boolean {
  const last = aws.effects.findLast((earlier) => earlier.name === name && earlier.at < at);
  if (last === undefined || last.operation === "delete") return false;
  return last.desired["AuthorizationType"] === desired["AuthorizationType"];
}

/** Whether the same was asked for before. */
function isRepeated({ name, at, desired }: Effect, { aws }: World): boolean {
  const text = ({ Name, Description = "", AuthorizationType, AuthParameters }: Effect["desired"]): string =>
    JSON.stringify([Name, Description, AuthorizationType, AuthParameters], (_, value: unknown) =>
      typeof value === "string" && value.startsWith(CANARY) ? "" : value,
    );
  return aws.effects.some(
    (earlier) => earlier.name === name && earlier.at < at && text(earlier.desired) === text(desired),
  );
}

/** Every text that leaves the stack. */
function leaks({ github, table, queue, logged }: World): readonly string[] {
  const places: Readonly<Record<string, readonly string[]>> = {
    ledger: table.items().map((item) => JSON.stringify(item)),
    checks: [...github.checks.values()].flat().map((run) => JSON.stringify(run)),
    issues: github.issues.map(({ title, body }) => title + body),
    comments: [...github.comments.values()],
    deployments: [...github.deployments.values()].flat().map(({ description }) => description),
    queue: queue.bodies,
    log: logged,
  };
  return Object.entries(places).flatMap(([place, texts]) =>
    texts.some((text) => text.includes(CANARY)) ? [`a secret stands in the ${place}`] : [],
  );
}
