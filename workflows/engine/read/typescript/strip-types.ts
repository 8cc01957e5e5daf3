import { SourceMap } from "node:module";
import type * as SwcModule from "@swc/wasm-typescript-esm";
import * as v from "valibot";
import type { TextLocation } from "../../values/text-locations.ts";
import { limits } from "../sandbox/limits.ts";
import { stepsExport } from "../sandbox/meter.ts";

export type StrippedSource =
  | {
      readonly kind: "stripped";
      readonly code: string;
      /** Whether syntax with a meaning at run time was translated. */
      readonly translated: boolean;
      /** The location in the TypeScript of a location in `code`. */
      readonly original: (location: TextLocation) => TextLocation;
      /** That the stripper took, as its meter counts them. */
      readonly steps: number;
    }
  | { readonly kind: "syntax-error"; readonly message: string; readonly location: TextLocation }
  /** Its bound of steps ended it. It then has none left: whoever has it has to be replaced. */
  | { readonly kind: "too-much-work" }
  /** The same of the stack of its thread. */
  | { readonly kind: "too-deep" }
  /** The stripper itself broke, and stays broken. */
  | { readonly kind: "broken" };

export type StripTypes = (text: string) => StrippedSource;

/** What the package `@swc/wasm-typescript-esm` exports: a stripper is one for a thread. */
export type Swc = Pick<typeof SwcModule, "initSync" | "transformSync">;
type Options = NonNullable<Parameters<Swc["transformSync"]>[1]>;

/** As Node sets it for files that it runs itself. */
const options: Options = {
  module: true,
  deprecatedTsModuleAsError: true,
  transform: {
    verbatimModuleSyntax: true,
    nativeClassProperties: true,
    noEmptyExport: true,
    importNotUsedAsValues: "preserve",
  },
};

const refusedText = v.object({
  code: v.picklist(["InvalidSyntax", "UnsupportedSyntax"]),
  message: v.string(),
  /** Counts from 1. */
  startLine: v.number(),
  /** Counts from 0. */
  startColumn: v.number(),
});
type RefusedText = v.InferOutput<typeof refusedText>;

type Ended = Exclude<StrippedSource["kind"], "stripped" | "syntax-error">;

interface Output {
  readonly code: string;
  readonly map?: string;
}

/**
 * Takes the types out of TypeScript. What is left stands where it stood. Syntax with a meaning at run time (enums,
 * namespaces, parameter properties) is translated instead, with locations translated back. `module` has a meter.
 */
export function createStripTypes(swc: Swc, module: WebAssembly.Module): StripTypes {
  const counter = (swc.initSync({ module }) as unknown as Readonly<Record<string, { value: number }>>)[stepsExport];
  if (counter === undefined) throw new Error("the stripper has no meter");

  function run(text: string, mode: NonNullable<Options["mode"]>): Output | RefusedText | Ended {
    if (counter === undefined || counter.value < 0) return "broken";
    counter.value = limits.stripperSteps;
    try {
      const isTranslated = mode === "transform";
      const output = swc.transformSync(text, { ...options, mode, sourceMap: isTranslated, filename: "definition.ts" });
      return output.code.length > limits.codeLength ? "too-much-work" : output;
    } catch (error) {
      if (counter.value < 0) return "too-much-work";
      if (error instanceof RangeError) return "too-deep";
      const parsed = v.safeParse(refusedText, error);
      return parsed.success ? parsed.output : "broken";
    }
  }

  return (text) => {
    let translated = false;
    let output = run(text, "strip-only");
    let steps = limits.stripperSteps - counter.value;
    if (typeof output === "object" && "startLine" in output && output.code === "UnsupportedSyntax") {
      translated = true;
      output = run(text, "transform");
      steps += limits.stripperSteps - counter.value;
    }
    if (typeof output === "string") return { kind: output };
    if ("startLine" in output) {
      const { message, startLine: line, startColumn } = output;
      return { kind: "syntax-error", message: withoutQuotes(message), location: { line, column: startColumn + 1 } };
    }
    const { code, map } = output;
    if (!translated) return { kind: "stripped", code, translated, original: (location) => location, steps };
    if (map === undefined) return { kind: "broken" };
    return { kind: "stripped", code, translated, original: originalBy(map), steps };
  };
}

function originalBy(text: string): (location: TextLocation) => TextLocation {
  const map = new SourceMap(JSON.parse(text));
  return ({ line, column }) => {
    const entry = map.findEntry(line - 1, column - 1);
    if (!("originalLine" in entry)) return { line: 1, column: 1 };
    return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  };
}

/** Characters of a parser's message that are looked at: it may quote a whole file. */
const longestMessage = 2_000;

/**
 * A parser's message without what it quotes from the file, which may be a credential. Punctuation stays.
 */
export function withoutQuotes(message: string): string {
  const [kept = ""] = message.slice(0, longestMessage).split(/,? got /, 1);
  return kept
    .split("\n", 1)
    .join("")
    .replaceAll(/(["'`])(.*?)\1/g, (whole, _quote, inner: string) => (/^[^\w\s"'`]{1,3}$/.test(inner) ? whole : "…"))
    .replace(/ Expected an identifier, .*$/, "")
    .replace(/(regular expression).*$/, "$1")
    .replace(/ \(\d+:\d+\)$/, "");
}
