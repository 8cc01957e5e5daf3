import process from "node:process";
import { BridgeheadError } from "../workflows/engine/values/errors.ts";
import { builtinKinds } from "../workflows/engine/kinds/builtin.ts";
import type { Kinds } from "../workflows/engine/kinds/registry.ts";
import { RefusedError } from "../workflows/ports/answer.ts";
import manifest from "../package.json" with { type: "json" };
import { parseArguments } from "./arguments.ts";
import { CliError } from "./cli-error.ts";
import type { Command, ExitStatus } from "./commands/command.ts";
import { commandHelp, generalHelp } from "./help.ts";
import { jsonText, type Output, terminalOutput } from "./output.ts";

/** Each command is loaded when it is asked for: `--help` must not wait for the AWS SDK. */
const commands: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<Command> }>> = {
  demo: {
    summary: "tell the whole story on this machine: pull request, plan, merge, apply, re-run",
    load: async () => (await import("./commands/demo.ts")).demo,
  },
  dev: {
    summary: "serve AWS, GitHub and the webhook on this machine until stopped",
    load: async () => (await import("./commands/dev.ts")).dev,
  },
  validate: {
    summary: "check the definitions; calls nothing",
    load: async () => (await import("./commands/validate.ts")).validate,
  },
  explain: {
    summary: "say what a code of a diagnostic or a finding means, with an example; calls nothing",
    load: async () => (await import("./commands/explain.ts")).explain,
  },
  plan: {
    summary: "show what apply would do; writes nothing to AWS",
    load: async () => (await import("./commands/plan.ts")).plan,
  },
  apply: {
    summary: "show the plan, ask, and bring AWS to the definitions",
    load: async () => (await import("./commands/apply.ts")).apply,
  },
  drift: {
    summary: "show what differs in AWS from what was applied; writes nothing to AWS",
    load: async () => (await import("./commands/drift.ts")).drift,
  },
  status: {
    summary: "list the managed connections: record, live state, authorisation",
    load: async () => (await import("./commands/status.ts")).status,
  },
  import: {
    summary: "write definitions for connections that exist already; writes nothing to AWS",
    load: async () => (await import("./commands/import.ts")).importCommand,
  },
};

/** Runs one command; the answer is the exit status. */
export async function main(words: readonly string[], kinds: Kinds = builtinKinds): Promise<ExitStatus> {
  const output = terminalOutput(words.includes("--json"));
  const controller = new AbortController();
  const stop = (): void => controller.abort(new CliError("stopped", "run the command again to go on"));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await dispatch(words, output, controller.signal, kinds);
  } catch (error) {
    report(error, output);
    return 1;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

async function dispatch(
  [name, ...rest]: readonly string[],
  output: Output,
  signal: AbortSignal,
  kinds: Kinds,
): Promise<ExitStatus> {
  if (name === undefined || name === "--help" || name === "help") {
    output.result(generalHelp(commands));
    return name === undefined ? 1 : 0;
  }
  if (name === "--version") {
    output.result(manifest.version);
    return 0;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) {
    throw new CliError(`there is no command "${name}"`, `the commands are ${Object.keys(commands).join(", ")}`);
  }
  const command = await entry.load();
  if (rest.includes("--help")) {
    output.result(commandHelp(entry.summary, command));
    return 0;
  }
  return await command.run(parseArguments(name, command, rest), output, signal, kinds);
}

/** Our own errors say what is wrong; of any other only the class is shown, since its text may quote anything. */
function report(error: unknown, output: Output): void {
  const isOurs = error instanceof BridgeheadError;
  // A refused create or update never gets here; what AWS says of a read quotes no credential.
  const detail = error instanceof RefusedError ? `: ${error.refusal.detail}` : "";
  const message = isOurs ? `${error.message}${detail}` : `Bridgehead failed unexpectedly (${nameOf(error)})`;
  const hint = error instanceof CliError ? error.hint : null;
  if (output.json) output.result(jsonText({ error: { message, hint } }));
  output.note(`error: ${message}`);
  if (hint !== null) output.note(`fix: ${hint}`);
  if (!isOurs && process.env["BRIDGEHEAD_DEBUG"] !== undefined && error instanceof Error) {
    output.note(
      (error.stack ?? "")
        .split("\n")
        .filter((line) => line.startsWith("    at "))
        .join("\n"),
    );
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
