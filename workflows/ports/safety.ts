/** Whether somebody froze the target. */
export interface Freeze {
  /** null: not frozen; else why, for people. What cannot be read counts as frozen. */
  frozen(signal: AbortSignal): Promise<string | null>;
}

/** Who uses a connection. */
export interface Dependents {
  /** Names of the API destinations that use the connection, sorted. */
  dependents(connectionArn: string, signal: AbortSignal): Promise<readonly string[]>;
}

/** Hands a connection's ARN to others, through a plain SSM parameter. */
export interface ArnExports {
  write(parameter: string, arn: string, signal: AbortSignal): Promise<void>;
}
