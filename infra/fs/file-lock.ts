import { randomUUID } from "node:crypto";
import { open, readFile, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as timeout } from "node:timers/promises";
import * as v from "valibot";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import { hasCode } from "./error-code.ts";

/** Milliseconds after which a lock is taken for abandoned: its holders need a few. */
const STALE_AFTER = 10_000;
/** Milliseconds to wait for the lock; longer than a lock can be stale, so that an abandoned one is survived. */
const LONGEST_WAIT = 15_000;
const LONGEST_PAUSE = 40;

/** Another process kept the lock for too long, or took it over. */
export class FileLockError extends BridgeheadError {
  override readonly name = "FileLockError";
}

export interface FileLock {
  /** Rejects with `FileLockError` when the lock was taken over: to be asked last before a change becomes visible. */
  confirm(): Promise<void>;
}

/**
 * Runs a task of a few milliseconds while no other process runs one under the same lock file. Node has no `flock`, so
 * the lock is a file that only one process can create; one left by a process that died is taken over.
 */
export async function withFileLock<Result>(path: string, task: (lock: FileLock) => Promise<Result>): Promise<Result> {
  const token = randomUUID();
  const deadline = performance.now() + LONGEST_WAIT;
  while (!(await create(path, token))) {
    if (performance.now() > deadline) {
      throw new FileLockError(`"${path}" has been held for too long; remove it if no other Bridgehead is running`);
    }
    await removeStale(path);
    await timeout(1 + Math.random() * LONGEST_PAUSE);
  }
  try {
    return await task({
      async confirm() {
        if ((await holderOf(path))?.token !== token) throw new FileLockError(`"${path}" was taken over`);
      },
    });
  } finally {
    if ((await holderOf(path))?.token === token) await rm(path, { force: true });
  }
}

const holderSchema = v.object({ token: v.string(), pid: v.number(), host: v.string() });
type Holder = v.InferOutput<typeof holderSchema>;

async function create(path: string, token: string): Promise<boolean> {
  try {
    await using file = await open(path, "wx", 0o600);
    const holder: Holder = { token, pid: process.pid, host: hostname() };
    await file.writeFile(JSON.stringify(holder));
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** undefined: there is no lock, or its holder is just writing it. */
async function holderOf(path: string): Promise<Holder | undefined> {
  try {
    return v.parse(holderSchema, JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined;
  }
}

/** Of several processes that find a stale lock, the guard lets one look again and remove it. */
async function removeStale(path: string): Promise<void> {
  if (!(await isStale(path))) return;
  const guard = `${path}.takeover`;
  if (!(await create(guard, "takeover"))) {
    if (await isStale(guard)) await rm(guard, { force: true });
    return;
  }
  try {
    if (await isStale(path)) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

async function isStale(path: string): Promise<boolean> {
  const holder = await holderOf(path);
  if (holder !== undefined && holder.host === hostname() && !isAlive(holder.pid)) return true;
  try {
    return Date.now() - (await stat(path)).mtimeMs > STALE_AFTER;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // Signal 0 only asks.
    return true;
  } catch (error) {
    return !hasCode(error, "ESRCH");
  }
}
