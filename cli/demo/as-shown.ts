/**
 * A comment roughly as GitHub shows it at first sight: folds are closed, links are their text, the marker is hidden.
 * For reading in a terminal; nothing goes by what comes out.
 */
export function asShown(markdown: string): string {
  return closeFolds(markdown)
    .replaceAll(/<!--.*?-->\n?/gs, "")
    .replaceAll(/\[([^\]]*)\]\(https?:[^)]*\)/g, "$1")
    .replaceAll(/<\/?(?:sub|code)>/g, "")
    .replaceAll(/\\$/gm, "")
    .replaceAll("&nbsp;", " ")
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

/** Folds may stand inside folds; a closed one shows its summary alone. */
function closeFolds(markdown: string): string {
  const lines: string[] = [];
  let depth = 0;
  for (const line of markdown.split("\n")) {
    const summary = /<details><summary>(.*)<\/summary>/.exec(line)?.[1];
    if (summary !== undefined && depth === 0) lines.push(`▸ ${summary}`);
    if (summary !== undefined) depth += 1;
    if (depth === 0) lines.push(line);
    if (line.includes("</details>")) depth -= 1;
  }
  return lines.join("\n");
}
