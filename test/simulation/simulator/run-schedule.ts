import type { Evaluations } from "./evaluations.ts";
import { goodMail } from "./hooks.ts";
import { livenessViolations } from "./liveness.ts";
import { rule } from "./own-chance.ts";
import { createStory, perform } from "./perform.ts";
import { createRandom, mixed } from "./random.ts";
import { safetyViolations } from "./safety.ts";
import { stateText } from "./state-text.ts";
import type { Step } from "./steps.ts";
import { noTrouble } from "./trouble.ts";
import { createWorld, type World } from "./world.ts";

export interface Lived {
  readonly violations: readonly string[];
  /** Moments before and after calls of ports. */
  readonly moments: number;
}

const PATIENCE_MS = 15_000;
const SHORT_ROUNDS = 10;
const LONG_ROUND_MS = 3 * 60 * 60_000;
/** As long as the outside stays calm before what is still wrong counts: longer than anything is put off. */
const CALM_MS = 30 * 60 * 60_000;

const silent = (): void => undefined;

/** Lives through a schedule, calms the outside down, and says what is wrong then. */
export async function runSchedule(
  seed: number,
  steps: readonly Step[],
  evaluations: Evaluations,
  note: (line: string) => void = silent,
): Promise<Lived> {
  let clock = (): number => 0;
  rule(seed, () => clock());
  const world = createWorld(seed, evaluations, (line) => note(`${time(world)} ${line}`));
  clock = world.scheduler.now;
  ruleBy(world, mixed(seed, 3));
  const story = createStory(world);
  try {
    for (const step of steps) {
      const { pause, seed: chance, ...doing } = step;
      note(`${time(world)} == ${JSON.stringify(doing)}`);
      ruleBy(world, chance);
      // Somebody who is patient waits for the plan.
      if (step.step === "merge" && step.isPatient) await world.scheduler.runUntil(world.scheduler.now() + PATIENCE_MS);
      perform(step, world, story);
      await world.scheduler.runUntil(world.scheduler.now() + pause);
    }
    const wrong = await calm(world, story, seed);
    if (note !== silent) note(await stateText(world));
    return { violations: [...safetyViolations(world, story), ...wrong], moments: world.scheduler.moments() };
  } catch (error) {
    const violation = error instanceof Error ? `it broke: ${error.name}: ${error.message}` : "it broke";
    return { violations: [violation], moments: world.scheduler.moments() };
  }
}

async function calm(world: World, story: Parameters<typeof perform>[2], seed: number): Promise<readonly string[]> {
  ruleBy(world, mixed(seed, 4));
  Object.assign(world.trouble, noTrouble);
  world.table.faultOf = () => undefined;
  world.hooks.mail = goodMail;
  world.aws.faults.clear();
  const end = world.scheduler.now() + CALM_MS;
  for (let round = 1; ; round += 1) {
    // What is tried again hours later needs no rounds between.
    if (round > SHORT_ROUNDS) world.trouble.roundEvery = LONG_ROUND_MS;
    await world.scheduler.runUntil(world.scheduler.now() + world.trouble.roundEvery);
    const wrong = await livenessViolations(world, story);
    if (wrong.length === 0 || world.scheduler.now() > end) return wrong;
  }
}

function ruleBy(world: World, seed: number): void {
  world.scheduler.rule(createRandom(seed));
  world.hooks.rule(createRandom(seed + 1));
  rule(seed + 2, world.scheduler.now);
}

function time({ scheduler }: World): string {
  return new Date(scheduler.now()).toISOString().slice(5, 23);
}
