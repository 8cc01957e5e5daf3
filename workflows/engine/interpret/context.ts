import type { Literals } from "../literals.ts";
import type { SecretText } from "../secret-text.ts";
import type { Places } from "./places.ts";
import type { Problems } from "./problems.ts";
import type { Severities } from "../rule.ts";

/** What the meaning of definitions depends on besides the definitions. */
export interface InterpretSettings {
  /** Key of the fingerprints of credentials that stand in definitions as text. */
  readonly fingerprintKey: SecretText;
  /** The target's region; null when it is not known, as in `validate`. */
  readonly region: string | null;
  /** Prefixes below which definitions may refer to parameters, such as `/bridgehead/`. */
  readonly secretPrefixes: readonly string[];
  /** Prefix of the pipeline's own parameters, such as `/bridgehead-system/`: always refused. */
  readonly systemPrefix: string;
  /** Hosts that client secrets may be sent to; null: any. */
  readonly allowedOAuthHosts: readonly string[] | null;
  readonly severities: Severities;
}

/** What each step of the interpretation of one definition works with. */
export interface Context {
  readonly settings: InterpretSettings;
  readonly places: Places;
  readonly problems: Problems;
  readonly literals: Literals;
  /** Folder, below an allowed prefix, of the parameters that hints propose for this definition; safe to print. */
  readonly parameterFolder: string;
}
