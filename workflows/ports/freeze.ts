import { type Answer, Refusal } from "./answer.ts";

/** Whether somebody froze the target. */
export interface Freeze {
  /** null: not frozen; else why, for people. */
  frozen(signal: AbortSignal): Promise<Answer<string | null>>;
}

/** Why nothing may be changed; null: nobody froze the target. What cannot be read counts as frozen. */
export async function whyFrozen(freeze: Freeze, signal: AbortSignal): Promise<string | null> {
  const answer = await freeze.frozen(signal);
  return answer instanceof Refusal ? `${answer.subject} cannot be read (${answer.code})` : answer;
}
