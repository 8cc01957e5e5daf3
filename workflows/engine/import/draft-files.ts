import type { SourceFile } from "../definition/evaluation.ts";
import type { Kinds } from "../kinds/registry.ts";
import type { Draft } from "./draft.ts";
import { jsonSource } from "./json-source.ts";
import { createNames, fileStem } from "./labels.ts";
import { typescriptSource } from "./typescript-source.ts";

export const formats = ["ts", "json"] as const;
export type Format = (typeof formats)[number];

export interface DraftFile extends SourceFile {
  /** Names of the connections in it. */
  readonly connections: readonly string[];
}

/** One file for each draft, in the folder that `path` counts from. */
export function draftFiles(drafts: readonly Draft[], format: Format, kinds: Kinds): readonly DraftFile[] {
  const stems = draftStems(drafts, kinds);
  return drafts.map((draft) => draftFile(`${stems.get(draft) ?? draft.name}.${format}`, [draft], format, kinds));
}

/** All drafts in one file. */
export function draftFile(path: string, drafts: readonly Draft[], format: Format, kinds: Kinds): DraftFile {
  const text = format === "ts" ? typescriptSource(drafts, kinds) : jsonSource(drafts, kinds);
  return { path, text, connections: drafts.map(({ name }) => name) };
}

type Named = Pick<Draft, "type" | "name">;

/** A base name for the file of each draft; no two differ by case only. */
export function draftStems<Drafted extends Named>(
  drafts: readonly Drafted[],
  kinds: Kinds,
): ReadonlyMap<Drafted, string> {
  const unique = createNames();
  return new Map(drafts.map((draft) => [draft, unique(fileStem(draft.name, kinds.of(draft).noun))]));
}
