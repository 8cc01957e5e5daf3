import type { ApplyContext } from "./apply-context.ts";
import { pause } from "./await-operation.ts";
import { type Described, type ResourceKind, type Verdict, verdictOf } from "./engine/kinds/resource-kind.ts";
import type { ProgressSubject } from "./engine/progress.ts";
import type { ChangeResult } from "./engine/result.ts";
import { backoff } from "./insist.ts";
import { need } from "./ports/answer.ts";

/** A public OAuth connection is authorised within this; a private one is continued by a later run. */
const LONGEST_WAIT_MS = 120_000;

/** What a record says of a resource whose state its service did not tell: a later run asks again. */
export const UNKNOWN_STATE = "UNKNOWN";

export interface Authorization extends Pick<Described, "state" | "reason"> {
  readonly verdict: Verdict;
}

/**
 * Waits until the service can use the resource, as EventBridge has to authorise a connection, or has failed to. Cloud
 * Control reports success before that, and says nothing of it afterwards. Of a kind that is ready at once nobody is
 * asked. Rejects with `RefusedError`.
 */
export async function awaitAuthorization(change: ProgressSubject, context: ApplyContext): Promise<Authorization> {
  const { key } = change;
  const { clock, signal } = context;
  const kind = context.kinds.of(key);
  if (kind.ready === null) return { state: null, reason: null, verdict: "good" };
  const waiting = { ...context, deadline: Math.min(clock.now() + LONGEST_WAIT_MS, context.deadline) };
  for (let attempt = 1; ; attempt += 1) {
    const described = need(await context.aws.services.describe(key, signal));
    const { state, reason } = described ?? { state: UNKNOWN_STATE, reason: null };
    context.onEvent?.({ kind: "authorising", change, state: state ?? "" });
    const verdict = verdictOf(kind, state);
    const wait = backoff(attempt);
    if (verdict !== "open" || clock.now() + wait > waiting.deadline) return { state, reason, verdict };
    await pause(wait, waiting);
  }
}

/** What an authorisation means for the result of a change. */
export function describeAuthorization(
  { verdict, state, reason }: Authorization,
  { service }: Pick<ResourceKind, "service">,
  redact: (text: string) => string,
): Pick<ChangeResult, "status" | "error"> {
  switch (verdict) {
    case "good":
      return { status: "applied", error: null };
    case "open":
      return { status: "continued", error: null };
    case "bad": {
      const why = reason === null ? "" : `: ${redact(reason)}`;
      return { status: "failed", error: `applied, but ${service} says ${state}${why}` };
    }
  }
}
