import type { ApplyContext } from "./apply-context.ts";
import { backoff, withRetries } from "./await-operation.ts";
import type { ChangeResult } from "./engine/result.ts";
import type { ConnectionState } from "./ports/cloud.ts";

/** States that AWS settles in; every other one passes. AUTHORIZED is public, ACTIVE private. */
const good: ReadonlySet<string> = new Set(["AUTHORIZED", "ACTIVE"]);
const bad: ReadonlySet<string> = new Set(["DEAUTHORIZED", "FAILED_CONNECTIVITY"]);
/** A public OAuth connection is authorised within this; a private one is continued by a later run. */
const LONGEST_WAIT_MS = 120_000;

export type Authorization = ConnectionState & { readonly verdict: "good" | "bad" | "open" };

export function judge(state: ConnectionState): Authorization {
  const verdict = good.has(state.state) ? "good" : bad.has(state.state) ? "bad" : "open";
  return { ...state, verdict };
}

/**
 * Waits until EventBridge has authorised the connection, or has failed to. Cloud Control reports success before
 * that, and says nothing of it afterwards.
 */
export async function awaitAuthorization(name: string, context: ApplyContext): Promise<Authorization> {
  const { clock, signal } = context;
  const deadline = Math.min(clock.now() + LONGEST_WAIT_MS, context.deadline);
  for (let attempt = 1; ; attempt += 1) {
    const state = await withRetries(() => context.states.describe(name, signal), { clock, signal, deadline });
    const authorization = judge(state ?? { state: "UNKNOWN", reason: "EventBridge does not know the connection" });
    const wait = backoff(attempt);
    if (authorization.verdict !== "open" || clock.now() + wait > deadline) return authorization;
    await clock.sleep(wait, signal);
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
