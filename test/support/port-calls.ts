import type { ApplyBench, ApplyOptions } from "./apply-bench.ts";

/** One call that a run makes of the ledger or of AWS. */
export interface PortCall {
  /** Counts the calls of the run from 1. */
  readonly number: number;
  readonly name: string;
  readonly given: readonly unknown[];
  /** Makes the call. */
  readonly make: () => Promise<unknown>;
}

/** What comes between a run and its ports. Its answer is what the run gets. */
export type Between = (call: PortCall) => Promise<unknown>;

type Member = (...given: readonly unknown[]) => Promise<unknown>;

/** The bench's ledger and AWS for one run, each call of which goes through `between`: all but those of the lock. */
export function throughCalls({ deps }: ApplyBench, between: Between): Required<Pick<ApplyOptions, "ledger" | "aws">> {
  let calls = 0;
  const wrap = <Port extends object>(port: Port): Port =>
    Object.fromEntries(
      Object.entries(port).map(([name, member]: [string, Member]) => {
        if (name === "acquire" || name === "release") return [name, member];
        const call: Member = async (...given) => {
          calls += 1;
          return await between({ number: calls, name, given, make: () => member(...given) });
        };
        return [name, call];
      }),
    ) as Port;
  const { resources, services, inventory } = deps.aws;
  const aws = { resources: wrap(resources), services: wrap(services), inventory: wrap(inventory) };
  return { ledger: wrap(deps.ledger), aws };
}

/** How a run dies that a test let die. */
export class Death extends Error {}

/** Which call of a run: the n-th one, or the first of a name. */
export type At = number | string;

/** Tells of each call whether it is that one. */
function recognising(at: At): (call: PortCall) => boolean {
  let isOver = false;
  return ({ number, name }) => {
    const isThis = !isOver && (at === number || at === name);
    isOver ||= isThis;
    return isThis;
  };
}

/**
 * A run that dies at a call: it and what is in flight beside it take effect, nobody learns of it, and nothing happens
 * any more. That is also how a process ends before its next call.
 */
export function dyingAt(at: At): Between {
  const isLast = recognising(at);
  let isDead = at === 0;
  return async (call) => {
    if (isDead) throw new Death();
    isDead = isLast(call);
    const answer = await call.make();
    if (isDead) throw new Death();
    return answer;
  };
}

/** Before a call of a run, or after it. */
export type Moment = { readonly before: At } | { readonly after: At };

/** A run that falls asleep at a moment: nothing of it goes on, while `meanwhile` does. Then it wakes up and goes on. */
export function sleepingAt(moment: Moment, meanwhile: () => Promise<void>): Between {
  const isThen = recognising("before" in moment ? moment.before : moment.after);
  let sleep: Promise<void> = Promise.resolve();
  return async (call) => {
    await sleep;
    const isNow = isThen(call);
    if (isNow && "before" in moment) sleep = meanwhile();
    await sleep;
    const answer = await call.make();
    if (isNow && "after" in moment) sleep = meanwhile();
    await sleep;
    return answer;
  };
}
