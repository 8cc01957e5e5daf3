/** Whether somebody froze the target. */
export interface Freeze {
  /** null: not frozen; else why, for people. What cannot be read counts as frozen. */
  frozen(signal: AbortSignal): Promise<string | null>;
}

/** Hands a resource's ARN to others, through a plain SSM parameter. */
export interface ArnExports {
  write(parameter: string, arn: string, signal: AbortSignal): Promise<void>;
}
