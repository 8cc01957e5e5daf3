import type { ApplyContext } from "./apply-context.ts";
import { backoff, pause, withRetries } from "./await-operation.ts";
import type { Change } from "./engine/plan.ts";
import type { ChangeResult } from "./engine/result.ts";
import type { ConnectionState } from "./ports/cloud.ts";

/** States that AWS settles in; every other one passes. AUTHORIZED is public, ACTIVE private. */
const good: ReadonlySet<string> = new Set(["AUTHORIZED", "ACTIVE"]);
const bad: ReadonlySet<string> = new Set(["DEAUTHORIZED", "FAILED_CONNECTIVITY"]);
/** A public OAuth connection is authorised within this; a private one is continued by a later run. */
const LONGEST_WAIT_MS = 120_000;

/** What a record says of a connection whose state EventBridge did not tell: a later run asks again. */
export const unknownState: ConnectionState = { state: "UNKNOWN", reason: null, createdAt: null, arn: null };

type Verdict = "good" | "bad" | "open";
export type Authorization = Pick<ConnectionState, "state" | "reason"> & { readonly verdict: Verdict };

/** What a state of EventBridge means. One that is not known is taken for one that passes. */
export function verdictOf(state: string): Verdict {
  if (good.has(state)) return "good";
  return bad.has(state) ? "bad" : "open";
}

/**
 * Waits until EventBridge has authorised the connection, or has failed to. Cloud Control reports success before
 * that, and says nothing of it afterwards. Rejects with `CloudError`.
 */
export async function awaitAuthorization(
  change: Pick<Change, "name" | "action">,
  context: ApplyContext,
): Promise<Authorization> {
  const { name } = change;
  const { clock, signal } = context;
  const waiting = { ...context, deadline: Math.min(clock.now() + LONGEST_WAIT_MS, context.deadline) };
  for (let attempt = 1; ; attempt += 1) {
    const state = (await withRetries(() => context.aws.states.describe(name, signal), waiting)) ?? unknownState;
    context.onEvent?.({ kind: "authorising", change, state: state.state });
    const verdict = verdictOf(state.state);
    const wait = backoff(attempt);
    if (verdict !== "open" || clock.now() + wait > waiting.deadline) return { ...state, verdict };
    await pause(wait, waiting);
  }
}

/** What an authorisation means for the result of a change. */
export function describeAuthorization(
  { verdict, state, reason }: Authorization,
  redact: (text: string) => string,
): Pick<ChangeResult, "status" | "error"> {
  switch (verdict) {
    case "good":
      return { status: "applied", error: null };
    case "open":
      return { status: "continued", error: null };
    case "bad": {
      const why = reason === null ? "" : `: ${redact(reason)}`;
      return { status: "failed", error: `applied, but EventBridge says ${state}${why}` };
    }
  }
}
