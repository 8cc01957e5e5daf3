import { type Options, Parser, type Program } from "acorn";
import { limits } from "../sandbox/limits.ts";

/** More was asked of a text, or of its tree, than its bound allows; whoever began it has a word for that. */
export class TooMuchSyntaxError extends Error {
  override readonly name = "TooMuchSyntaxError";
}

/** What preparing a module took so far, in steps. */
export interface Effort {
  steps: number;
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
  parse(): Program;
  declareName(name: string, type: number, at: number): void;
  checkLocalExport(id: unknown): void;
  readRegexp(): void;
}

/** One class for all texts: each class of parsers would be compiled anew. */
class CountingParser extends (Parser as unknown as new (options: Options, text: string) => Internals) {
  readonly #effort: Effort;
  #comparisons: number = limits.comparisons;
  #patterns: number = limits.patternLength;

  constructor(options: Options, text: string, effort: Effort) {
    super(options, text);
    this.#effort = effort;
  }

  override declareName(name: string, type: number, at: number): void {
    this.#compare();
    super.declareName(name, type, at);
  }

  override checkLocalExport(id: unknown): void {
    this.#compare();
    super.checkLocalExport(id);
  }

  override readRegexp(): void {
    const length = lengthOfPattern(this.input, this.pos);
    this.#effort.steps += length * limits.stepsPerPattern;
    this.#patterns -= length;
    if (this.#patterns < 0) throw new TooMuchSyntaxError("the regular expressions are too long together");
    super.readRegexp();
  }

  #compare(): void {
    let names = 0;
    for (const scope of this.scopeStack) {
      names += scope.lexical.length + scope.functions.length + scope.var.length + 1;
    }
    this.#effort.steps += names;
    this.#comparisons -= names;
    if (this.#comparisons < 0) throw new TooMuchSyntaxError("too many names are declared");
  }
}

/**
 * The tree that Acorn makes of a module. It looks for each name that is declared or exported among all names of its
 * scopes, one after the other, and hands each regular expression to the platform's compiler. Both are counted; beyond
 * their bounds it throws `TooMuchSyntaxError`.
 */
export function parseCounted(code: string, effort: Effort): Program {
  return new CountingParser({ ecmaVersion: "latest", sourceType: "module" }, code, effort).parse();
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
