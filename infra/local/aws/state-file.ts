import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as v from "valibot";
import { emptyState, type State, stateSchema, stateText } from "./state.ts";

/** Where the state lives between two requests. */
export interface StateStore {
  /** The newest state; changes to it are kept by `save`. */
  load(): State;
  save(): void;
}

/**
 * State in memory, and in a file when one is named.
 *
 * The file holds credentials, so only its owner may read it, and it is replaced as a whole, so that a crash leaves
 * the old or the new one. A file that another process replaced is read again; two processes that write within the
 * same request would still overwrite each other, which Bridgehead's own lock prevents.
 */
export function openState(path: string | undefined): StateStore {
  let state = emptyState();
  if (path === undefined) return { load: () => state, save: () => undefined };

  let seen = "";
  return {
    load() {
      const current = stamp(path);
      if (current !== seen) {
        state = current === "" ? emptyState() : parseState(readFileSync(path, "utf8"), path);
        seen = current;
      }
      return state;
    },
    save() {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const draft = `${path}.${randomBytes(6).toString("hex")}`;
      writeFileSync(draft, stateText(state), { mode: 0o600, flag: "wx" });
      renameSync(draft, path);
      seen = stamp(path);
    },
  };
}

/** Tells one content of the file from another; empty when there is no file. */
function stamp(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? "" : `${stats.ino}:${stats.mtimeNs}:${stats.size}`;
}

function parseState(text: string, path: string): State {
  try {
    return v.parse(stateSchema, JSON.parse(text));
  } catch {
    // The cause would quote the file, which holds credentials.
    throw new Error(`The state of the local AWS in ${path} cannot be read. Move the file away to start empty.`);
  }
}
