import type { Location } from "../engine/definition/diagnostic.ts";
import { pad } from "./layout.ts";
import type { MaskedLine } from "./mask-source.ts";
import type { Style } from "./style.ts";
import { visibleText } from "./visible-text.ts";

/** The line above, the line, and a caret below the column; empty when there is no such line. */
export function sourceFrame(lines: readonly MaskedLine[], at: Location, width: number, style: Style): string {
  const line = lines[at.line - 1];
  if (line === undefined) return "";
  const gutter = String(at.line).length;
  const room = Math.max(20, width - gutter - 5);
  const column = line.column(at.column);
  // Long lines are shown around the caret.
  const start = Math.max(0, Math.min(column - 1 - Math.floor(room / 2), line.text.length - room));
  const shown = (text: string): string => visibleText(text.replaceAll("\t", " ").slice(start, start + room));
  const above = lines[at.line - 2];
  const offset = shown(line.text.slice(0, column - 1)).length;
  return [
    ...(above === undefined ? [] : [[String(at.line - 1), shown(above.text)] as const]),
    [String(at.line), shown(line.text)] as const,
    ["", `${" ".repeat(offset)}${style.red("^")}`] as const,
  ]
    .map(
      ([number, text]) =>
        `${style.dim(`  ${pad("", gutter - number.length)}${number} |`)}${text === "" ? "" : ` ${text}`}`,
    )
    .join("\n");
}
