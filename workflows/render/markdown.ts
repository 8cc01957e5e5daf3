import { inlineCode } from "./escape-markdown.ts";
import { visibleText } from "./visible-text.ts";

/** The repository in a browser at one commit: where links to definitions lead. */
export interface Browser {
  readonly repositoryUrl: string;
  readonly commit: string;
}

/** Where definitions are: their folder, and the repository in a browser; null: there is nothing to link to. */
export interface Place {
  readonly folder: string;
  readonly browser: Browser | null;
}

/** A section that is closed until it is opened. `summary` is HTML, `body` Markdown. */
export function fold(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** A coloured block, as GitHub renders it. */
export function alert(kind: "NOTE" | "WARNING" | "CAUTION", lines: readonly string[]): string {
  return [`[!${kind}]`, ...lines].map((line) => (line === "" ? ">" : `> ${line}`)).join("\n");
}

/** Rows of a table; every cell is safe Markdown on one line already. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

export function table(head: readonly string[], rows: readonly string[]): string {
  return [row(head), row(head.map(() => "---")), ...rows].join("\n");
}

/** A block that is copied as it stands. */
export function commandBlock(text: string, language: "sh" | "ini" | "yaml"): string {
  const lines = text.split("\n").map((line) => visibleText(line).replaceAll("`", "'"));
  return ["```" + language, ...lines, "```"].join("\n");
}

/** A block of code as it is: no text in it ends the block. */
export function codeBlock(text: string, language: "ts" | "json"): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return [fence + language, ...text.trimEnd().split("\n").map(visibleText), fence].join("\n");
}

/** `connections/orders.ts`, from the root of the repository. What stands beside the folder begins with `../`. */
export function definitionPath(folder: string, file: string): string {
  const base = folder.replace(/^\.?\/+|^\.$|\/+$/g, "");
  const levels = base === "" ? [] : base.split("/");
  let rest = file;
  while (rest.startsWith("../") && levels.length > 0) {
    levels.pop();
    rest = rest.slice("../".length);
  }
  return [...levels, rest].join("/");
}

/** Where a definition stands, linked to the file at that commit where there is one to link to. */
export function locationLink(
  { file, line, column }: { readonly file: string; readonly line: number | null; readonly column?: number },
  { folder, browser }: Place,
): string {
  const path = definitionPath(folder, file);
  const numbers = [line, column].filter((number) => number !== null && number !== undefined);
  const code = inlineCode([path, ...numbers].join(":"));
  if (browser === null) return code;
  const url = `${browser.repositoryUrl}/blob/${browser.commit}/${path.split("/").map(urlSegment).join("/")}`;
  return `[${code}](${url}${line === null ? "" : `#L${line}`})`;
}

/** `encodeURIComponent` leaves characters that end a Markdown link, and rejects lone surrogates. */
function urlSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed()).replace(
    /[!'()*~_]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
