import type { ExplainedRule } from "../engine/help/examples/explained-rules.ts";
import type { ExampleFiles, FilesExample } from "../engine/help/examples/rule-example.ts";
import { pad, type TerminalOptions, wrap } from "./layout.ts";
import { severityWords } from "./severity-words.ts";
import { style } from "./style.ts";

/** One code for a terminal: what it means, an example, and how to fix it. */
export function renderExplanationTerminal(rule: ExplainedRule, options: TerminalOptions): string {
  const paint = style(options.color);
  const { example } = rule;
  const heading = (text: string): string => paint.bold(text);
  const prose = (text: string): string => wrap(text, options.width);
  const parts =
    "told" in example
      ? [heading("Example"), prose(example.told), heading("Fixed"), prose(example.fixed)]
      : [
          ...[givenText(example)].filter((text) => text !== "").map(prose),
          `${heading("Example")}, reported at ${example.at}`,
          filesText(example.wrong),
          heading("Fixed"),
          filesText(example.fixed),
        ];
  return [
    `${paint.bold(paint[severityWords[rule.severity].tone](rule.code))}\n${wrap(`${rule.title}.`, options.width)}`,
    prose(`Severity: ${severityText(rule)}.`),
    prose(rule.explanation),
    ...parts,
    wrap(rule.fix, options.width, "Fix: ", "     "),
  ].join("\n\n");
}

/** Every code with its severity and its title, one a line. */
export function renderRuleListTerminal(rules: readonly ExplainedRule[], options: TerminalOptions): string {
  const paint = style(options.color);
  const column = Math.max(...rules.map(({ code }) => code.length));
  const lines = rules.map(({ code, severity, title }) => {
    return `${pad(code, column)}  ${paint[severityWords[severity].tone](pad(severity, 7))}  ${title}`;
  });
  return lines.join("\n");
}

/** "error; it cannot be changed" */
export function severityText({ severity, severities }: ExplainedRule): string {
  const others = severities.filter((other) => other !== severity);
  return others.length === 0
    ? `${severity}; it cannot be changed`
    : `${severity}; configuration can make it ${others.join(" or ").replace(/ or (?=.* or )/g, ", ")}`;
}

/** What the example takes for granted, in a sentence; empty where it is nothing. */
export function givenText({ config, stack, target }: FilesExample): string {
  const parts = [
    ...Object.entries(config ?? {}).map(
      ([name, value]) => `the configuration has \`${name}\`: ${JSON.stringify(value)}`,
    ),
    ...Object.entries(stack ?? {}).map(([name, value]) => `the stack's parameter \`${name}\` is \`${value}\``),
    ...Object.entries(target?.parameters ?? {}).map(
      ([name, { type, version }]) => `the parameter \`${name}\` is a ${type} at version ${version}`,
    ),
    ...(target?.connections ?? []).map((name) => `there is a connection \`${name}\` that Bridgehead did not create`),
  ];
  return parts.length === 0 ? "" : `Given that ${parts.join(", and ")}.`;
}

function filesText(files: ExampleFiles): string {
  return Object.entries(files)
    .map(([path, text]) => `  ${path}\n${text.trimEnd().replaceAll(/^(?=.)/gm, "    ")}`)
    .join("\n\n");
}
