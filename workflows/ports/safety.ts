import type { Answer } from "./answer.ts";

/** Whether somebody froze the target. */
export interface Freeze {
  /** null: not frozen; else why, for people. */
  frozen(signal: AbortSignal): Promise<Answer<string | null>>;
}

/** Hands a resource's ARN to others, through a plain SSM parameter. */
export interface ArnExports {
  write(parameter: string, arn: string, signal: AbortSignal): Promise<Answer<void>>;
}
