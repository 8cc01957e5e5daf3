import type { SecretText } from "../engine/secret-text.ts";

/** What is known of a parameter without reading its value. */
export interface ParameterInfo {
  readonly path: string;
  readonly type: "String" | "StringList" | "SecureString";
  readonly version: number;
  /** Milliseconds since the epoch: tells a re-created parameter, whose version starts at 1 again. */
  readonly modified: number;
}

/** Parameter metadata: all that a planner may see. */
export interface ParameterCatalog {
  /** Those that exist, by path. */
  describe(paths: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, ParameterInfo>>;
}

export interface ParameterValue {
  readonly path: string;
  readonly version: number;
  readonly type: "String" | "StringList" | "SecureString";
  readonly value: SecretText;
}

/** Parameter values: the apply path alone. */
export interface ParameterReader {
  /** Each parameter at exactly the version asked for; one that is missing is missing in the answer. */
  read(
    wanted: readonly { readonly path: string; readonly version: number }[],
    signal: AbortSignal,
  ): Promise<readonly ParameterValue[]>;
}
