import { Parser } from "acorn";
import { limits } from "../sandbox/limits.ts";

/** More was asked of a text, or of its tree, than its bound allows; whoever began it has a word for that. */
export class TooMuchSyntaxError extends Error {
  override readonly name = "TooMuchSyntaxError";
}

/** What Acorn does inside, as far as it takes more than a moment for each character. */
interface Internals {
  readonly input: string;
  readonly pos: number;
  readonly scopeStack: readonly {
    readonly lexical: readonly string[];
    readonly functions: readonly string[];
    readonly var: readonly string[];
  }[];
  declareName(name: string, type: number, at: number): void;
  checkLocalExport(id: unknown): void;
  readRegexp(): void;
}

/**
 * Acorn, which looks for each name that is declared or exported among all names of its scopes, one after the other, and
 * hands each regular expression to the platform's compiler. Both are counted; beyond their bounds parsing throws
 * `TooMuchSyntaxError`.
 */
export function countingParser(): typeof Parser {
  let comparisons: number = limits.comparisons;
  let patterns: number = limits.patternLength;

  const counting = (Base: typeof Parser) => {
    class Counting extends (Base as unknown as new (...args: readonly unknown[]) => Internals) {
      override declareName(name: string, type: number, at: number): void {
        this.#count();
        super.declareName(name, type, at);
      }

      override checkLocalExport(id: unknown): void {
        this.#count();
        super.checkLocalExport(id);
      }

      override readRegexp(): void {
        patterns -= lengthOfPattern(this.input, this.pos);
        if (patterns < 0) throw new TooMuchSyntaxError("the regular expressions are too long together");
        super.readRegexp();
      }

      #count(): void {
        for (const scope of this.scopeStack) {
          comparisons -= scope.lexical.length + scope.functions.length + scope.var.length + 1;
        }
        if (comparisons < 0) throw new TooMuchSyntaxError("too many names are declared");
      }
    }
    return Counting as unknown as typeof Parser;
  };
  return Parser.extend(counting);
}

/** Up to the slash that ends a regular expression, or to the end of its line. */
function lengthOfPattern(text: string, from: number): number {
  let isInClass = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === "\n") return at - from;
    if (character === "\\") at++;
    else if (character === "[") isInClass = true;
    else if (character === "]") isInClass = false;
    else if (character === "/" && !isInClass) return at - from;
  }
  return text.length - from;
}
