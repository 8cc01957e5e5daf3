import type { Arguments, CommandSpec } from "../arguments.ts";
import type { Kinds } from "../../workflows/engine/kinds/registry.ts";
import type { Output } from "../output.ts";

/** 0: done, or nothing to do; 2: changes pending, or continued; 1: anything wrong. */
export type ExitStatus = 0 | 1 | 2;

export interface Command extends CommandSpec {
  /** `kinds`: what can be declared. */
  run(args: Arguments, output: Output, signal: AbortSignal, kinds: Kinds): Promise<ExitStatus>;
}

/** Options that every command has. */
export const commonOptions = {
  json: { type: "boolean", doc: "print one JSON document; everything else goes to standard error" },
} as const;

/** Options of the commands that reach AWS. */
export const awsOptions = {
  ...commonOptions,
  local: { type: "boolean", doc: "use an AWS on this machine, with its state in .bridgehead/" },
} as const;
