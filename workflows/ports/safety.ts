import { type Answer, Refusal } from "./answer.ts";

/** Whether somebody froze the target. */
export interface Freeze {
  /** null: not frozen; else why, for people. */
  frozen(signal: AbortSignal): Promise<Answer<string | null>>;
}

/** Hands ARNs of a resource to others, through plain SSM parameters. One request each. */
export interface ArnExports {
  /** Makes the parameter; `already-exists` where there is one, whatever it holds. */
  create(parameter: string, arn: string, signal: AbortSignal): Promise<Answer<void>>;
  overwrite(parameter: string, arn: string, signal: AbortSignal): Promise<Answer<void>>;
  /** Whether the parameter holds exactly this. What else it holds nobody learns. */
  holds(parameter: string, arn: string, signal: AbortSignal): Promise<Answer<boolean>>;
}

/** Why nothing may be changed; null: nobody froze the target. What cannot be read counts as frozen. */
export async function whyFrozen(freeze: Freeze, signal: AbortSignal): Promise<string | null> {
  const answer = await freeze.frozen(signal);
  return answer instanceof Refusal ? `${answer.subject} cannot be read (${answer.code})` : answer;
}
