import { publishedBefore } from "./published.ts";
import { declaredIn, nameOf, pathOf, slots } from "./declared.ts";
import type { Effect } from "./aws.ts";
import type { Files } from "./git.ts";
import type { Move } from "./github.ts";
import { CANARY, type Story } from "./perform.ts";
import type { Submission } from "./ports.ts";
import type { World } from "./world.ts";

/* What may never have happened, whatever went wrong: judged by what the simulator knows of who did what. */

export function safetyViolations(world: World, story: Story): readonly string[] {
  return [...doubleCreates(world), ...foreignDeletes(world, story), ...unreviewed(world, story), ...leaks(world)];
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

/** What somebody made by hand is deleted only where a definition took it over. */
function foreignDeletes(world: World, story: Story): readonly string[] {
  return world.aws.effects.flatMap((effect) => {
    if (effect.operation !== "delete" || !story.foreign.has(effect.arn ?? "")) return [];
    const isAdopted = world.github.moves.some(({ after }) =>
      slots.some((slot) => {
        const declared = declaredIn(world.github.git.known(after).files, slot);
        return declared?.isAdopted === true && nameOf(slot, declared.isRenamed) === effect.name;
      }),
    );
    return isAdopted ? [] : [`"${effect.name}" was deleted, and somebody else had made it`];
  });
}

/** What is declared of a name, as text. */
function subjectOf(files: Files, name: string): string | undefined {
  const slot = slots.find((each) => {
    const declared = declaredIn(files, each);
    return declared !== undefined && nameOf(each, declared.isRenamed) === name;
  });
  return slot && files[pathOf(slot)];
}

function unreviewed(world: World, story: Story): readonly string[] {
  const { github, aws } = world;
  return aws.effects.flatMap((effect) => {
    if (effect.operation === "update") return [];
    const submission = submissionOf(effect, world);
    if (submission?.commit === undefined) return [];
    const cause = causeOf(submission, github.moves, (sha) => subjectOf(github.git.known(sha).files, effect.name));
    if (cause === undefined || isAllowed(cause, submission, world, story)) return [];
    // What was there with the same credential before comes back without a review.
    const { operation, name } = effect;
    if (operation === "create" && isRestored(effect, world)) return [];
    return [`the ${operation} of "${name}" at ${effect.at} had no review: commit ${submission.commit}`];
  });
}

/** The last move that changed it, on the way to the commit of the run. */
function causeOf(
  { commit, at }: Submission,
  moves: readonly Move[],
  subject: (sha: string) => string | undefined,
): Move | undefined {
  const last = moves.findLastIndex((move) => move.after === commit && move.at <= at);
  return moves.slice(0, last + 1).findLast(({ before, after }) => subject(before) !== subject(after));
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
