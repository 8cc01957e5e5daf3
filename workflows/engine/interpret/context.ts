import type { CheckContext, CheckSettings } from "../kinds/check.ts";
import type { Caps } from "../policy/caps.ts";
import type { Kind } from "../kinds/kind.ts";
import type { Kinds } from "../kinds/registry.ts";
import type { Literals } from "../values/literals.ts";
import type { Severities } from "../definition/rule.ts";
import type { SecretText } from "../values/secret-text.ts";

/** What the meaning of definitions depends on besides the definitions. */
export interface InterpretSettings extends CheckSettings {
  readonly kinds: Kinds;
  /** Key of the fingerprints of credentials that stand in definitions as text. */
  readonly fingerprintKey: SecretText;
  readonly severities: Severities;
  /** SHA-256 digests of texts that look like credentials and are none, as somebody said who reviewed them. */
  readonly notSecrets: readonly string[];
  /** What the stack that applies them allows at most; null: no stack does, or it is not known, as in `validate`. */
  readonly caps: Caps | null;
}

/** What each step of the interpretation of one definition works with. */
export interface Context extends CheckContext {
  readonly kind: Kind;
  readonly settings: InterpretSettings;
  readonly literals: Literals;
  /** Folder, below an allowed prefix, of the parameters that hints propose for this definition; safe to print. */
  readonly parameterFolder: string;
}
