import type { SourceFile } from "../evaluation.ts";
import type { ConnectionDraft } from "./draft-connection.ts";
import { jsonSource } from "./json-source.ts";
import { createNames, fileStem } from "./labels.ts";
import { typescriptSource } from "./typescript-source.ts";

export const formats = ["ts", "json"] as const;
export type Format = (typeof formats)[number];

export interface DraftFile extends SourceFile {
  /** Names of the connections in it. */
  readonly connections: readonly string[];
}

/** One file for each connection, in the folder that `path` counts from. */
export function draftFiles(drafts: readonly ConnectionDraft[], format: Format): readonly DraftFile[] {
  const stems = draftStems(drafts);
  return drafts.map((draft) => draftFile(`${stems.get(draft.name) ?? draft.name}.${format}`, [draft], format));
}

/** All connections in one file. */
export function draftFile(path: string, drafts: readonly ConnectionDraft[], format: Format): DraftFile {
  const text = format === "ts" ? typescriptSource(drafts) : jsonSource(drafts);
  return { path, text, connections: drafts.map(({ name }) => name) };
}

/** A base name for each connection, by its name; no two differ by case only. */
export function draftStems(drafts: readonly Pick<ConnectionDraft, "name">[]): ReadonlyMap<string, string> {
  const unique = createNames();
  return new Map(drafts.map(({ name }) => [name, unique(fileStem(name))]));
}
