/**
 * A secret value. It has no string form: printing, concatenating, serialising or inspecting it gives `[secret]`.
 * Only `reveal` gives the text, and `test/policy/reveal.test.ts` holds the list of places that may call it.
 */
export class SecretText {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  equals(other: SecretText): boolean {
    return this.#text === other.#text;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "[secret]";
  }
}
