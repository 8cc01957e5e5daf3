import { createHmac } from "node:crypto";
import { SecretText } from "./secret-text.ts";

/**
 * Credentials that stand in a definition as text, kept apart from the definitions. A definition carries only a keyed
 * fingerprint, which tells two values apart without saying anything about either to those who lack the key.
 */
export class Literals {
  readonly #key: SecretText;
  readonly #texts = new Map<string, SecretText>();

  /** `key` is the target's fingerprint key: the same in the plan and in the apply, unknown to pull requests. */
  constructor(key: SecretText) {
    this.#key = key;
  }

  /** Keeps the text and returns its fingerprint: 32 hexadecimal digits of HMAC-SHA-256. */
  add(text: string): string {
    const fingerprint = createHmac("sha256", this.#key.reveal()).update(text).digest("hex").slice(0, 32);
    this.#texts.set(fingerprint, new SecretText(text));
    return fingerprint;
  }

  get(fingerprint: string): SecretText | undefined {
    return this.#texts.get(fingerprint);
  }

  all(): readonly SecretText[] {
    return [...this.#texts.values()];
  }

  toJSON(): string {
    return "[literals]";
  }
}
