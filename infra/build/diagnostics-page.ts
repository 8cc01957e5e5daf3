import process from "node:process";
import { type ExplainedRule, explainRules } from "../../workflows/engine/help/examples/explained-rules.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import type { ExampleFiles } from "../../workflows/engine/help/examples/rule-example.ts";
import { givenText, severityText } from "../../workflows/render/explanation.ts";

const intro = `# Diagnostics

What Bridgehead says about definitions: one section for each code. A code never changes its meaning. The same is printed
by \`npx --no bridgehead explain CODE\`.

An **error** means that there is no plan for the whole folder: a definition is never taken for removed because its file
is broken. Severities are set by code in \`bridgehead.config.json\`, as in \`"rules": { "kms-key-region": "off" }\`. Some
cannot go below a certain one, or cannot be changed: either they keep secrets safe, or without them there would be no
connection to speak of.

Each example is a definitions folder that gives this diagnostic, in a target of \`eu-west-1\`, and the same put right; a
test evaluates both. This page is written by \`node infra/build/diagnostics-page.ts > docs/diagnostics.md\` from the
tables in the code.
`;

/** The page, from the tables of rules and their examples. */
export function diagnosticsPage(): string {
  const rules = explainRules(builtinKinds);
  const index = rules.map(({ code, severity, title }) => `| [\`${code}\`](#${code}) | ${severity} | ${title} |`);
  return [
    intro,
    "| code | severity | what it is about |\n|---|---|---|",
    `${index.join("\n")}\n`,
    rules.map(section).join("\n"),
  ].join("\n");
}

function section(rule: ExplainedRule): string {
  const { code, title, explanation, fix } = rule;
  return [
    `## ${code}\n`,
    `**${title}.** Severity: ${severityText(rule)}.\n`,
    `${explanation}\n`,
    ...exampleParts(rule),
    `**Fix:** ${fix}\n`,
  ].join("\n");
}

function exampleParts({ example }: ExplainedRule): readonly string[] {
  if ("told" in example) return [`**Example:** ${example.told}\n`, `**Fixed:** ${example.fixed}\n`];
  const given = givenText(example);
  return [
    ...(given === "" ? [] : [`${given}\n`]),
    `**Example**, reported at \`${example.at}\`:\n`,
    ...filesParts(example.wrong),
    "**Fixed:**\n",
    ...filesParts(example.fixed),
  ];
}

/** The name of a file stands above its text, unless there is but one file, of the usual name. */
function filesParts(files: ExampleFiles): readonly string[] {
  const entries = Object.entries(files);
  return entries.flatMap(([path, text]) => {
    const language = path.slice(path.lastIndexOf(".") + 1);
    const name = entries.length === 1 && path === "orders.ts" ? [] : [`\`${path}\`\n`];
    return [...name, `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n`];
  });
}

if (import.meta.main) process.stdout.write(diagnosticsPage());
