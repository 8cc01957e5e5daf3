import { randomUUID } from "node:crypto";
import { link, lstat, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import { hasCode } from "./error-code.ts";

/** Something stands where a file was to be written. */
export class FileExistsError extends BridgeheadError {
  override readonly name = "FileExistsError";
}

export interface NewFile {
  /** Relative to the current folder, or absolute. */
  readonly path: string;
  readonly text: string;
}

/**
 * Writes files that do not exist yet, with the folders they stand in. Each appears whole or not at all, and nothing is
 * ever overwritten. Rejects with `FileExistsError`; where one exists from the start, none is written.
 */
export async function writeNewFiles(files: readonly NewFile[]): Promise<void> {
  for (const file of files) if (await exists(file.path)) throw refusal(file.path);
  for (const { path: file, text } of files) {
    await mkdir(path.dirname(file), { recursive: true });
    // A name that begins with a dot is no definition, should the process end before it is removed.
    const draft = path.join(path.dirname(file), `.${randomUUID()}.tmp`);
    await writeFile(draft, text, { flag: "wx" });
    try {
      // Unlike a rename, a link never replaces what has come to stand there meanwhile.
      await link(draft, file);
    } catch (error) {
      throw hasCode(error, "EEXIST") ? refusal(file) : error;
    } finally {
      await rm(draft, { force: true });
    }
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await lstat(file);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    // A folder on the way is a file.
    if (hasCode(error, "ENOTDIR")) return true;
    throw error;
  }
}

function refusal(file: string): FileExistsError {
  return new FileExistsError(`"${file}" exists already, and nothing is overwritten`);
}
