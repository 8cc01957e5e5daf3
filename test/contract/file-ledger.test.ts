import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import { LedgerCorruptError } from "../../infra/ledger/format.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { systemClock } from "../../infra/system-clock.ts";
import { aPublication, aRecord } from "./ledger-fixtures.ts";
import { describeLedgerKeys } from "./ledger-key-suite.ts";
import { acquired, describeLedger, MINUTE } from "./ledger-suite.ts";
import { createTestClock } from "./test-clock.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bridgehead-ledger-"));
  path = join(folder, ".bridgehead", "ledger.json");
});

afterEach(() => rm(folder, { recursive: true }));

describe("the file ledger", () => {
  describeLedger(
    async () => (clock, role) =>
      createFileLedger({ path, scope: "here", firstType: CONNECTION_TYPE, clock, ...(role && { role }) }),
  );
  describeLedgerKeys(
    async () => (clock) => createFileLedger({ path, scope: "here", firstType: CONNECTION_TYPE, clock }),
  );

  it("keeps scopes apart in one file: records, lock, keys", async () => {
    const clock = createTestClock();
    const one = createFileLedger({ path, scope: "one", firstType: CONNECTION_TYPE, clock });
    const two = createFileLedger({ path, scope: "two", firstType: CONNECTION_TYPE, clock });
    const lease = await acquired(one);
    await one.putRecord(lease, aRecord("orders"));
    await acquired(two);
    expect(await two.records()).toEqual([]);
    expect(await one.records()).toEqual([aRecord("orders")]);
    expect(await one.claim("key", MINUTE)).toBe(true);
    expect(await two.claim("key", MINUTE)).toBe(true);
  });

  it("is readable by its user only and leaves no other file behind", async () => {
    const ledger = createFileLedger({ path, scope: "here", firstType: CONNECTION_TYPE, clock: createTestClock() });
    await acquired(ledger);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, ".bridgehead"))).toEqual(["ledger.json"]);
  });

  it("makes no file for reading alone", async () => {
    await createFileLedger({ path, scope: "here", firstType: CONNECTION_TYPE, clock: createTestClock() }).records();
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ["empty", ""],
    ["cut off", `{"format":1,"scopes":[{"scope":"here","lo`],
    ["without a format", `{"scopes":[]}`],
    ["something else", `[1]`],
    ["nothing", `null`],
    ["a number", `1`],
  ])("refuses a file that is %s by name, says what to do, and leaves it alone", async (_, text) => {
    const ledger = createFileLedger({
      path: join(folder, "ledger.json"),
      scope: "here",
      firstType: CONNECTION_TYPE,
      clock: createTestClock(),
    });
    await writeFile(join(folder, "ledger.json"), text);
    await expect(ledger.records()).rejects.toThrow(LedgerCorruptError);
    await expect(ledger.acquire("run-1", MINUTE)).rejects.toThrow(/ledger\.json" is not .*Restore it from a backup/);
    expect(await readFile(join(folder, "ledger.json"), "utf8")).toBe(text);
  });

  it("refuses a record with a member that this version does not know", async () => {
    const ledger = createFileLedger({ path, scope: "here", firstType: CONNECTION_TYPE, clock: createTestClock() });
    await ledger.putRecord(await acquired(ledger), aRecord("orders"));
    await writeFile(path, (await readFile(path, "utf8")).replace(`"generation": 1`, `"generation": 1, "newer": true`));
    await expect(ledger.records()).rejects.toThrow(/at "scopes\.0\.records\.0\.newer"/);
  });

  it("keeps the newest thousand publications", async () => {
    const ledger = createFileLedger({ path, scope: "here", firstType: CONNECTION_TYPE, clock: createTestClock() });
    await ledger.publish(aPublication());
    const file = JSON.parse(await readFile(path, "utf8"));
    file.scopes[0].publications = Array.from({ length: 1000 }, (_, pullRequest) => ({
      format: 2,
      ...aPublication({ pullRequest }),
    }));
    await writeFile(path, JSON.stringify(file));
    await ledger.publish(aPublication({ pullRequest: 1000 }));
    const { publishedAt } = aPublication();
    const found = async (pullRequest: number) =>
      await ledger.publicationBefore(aPublication({ pullRequest }), publishedAt + 1);
    expect(await found(0)).toBeUndefined();
    expect(await found(1)).toMatchObject({ pullRequest: 1 });
    expect(await found(1000)).toMatchObject({ pullRequest: 1000 });
  });

  it("loses no write of several processes", async () => {
    const workers = ["a", "b", "c"].map((worker) =>
      fork(new URL("file-ledger-worker.ts", import.meta.url), [path, worker, "8"], { stdio: "inherit" }),
    );
    const exits = await Promise.all(workers.map((worker) => once(worker, "exit")));
    expect(exits).toEqual([
      [0, null],
      [0, null],
      [0, null],
    ]);
    const ledger = createFileLedger({ path, scope: "here", firstType: CONNECTION_TYPE, clock: systemClock });
    for (const worker of ["a", "b", "c"]) {
      for (let index = 0; index < 8; index += 1) expect(await ledger.claim(`${worker}${index}`, MINUTE)).toBe(false);
    }
  });

  it.each([
    ["of a process that died", { pid: 2 ** 22 + 1, age: 0 }],
    ["that is too old", { pid: process.pid, age: 60 }],
  ])("takes over a file lock %s", async (_, { pid, age }) => {
    const ledger = createFileLedger({ path, scope: "here", firstType: CONNECTION_TYPE, clock: createTestClock() });
    await acquired(ledger);
    await writeFile(`${path}.lock`, JSON.stringify({ token: "other", pid, host: hostname() }));
    const changed = Date.now() / 1000 - age;
    await utimes(`${path}.lock`, changed, changed);
    expect(await ledger.claim("key", MINUTE)).toBe(true);
    expect(await readdir(join(folder, ".bridgehead"))).toEqual(["ledger.json"]);
  });
});
