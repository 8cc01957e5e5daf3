import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { SecretText } from "../../workflows/engine/secret-text.ts";

/** The key of literal credentials' fingerprints, made once for a folder; nobody else may read it. */
export async function fingerprintKey(file: string): Promise<SecretText> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // What is kept here belongs to this machine; in a repository it would travel with the next commit.
  await unlessExists(writeFile(path.join(folder, ".gitignore"), "*\n", { flag: "wx" }));
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600 });
  try {
    // Of two processes that start at once, one makes the key and both read it.
    await unlessExists(link(draft, file));
  } finally {
    await rm(draft, { force: true });
  }
  return new SecretText((await readFile(file, "utf8")).trim());
}

async function unlessExists(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}
