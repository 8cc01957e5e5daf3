import { randomBytes, randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";

/** The file is there and holds no key, as after a crash or by another hand. */
export class FingerprintKeyError extends BridgeheadError {
  override readonly name = "FingerprintKeyError";
}

/**
 * The key of literal credentials' fingerprints, made once for a folder; nobody else may read it. Rejects with
 * `FingerprintKeyError`: under an empty key a fingerprint would tell everybody whether a guess is right.
 */
export async function fingerprintKey(file: string): Promise<SecretText> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // What is kept here belongs to this machine; in a repository it would travel with the next commit.
  await unlessExists(writeFile(path.join(folder, ".gitignore"), "*\n", { flag: "wx" }));
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600 });
  try {
    // Of two processes that start at once, one makes the key and both read it.
    await unlessExists(link(draft, file));
  } finally {
    await rm(draft, { force: true });
  }
  const key = (await readFile(file, "utf8")).trim();
  if (/^[0-9a-f]{64}$/.test(key)) return new SecretText(key);
  throw new FingerprintKeyError(`"${file}" holds no key: remove it, and a new one is made`);
}

async function unlessExists(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}
