import type { CommandSpec, OptionSpec } from "./arguments.ts";

export function generalHelp(commands: Readonly<Record<string, { readonly summary: string }>>): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
  return [
    "Bridgehead: GitOps for Amazon EventBridge connections",
    "",
    "Usage: npx --no bridgehead <command> [DIR] [options]",
    "",
    "Commands",
    ...rows,
    "",
    "DIR is the definitions folder; without it the one that bridgehead.config.json names, else connections.",
    "AWS_ENDPOINT_URL is honoured; --local uses an AWS of its own, with its state in .bridgehead/.",
    "Beside a deployed stack, what it manages is shown as its own, and is never written; its freeze holds here, too.",
    "Exit status: 0 done, or nothing to do; 2 changes pending; 1 anything wrong, or held.",
    "",
    "`npx --no bridgehead <command> --help` says more.",
  ].join("\n");
}

export function commandHelp(summary: string, spec: CommandSpec): string {
  const all: Readonly<Record<string, OptionSpec>> = { ...spec.options, help: { type: "boolean", doc: "show this" } };
  const rows = Object.entries(all).map(([name, option]) => {
    const value = option.value === undefined ? "" : ` ${option.value}`;
    return `  ${`--${name}${value}`.padEnd(22)}${option.doc}`;
  });
  return [summary, "", `Usage: ${spec.usage}`, "", "Options", ...rows].join("\n");
}
