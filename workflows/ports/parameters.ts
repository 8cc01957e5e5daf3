import type { SecretText } from "../engine/values/secret-text.ts";
import type { Answer, Page } from "./answer.ts";

/** The most paths that one request asks of. */
export const PARAMETERS_AT_ONCE = 50;
/** The most values that one request reads. */
export const VALUES_AT_ONCE = 10;

/** What is known of a parameter without reading its value. */
export interface ParameterInfo {
  readonly path: string;
  readonly type: "String" | "StringList" | "SecureString";
  readonly version: number;
  /** Milliseconds since the epoch: tells a re-created parameter, whose version starts at 1 again. */
  readonly modified: number;
  /** When Parameter Store deletes it, likewise; null: it has no such policy. */
  readonly expires: number | null;
}

/** Parameter metadata: all that a planner may see. */
export interface ParameterCatalog {
  /** Those of at most `PARAMETERS_AT_ONCE` paths that exist, in no order and over one page or more. One request. */
  describe(
    paths: readonly string[],
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<Answer<Page<ParameterInfo>>>;
}

export interface ParameterValue {
  readonly path: string;
  readonly version: number;
  readonly type: "String" | "StringList" | "SecureString";
  readonly value: SecretText;
}

/** Parameter values: the apply path alone. */
export interface ParameterReader {
  /**
   * At most `VALUES_AT_ONCE` parameters, each at exactly the version asked for; one that is missing is missing in the
   * answer. One request.
   */
  read(
    wanted: readonly { readonly path: string; readonly version: number }[],
    signal: AbortSignal,
  ): Promise<Answer<readonly ParameterValue[]>>;
}

/** Hands ARNs of a resource to others, through plain SSM parameters. One request each. */
export interface ArnExports {
  /** Makes the parameter; `already-exists` where there is one, whatever it holds. */
  create(parameter: string, arn: string, signal: AbortSignal): Promise<Answer<void>>;
  overwrite(parameter: string, arn: string, signal: AbortSignal): Promise<Answer<void>>;
  /** Whether the parameter holds exactly this. What else it holds nobody learns. */
  holds(parameter: string, arn: string, signal: AbortSignal): Promise<Answer<boolean>>;
}
