import { keyText } from "../values/key.ts";
import type { Draft } from "./draft.ts";
import type { SecretSource } from "./secret-source.ts";

/** Why a resource is not imported, such as `managed`; its kind may have reasons of its own. */
export type SkipReason = string;

/** Reasons that leave nothing to do: the connection is looked after already, or soon gone. */
export const settledReasons: ReadonlySet<SkipReason> = new Set(["managed", "defined", "deleting"]);

export interface SkippedResource {
  /** Its CloudFormation type; null: there is nothing of that name. */
  readonly type: string | null;
  readonly name: string;
  readonly reason: SkipReason;
  /** In words for people. */
  readonly message: string;
}

/** Whether somebody asked for it, by NAME or TYPE/NAME. */
export function wasAskedFor({ type, name }: SkippedResource, asked: readonly string[]): boolean {
  return asked.includes(name) || (type !== null && asked.includes(keyText({ type, identifier: name })));
}

/** A parameter that the drafts refer to. */
export interface ImportParameter {
  readonly path: string;
  readonly type: string;
  /** Name of the resource. */
  readonly connection: string;
  /** JSON Pointer, in CloudFormation's spelling. */
  readonly property: string;
  /** Where AWS keeps the value that it is to have; null: nowhere that we know of. */
  readonly source: SecretSource | null;
  /** Its newest version; null: it does not exist yet. */
  readonly version: number | null;
}

/** What an import found. Holds no credential. */
export interface ImportedTarget {
  /** Sorted by name. */
  readonly drafts: readonly Draft[];
  /** In the order of the drafts. */
  readonly parameters: readonly ImportParameter[];
  /** Sorted by name. */
  readonly skipped: readonly SkippedResource[];
}
