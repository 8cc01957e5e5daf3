import type { CliServices } from "../infra/compose/terminal.ts";
import { type JoinedRecords, joinRecords } from "../workflows/plan/stacks/joined-records.ts";
import { type Beside, readStacks, type Stacks } from "../workflows/plan/stacks/read-stacks.ts";
import { sentence } from "../workflows/render/wording.ts";
import { CliError } from "./cli-error.ts";
import type { Output } from "./output.ts";

/** The option that names a stack. */
export const stageOption = {
  stage: {
    type: "string",
    value: "NAME",
    doc: "compare with all that the stack of that stage manages; it alone changes that",
  },
} as const;

/** The stacks as they were found, and how to find them anew. */
export interface Found {
  readonly stacks: Stacks;
  readonly beside: Beside;
}

/** Looks up the stacks of the account and region. `stage`: the one that was named. */
export async function findStacks(services: CliServices, signal: AbortSignal, stage: string | null): Promise<Found> {
  const find = (): Promise<Stacks> => readStacks(services.stacks, services.clock, { signal });
  const stacks = await find();
  const names = stacks.known.map((stack) => stack.stage);
  if (stage !== null && !names.includes(stage)) {
    const why = stacks.unknown.length === 0 ? "" : `: ${stacks.unknown.join("; ")}`;
    throw new CliError(
      `there is no stack "${stage}" here that can be read${why}`,
      names.length === 0 ? "leave --stage out" : `the stacks are ${names.join(", ")}`,
    );
  }
  return { stacks, beside: { stacks: find, stage } };
}

/** What looks at all that is managed here: by the terminal, and by the stacks. */
export type JoinedServices = Omit<CliServices, "ledger"> & JoinedRecords;

/** The services, with the records of the stacks beside the terminal's own. What cannot be looked up is noted. */
export async function withStacks(services: CliServices, output: Output, signal: AbortSignal): Promise<JoinedServices> {
  const { stacks } = await findStacks(services, signal, null);
  noteUnknown(stacks, output);
  return { ...services, ...(await joinRecords(services.ledger, stacks)) };
}

export function noteUnknown({ unknown }: Stacks, output: Output): void {
  for (const why of unknown) output.note(`warning: what stacks manage here is not known. ${sentence(why)}`);
}
