import process from "node:process";
import { type ExplainedGuard, explainedGuards } from "../../workflows/engine/help/examples/guard-pages.ts";
import { holdText, levelText } from "../../workflows/render/guard-page.ts";

const intro = `# Findings

What Bridgehead remarks on plans, and on resources as they are: one section for each code. A code never changes its
meaning. The same is printed by \`npx --no bridgehead explain CODE\`. What is wrong with a definition is a
[diagnostic](diagnostics.md).

A finding never changes a plan. It holds what the table says until somebody clears it. A held plan is accepted by
somebody with write permission who neither pushed nor merged what is held: then it is applied with its findings, but
for those that no acceptance clears.

Each example gives the message below it; a test makes them all. This page is written by
\`npx -c "node infra/build/findings-page.ts" > docs/findings.md\` from the table in the code.
`;

/** The page, from the table of guards. */
export function findingsPage(): string {
  const index = explainedGuards.map(
    (guard) => `| [\`${guard.code}\`](#${guard.code}) | ${levelText(guard)} | ${guard.title} |`,
  );
  return [
    intro,
    "| code | level | what it is about |\n|---|---|---|",
    `${index.join("\n")}\n`,
    explainedGuards.map(section).join("\n"),
  ].join("\n");
}

function section(guard: ExplainedGuard): string {
  const { code, title, explanation, clearedBy, example } = guard;
  return [
    `## ${code}\n`,
    `**${title}.** ${holdText(guard)}\n`,
    `${explanation}\n`,
    `**Example:** ${example.told}\n`,
    `> ${example.says}\n`,
    `**Cleared by:** ${clearedBy}\n`,
  ].join("\n");
}

if (import.meta.main) process.stdout.write(findingsPage());
