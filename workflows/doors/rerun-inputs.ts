import { didYouMean } from "../engine/values/did-you-mean.ts";

const names = ["operation", "connection", "accept", "reason"] as const;

export const operations = ["plan", "apply", "drift"] as const;
export type Operation = (typeof operations)[number];

/** What a dispatch asks for. */
export interface RerunInputs {
  readonly operation: Operation;
  /** NAME, or TYPE/NAME; null: all. */
  readonly connection: string | null;
  readonly accept: string | null;
}

/** An input that is not understood, and the one that it is near to; null: it is near to none. */
export interface WrongInput {
  readonly reason: "invalid-input" | "unknown-operation";
  readonly wrong: "name" | "operation" | "accept";
  readonly given: string;
  readonly meant: string | null;
  /** What else was asked for. */
  readonly connection: string | null;
}

/** Exact matches only: an input that is not understood must never mean "all", nor what it is near to. */
export function parseInputs(inputs: Readonly<Record<string, string>>): RerunInputs | WrongInput {
  const { operation: given = "plan", accept = "" } = inputs;
  const connection = (inputs["connection"] ?? "") === "" ? null : (inputs["connection"] ?? null);
  const unknown = Object.keys(inputs).find((name) => !names.some((known) => known === name));
  if (unknown !== undefined) {
    const meant = didYouMean(unknown, names) ?? null;
    return { reason: "invalid-input", wrong: "name", given: unknown, meant, connection };
  }
  const operation = operations.find((known) => known === given);
  if (operation === undefined) {
    const meant = didYouMean(given, operations) ?? null;
    return { reason: "unknown-operation", wrong: "operation", given, meant, connection };
  }
  if (accept !== "" && operation !== "apply")
    return { reason: "invalid-input", wrong: "accept", given: operation, meant: "apply", connection };
  return { operation, connection, accept: accept === "" ? null : accept };
}
