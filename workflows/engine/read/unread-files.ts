import type { Diagnostic } from "../definition/diagnostic.ts";
import { diagnose, startOf } from "./problem.ts";

const helper = "a file that is no definition gets a name that begins with `_`, or stands elsewhere.";
const rename = (ending: string) => `Rename it so that it ends with .${ending}; ${helper}`;
const rewrite = `Write it as a .ts or .json file; ${helper}`;

/** What to do with files of these endings, which people take for definitions and Bridgehead does not read. */
const endings: Readonly<Record<string, string>> = {
  ts: rename("ts"),
  mts: rename("ts"),
  cts: rename("ts"),
  tsx: rename("ts"),
  js: rename("ts"),
  mjs: rename("ts"),
  cjs: rename("ts"),
  jsx: rename("ts"),
  json: rename("json"),
  jsonc: `Rename it so that it ends with .json, and take the comments out; ${helper}`,
  json5: `Write it as strict JSON in a .json file; ${helper}`,
  yaml: rewrite,
  yml: rewrite,
  toml: rewrite,
  tf: rewrite,
  hcl: rewrite,
  template: rewrite,
  "ts.txt": rename("ts"),
  "json.txt": rename("json"),
};

/**
 * Whether a path, relative to the definitions folder, looks like a definition file but has another ending. A definition
 * that is renamed so would otherwise look removed.
 */
export function isUnreadFile(path: string): boolean {
  if (/\.(?:ts|json|d\.[cm]ts)$/.test(path)) return false;
  const segments = path.split("/");
  const isHelper = segments.some((segment) => /^[_.]/.test(segment) || segment === "node_modules");
  return !isHelper && Object.hasOwn(endings, endingOf(path));
}

/** The diagnostic about a file that `isUnreadFile`. */
export function unreadFile(path: string): Diagnostic {
  const message = "the file is not read: definitions are in files that end with .ts or .json";
  return diagnose("unread-file", startOf(path), message, endings[endingOf(path)] ?? rewrite);
}

function endingOf(path: string): string {
  // Editors and browsers append `.txt` to names that they do not know.
  return /\.((?:ts|json)\.txt|[^./]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
}
