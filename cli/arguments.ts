import { parseArgs } from "node:util";
import { CliError } from "./cli-error.ts";

/** What a command takes, beside `--help`. */
export interface CommandSpec {
  readonly usage: string;
  /** Whether it takes the definitions folder as its one argument. */
  readonly takesFolder: boolean;
  /** Whether it takes any number of names instead: of connections, or of codes. */
  readonly takesNames?: boolean;
  readonly options: Readonly<Record<string, OptionSpec>>;
}

export interface OptionSpec {
  readonly type: "boolean" | "string";
  /** Whether it may be given more than once; strings only. */
  readonly multiple?: true;
  /** Name of the value in the help; strings only. */
  readonly value?: string;
  readonly doc: string;
}

export interface Arguments {
  /** The definitions folder as given; undefined: the configured one. */
  readonly folder: string | undefined;
  /** Names of connections, or of codes; empty where the command takes none. */
  readonly names: readonly string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
  /** The values of an option that may be given more than once, in their order. */
  texts(name: string): readonly string[];
}

/** Parses what stands behind the command's name. An argument that is not understood is an error, never ignored. */
export function parseArguments(command: string, spec: CommandSpec, words: readonly string[]): Arguments {
  const options = Object.fromEntries(
    Object.entries(spec.options).map(([name, { type, multiple = false }]) => [name, { type, multiple }]),
  );
  const parsed = parse(command, words, { ...options, help: { type: "boolean" } });
  const { values } = parsed;
  const names = spec.takesNames === true ? parsed.positionals : [];
  const [folder, extra] = spec.takesNames === true ? [] : parsed.positionals;
  if (extra !== undefined || (folder !== undefined && !spec.takesFolder)) {
    throw new CliError(`"${extra ?? folder}" is one argument too many`, `usage: ${spec.usage}`);
  }
  return {
    folder,
    names,
    flag: (name) => values[name] === true,
    text: (name) => {
      const value = values[name];
      return typeof value === "string" ? value : undefined;
    },
    texts: (name) => {
      const value = values[name];
      return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
    },
  };
}

interface ParsedOption {
  readonly type: "boolean" | "string";
  readonly multiple?: boolean;
}

function parse(command: string, words: readonly string[], options: Record<string, ParsedOption>) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (cause) {
    const [message = "the arguments are not understood"] = cause instanceof Error ? cause.message.split(". ") : [];
    const first = message.charAt(0).toLowerCase() + message.slice(1);
    throw new CliError(first, `\`npx --no bridgehead ${command} --help\` lists what it takes`, cause);
  }
}
