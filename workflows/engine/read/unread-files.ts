/** Endings of files that people take for definitions, and Bridgehead does not read. */
const endings = [
  ...(["ts", "mts", "cts", "tsx", "js", "mjs", "cjs", "jsx", "json", "jsonc", "json5"] as const),
  ...(["yaml", "yml", "toml", "tf", "hcl", "template", "ts.txt", "json.txt"] as const),
];
export type UnreadEnding = (typeof endings)[number];

/**
 * The ending of a path, relative to the definitions folder, that looks like a definition file but has another one;
 * undefined for any other path. A definition that is renamed so would otherwise look removed.
 */
export function unreadEnding(path: string): UnreadEnding | undefined {
  if (/\.(?:ts|json|d\.[cm]ts)$/.test(path)) return undefined;
  const segments = path.split("/");
  const isHelper = segments.some((segment) => /^[_.]/.test(segment) || segment === "node_modules");
  // Editors and browsers append `.txt` to names that they do not know.
  const ending = /\.((?:ts|json)\.txt|[^./]+)$/i.exec(path)?.[1]?.toLowerCase();
  return isHelper ? undefined : endings.find((known) => known === ending);
}

export function isUnreadFile(path: string): boolean {
  return unreadEnding(path) !== undefined;
}
