import { Refusal } from "../ports/answer.ts";
import type { Freeze } from "../ports/safety.ts";

/** Why nothing may be changed; null: nobody froze the target. What cannot be read counts as frozen. */
export async function whyFrozen(freeze: Freeze, signal: AbortSignal): Promise<string | null> {
  const answer = await freeze.frozen(signal);
  return answer instanceof Refusal ? `${answer.subject} cannot be read (${answer.code})` : answer;
}
