import { isObject } from "../engine/values/json.ts";
import { Refusal } from "../ports/answer.ts";
import type { Clock } from "../ports/clock.ts";

/*
 * The one place where a call to AWS is repeated. Adapters and SDK clients send once, so that what is counted here is
 * what AWS gets.
 */

/** How long a workflow puts up with AWS, and what it does meanwhile. */
export interface Patience {
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch; absent: as long as the attempts take. */
  readonly deadline?: number;
  /** Called before each request and after each wait: keeps the target's lock, rejects when it is lost. */
  readonly keep?: () => Promise<unknown>;
}

/** How often one request is sent at most. */
export const ATTEMPTS = 6;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

type Call = (...given: readonly unknown[]) => Promise<unknown>;

const insistent = new WeakSet<Call>();

/**
 * The same AWS, where each call is repeated while AWS says that the same call may succeed later. A workflow wraps AWS
 * where it begins and passes on what it was given: what is wrapped already is refused, since two loops would multiply.
 */
export function insisting<Aws extends object>(aws: Aws, patience: Patience, clock: Clock): Aws {
  const ports = Object.entries(aws).map(([name, port]: [string, Readonly<Record<string, unknown>>]) => [
    name,
    Object.fromEntries(
      Object.entries(port).map(([method, call]) => [method, isCall(call) ? insist(call, patience, clock) : call]),
    ),
  ]);
  // Each port has the methods that it had, and each method answers what it answered.
  return Object.fromEntries(ports) as Aws;
}

/** Exponential, capped, with jitter: between half and all of the step. */
export function backoff(attempt: number): number {
  const step = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
  return step / 2 + (Math.random() * step) / 2;
}

function insist(call: Call, { signal, deadline = Infinity, keep }: Patience, clock: Clock): Call {
  if (insistent.has(call)) throw new TypeError("this AWS repeats its calls already");
  const repeated: Call = async (...given) => {
    for (let attempt = 1; ; attempt += 1) {
      await keep?.();
      const answer = await call(...given);
      const wait = backoff(attempt);
      const isPassing = answer instanceof Refusal && answer.kind === "retriable";
      const isWorthAnother = attempt < ATTEMPTS && clock.now() + wait <= deadline;
      if (!isPassing || !isWorthAnother) return withRepeats(answer, attempt - 1);
      await clock.sleep(wait, signal);
    }
  };
  insistent.add(repeated);
  return repeated;
}

function isCall(member: unknown): member is Call {
  return typeof member === "function";
}

/** Refusals and progress say how often they were asked for; no other answer does. */
function withRepeats(answer: unknown, repeats: number): unknown {
  if (answer instanceof Refusal) return answer.after(repeats);
  return isObject(answer) && "repeats" in answer ? { ...answer, repeats } : answer;
}
