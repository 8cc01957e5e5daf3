import process from "node:process";
import { evaluationRules } from "../../workflows/engine/evaluate/evaluation-rules.ts";
import { rules } from "../../workflows/engine/interpret/rules.ts";
import type { Rule } from "../../workflows/engine/interpret/rule.ts";

const intro = `# Diagnostics

What Bridgehead says about definitions: one section for each code. A code never changes its meaning.

An **error** means that there is no plan for the whole folder: a definition is never taken for removed because its file
is broken. Severities are set by code in \`bridgehead.config.json\`, as in \`"rules": { "kms-key-region": "off" }\`. A rule
with a floor cannot go below it: either it keeps secrets safe, or without it there would be no connection to speak of.

This page is written by \`node infra/build/diagnostics-page.ts > docs/diagnostics.md\` from the tables in the code.
`;

/** The page, from the tables of rules. */
export function diagnosticsPage(all: readonly Rule[]): string {
  const sorted = all.toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
  const index = sorted.map(({ code, severity, title }) => `| [\`${code}\`](#${code}) | ${severity} | ${title} |`);
  return [
    intro,
    "| code | severity | what it is about |\n|---|---|---|",
    `${index.join("\n")}\n`,
    sorted.map(section).join("\n"),
  ].join("\n");
}

function section({ code, severity, floor, title, explanation, example, fix }: Rule): string {
  const floored = floor === undefined ? "" : floor === severity ? ", fixed" : `, never below ${floor}`;
  return [
    `## ${code}\n`,
    `**${title}.** Severity: ${severity}${floored}.\n`,
    `${explanation}\n`,
    `\`\`\`ts\n${example}\n\`\`\`\n`,
    `**Fix:** ${fix}\n`,
  ].join("\n");
}

export const allRules: readonly Rule[] = [...evaluationRules, ...rules];

if (import.meta.main) process.stdout.write(diagnosticsPage(allRules));
