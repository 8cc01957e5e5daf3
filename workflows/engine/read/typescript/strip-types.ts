import { Buffer } from "node:buffer";
import { SourceMap, stripTypeScriptTypes } from "node:module";
import type { TextLocation } from "../../values/text-locations.ts";

export type StrippedSource =
  | {
      readonly kind: "stripped";
      readonly code: string;
      /** Whether syntax with a meaning at run time was translated. */
      readonly translated: boolean;
      /** The location in the TypeScript of a location in `code`. */
      readonly original: (location: TextLocation) => TextLocation;
    }
  | { readonly kind: "syntax-error"; readonly message: string; readonly location: TextLocation }
  /** The stripper itself broke. On Node 24 it then stays broken for the rest of the process or worker. */
  | { readonly kind: "broken" };

/**
 * Takes the types out of TypeScript. What is left stands where it stood. Syntax with a meaning at run time (enums,
 * namespaces, parameter properties) is translated instead, with locations translated back.
 */
export function stripTypes(text: string): StrippedSource {
  try {
    const code = stripTypeScriptTypes(text, { mode: "strip" });
    return { kind: "stripped", code, translated: false, original: (location) => location };
  } catch (error) {
    if (codeOf(error) === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX") return transform(text);
    return refusal(error);
  }
}

function transform(text: string): StrippedSource {
  try {
    const output = stripTypeScriptTypes(text, { mode: "transform", sourceMap: true, sourceUrl: "definition.ts" });
    const comment = /\n\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/.exec(output);
    if (comment === null) return { kind: "broken" };
    const map = new SourceMap(JSON.parse(Buffer.from(comment[1] ?? "", "base64").toString("utf8")));
    return {
      kind: "stripped",
      code: output.slice(0, comment.index),
      translated: true,
      original({ line, column }) {
        const entry = map.findEntry(line - 1, column - 1);
        if (!("originalLine" in entry)) return { line: 1, column: 1 };
        return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
      },
    };
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): StrippedSource {
  const code = codeOf(error);
  const plain = code === "ERR_INVALID_TYPESCRIPT_SYNTAX" || code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX";
  if (!plain || !(error instanceof Error)) return { kind: "broken" };
  return { kind: "syntax-error", message: withoutQuotes(error.message), location: locationIn(error.stack ?? "") };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** Node shows the location as `:LINE`, then the line, then carets below the column. */
function locationIn(stack: string): TextLocation {
  const [first = "", ...rest] = stack.slice(0, 1_000_000).split("\n", 50);
  const line = Number(/:(\d+)$/.exec(first)?.[1] ?? "1");
  const carets = rest.find((text) => /^\s*\^+\s*$/.test(text));
  return { line, column: carets === undefined ? 1 : carets.indexOf("^") + 1 };
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
