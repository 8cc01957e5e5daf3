import process from "node:process";
import { BridgeheadError } from "../workflows/engine/bridgehead-error.ts";
import { CloudError } from "../workflows/ports/cloud.ts";
import { parseArguments } from "./arguments.ts";
import { CliError } from "./cli-error.ts";
import { apply } from "./commands/apply.ts";
import type { Command, ExitStatus } from "./commands/command.ts";
import { demo } from "./commands/demo.ts";
import { dev } from "./commands/dev.ts";
import { plan } from "./commands/plan.ts";
import { validate } from "./commands/validate.ts";
import { commandHelp, generalHelp } from "./help.ts";
import { jsonText, type Output, terminalOutput } from "./output.ts";

const commands: Readonly<Record<string, Command>> = { demo, dev, validate, plan, apply };

/** Runs one command; the answer is the exit status. */
export async function main(words: readonly string[]): Promise<ExitStatus> {
  const output = terminalOutput(words.includes("--json"));
  const controller = new AbortController();
  const stop = (): void => controller.abort(new CliError("stopped", "run the command again to go on"));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await dispatch(words, output, controller.signal);
  } catch (error) {
    report(error, output);
    return 1;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

async function dispatch([name, ...rest]: readonly string[], output: Output, signal: AbortSignal): Promise<ExitStatus> {
  if (name === undefined || name === "--help" || name === "help") {
    output.result(generalHelp(commands));
    return name === undefined ? 1 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    throw new CliError(`there is no command "${name}"`, `the commands are ${Object.keys(commands).join(", ")}`);
  }
  if (rest.includes("--help")) {
    output.result(commandHelp(command));
    return 0;
  }
  return await command.run(parseArguments(name, command, rest), output, signal);
}

/** Our own errors say what is wrong; of any other only the class is shown, since its text may quote anything. */
function report(error: unknown, output: Output): void {
  const isOurs = error instanceof BridgeheadError;
  // A refused create or update never gets here; what AWS says of a read quotes no credential.
  const detail = error instanceof CloudError ? `: ${error.detail}` : "";
  const message = isOurs ? `${error.message}${detail}` : `Bridgehead failed unexpectedly (${nameOf(error)})`;
  const hint = error instanceof CliError ? error.hint : null;
  if (output.json) output.result(jsonText({ error: { message, hint } }));
  output.note(`error: ${message}`);
  if (hint !== null) output.note(`fix: ${hint}`);
  if (!isOurs && process.env["BRIDGEHEAD_DEBUG"] !== undefined && error instanceof Error) {
    output.note((error.stack ?? "").split("\n").filter((line) => line.startsWith("    at ")).join("\n"));
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
