import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import { LedgerCorruptError } from "../../infra/ledger/format.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { Lease, Ledger } from "../../workflows/ports/ledger.ts";
import { describeFirstFormat } from "./first-format-suite.ts";
import { firstFileText, known, WRITTEN_AT } from "./first-format.ts";
import { aRecord, shelfKey } from "./ledger-fixtures.ts";
import { acquired, MINUTE } from "./ledger-suite.ts";
import { publicationCall, readingCalls, refusedFormat, writingCalls } from "./newer-format.ts";
import { shelf } from "./plain-kind.ts";
import { createTestClock } from "./test-clock.ts";

const lists = ["records", "intents", "publications", "runs"] as const;
/** What format 1 did not have as a list is one now. */
const nowLists = [...lists, "progress"] as const;

/** The lease that upgrades the fixture. */
const lease: Lease = { owner: "run-1", fence: 3, expiresAt: WRITTEN_AT + MINUTE };

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bridgehead-format-"));
  path = join(folder, "ledger.json");
});

afterEach(() => rm(folder, { recursive: true }));

const textNow = () => readFile(path, "utf8");
const fileNow = async () => JSON.parse(await textNow());

type Json = Awaited<ReturnType<typeof fileNow>>;

/** What stands at a place of the first scope. */
const at = (file: Json, place: string): Json =>
  place.split("/").reduce((value: Json, name) => value[name], file.scopes[0]);

function openLedger(scope = known.scope, firstType = CONNECTION_TYPE) {
  return createFileLedger({ path, scope, firstType, clock: createTestClock(WRITTEN_AT) });
}

async function openFirst() {
  await writeFile(path, firstFileText);
  return openLedger();
}

/** The fixture after one write of this program, as JSON. */
async function upgraded() {
  const ledger = await openFirst();
  await acquired(ledger);
  return await fileNow();
}

async function expectPublications(ledger: Ledger): Promise<void> {
  const place = { repository: 42, pullRequest: 7, head: "a".repeat(40) };
  expect([await ledger.publicationBefore(place, WRITTEN_AT)]).toEqual(known.publications);
}

describe("the first format of a file", () => {
  describeFirstFormat(async () => {
    const ledger = await openFirst();
    return { ledger, lease: await acquired(ledger) };
  });

  describe("before anything is written", () => {
    // The suite's writes begin with a lease, which upgrades the file.
    it("is read in full", async () => {
      const ledger = await openFirst();
      expect(await ledger.records()).toEqual(known.records);
      expect(await ledger.intents()).toEqual(known.intents);
      expect(await ledger.progress(42)).toEqual(known.progress);
      await expectPublications(ledger);
    });

    it("is left as it is by whoever reads it, and by a claim that is taken", async () => {
      const ledger = await openFirst();
      for (const [, read] of [...readingCalls, publicationCall]) await read(ledger, lease);
      expect(await ledger.claim("run:42:1", MINUTE, "other")).toBe(false);
      expect(await textNow()).toBe(firstFileText);
    });

    it("gives its resources the type that the composition says", async () => {
      await writeFile(path, firstFileText);
      const records = await openLedger(known.scope, shelf.type).records();
      expect(records.map(({ key }) => key)).toEqual(["billing", "crm", "orders"].map(shelfKey));
    });

    it("is read where an item says itself that it is of that format", async () => {
      const file = JSON.parse(firstFileText);
      for (const list of lists) file.scopes[0][list][0].format = 1;
      await writeFile(path, JSON.stringify(file));
      expect(await openLedger().records()).toEqual(known.records);
      expect(await openLedger().intents()).toEqual(known.intents);
    });

    it.each([...lists.map((list) => `${list}/0`), "intents/0/record", "runs/0/result/results/0"])(
      "is refused where %s has what that format had not",
      async (place) => {
        const file = JSON.parse(firstFileText);
        at(file, place).key = shelfKey("orders");
        await writeFile(path, JSON.stringify(file));
        await expect(openLedger().records()).rejects.toThrow(LedgerCorruptError);
      },
    );
  });

  it("gives a lease with a greater fence than its own", async () => {
    expect(await (await openFirst()).acquire("run-1", MINUTE)).toMatchObject({ owner: "run-1", fence: 3 });
  });

  it("keeps the lock for whoever holds it", async () => {
    const file = JSON.parse(firstFileText);
    const held = { owner: "run-0", fence: 2, expiresAt: WRITTEN_AT + MINUTE };
    file.scopes[0].lock = held;
    await writeFile(path, JSON.stringify(file));
    const ledger = openLedger();
    expect(await ledger.acquire("run-1", MINUTE)).toEqual({ heldUntil: held.expiresAt });
    await ledger.putRecord(held, aRecord("orders"));
    expect(await ledger.records()).toContainEqual(aRecord("orders"));
  });

  it("becomes the current one as a whole with the first write", async () => {
    const now = <Item extends object>(items: readonly Item[]) => items.map((item) => ({ format: 2, ...item }));
    const { claims } = JSON.parse(firstFileText).scopes[0];
    expect(await upgraded()).toEqual({
      format: 2,
      scopes: [
        {
          scope: known.scope,
          lock: lease,
          records: now(known.records),
          intents: now(known.intents),
          done: [],
          publications: now(known.publications),
          trail: [],
          runs: now(known.runs),
          pushes: [],
          progress: now([{ repository: 42, ...known.progress }]),
          claims,
          counters: [],
          drift: null,
        },
      ],
    });
  });

  it("says of what was never finished that nothing was handed on, whatever was asked for", async () => {
    const file = JSON.parse(firstFileText);
    const unfinished = file.scopes[0].records.find((record: Json) => record.unfinished === true);
    unfinished.options.exportArn = "/bridgehead-arns/crm";
    await writeFile(path, JSON.stringify(file));
    const found = (await openLedger().records()).find(({ name }) => name === unfinished.name);
    expect(found?.options.exportArn).toBeNull();
    expect(found?.begun?.options?.exportArn).toBe("/bridgehead-arns/crm");
  });

  it("becomes the current one also in scopes that are not written", async () => {
    await writeFile(path, firstFileText);
    await acquired(openLedger("elsewhere"));
    const { scopes } = await fileNow();
    expect(scopes[0]).toMatchObject({ scope: known.scope, records: [{ format: 2 }, { format: 2 }, { format: 2 }] });
    expect(await openLedger().records()).toEqual(known.records);
  });
});

describe("the current format of a file", () => {
  it("is read again, and does not change with the next write", async () => {
    const first = await upgraded();
    const ledger = openLedger();
    expect(await ledger.records()).toEqual(known.records);
    expect(await ledger.intents()).toEqual(known.intents);
    expect(await ledger.progress(42)).toEqual(known.progress);
    await expectPublications(ledger);
    await ledger.release(lease);
    const { scopes } = await fileNow();
    for (const list of nowLists) expect(scopes[0][list]).toEqual(first.scopes[0][list]);
  });

  it("is read where there is no export of a secret yet, nor what was begun of any", async () => {
    const file = await upgraded();
    const { records } = file.scopes[0];
    for (const record of records) delete record.options.exportSecretArn;
    for (const { begun } of records) delete begun?.options;
    await writeFile(path, JSON.stringify(file));
    const read = await openLedger().records();
    expect(read.map(({ options }) => options)).toEqual(known.records.map(({ options }) => options));
    expect(read.map(({ begun }) => begun?.digest)).toEqual(known.records.map(({ begun }) => begun?.digest));
  });

  it.each([
    ...nowLists.map((list) => `${list}/0`),
    "records/0/key",
    "intents/0/key",
    "intents/0/record",
    "runs/0/result",
    "runs/0/result/results/0",
    "runs/0/result/results/0/key",
  ])("is refused where %s has a member that this version does not know", async (place) => {
    const file = await upgraded();
    at(file, place).newer = true;
    const text = JSON.stringify(file);
    await writeFile(path, text);
    await expect(openLedger().records()).rejects.toThrow(/at "scopes\.0\..*newer"/);
    await expect(openLedger().claim("key", MINUTE)).rejects.toThrow(LedgerCorruptError);
    expect(await textNow()).toBe(text);
  });

  it.each(["records", "intents"])("is refused where one of its %s has no key", async (list) => {
    const file = await upgraded();
    delete file.scopes[0][list][0].key;
    await writeFile(path, JSON.stringify(file));
    await expect(openLedger().records()).rejects.toThrow(LedgerCorruptError);
  });

  it.each([null, "text", ["record"]])("is refused where a record is %j", async (item) => {
    const file = await upgraded();
    file.scopes[0].records[0] = item;
    await writeFile(path, JSON.stringify(file));
    await expect(openLedger().records()).rejects.toThrow(LedgerCorruptError);
  });
});

describe("a format that is not known", () => {
  const inFile = (format: unknown) => (file: { format: unknown }) => void (file.format = format);
  type Change = (file: Json) => void;
  const places: readonly (readonly [where: string, change: Change])[] = [
    ["the file", inFile(3)],
    ...nowLists.map((list): readonly [string, Change] => [
      `one of the ${list}`,
      (file) => {
        file.scopes[0][list][0].format = 3;
      },
    ]),
  ];

  describe.each(places)("of %s", (_, change) => {
    it.each([...readingCalls, publicationCall, ...writingCalls])(
      "is refused by %s, and nothing is changed",
      async (_method, call) => {
        const file = await upgraded();
        change(file);
        const text = JSON.stringify(file);
        await writeFile(path, text);
        expect(await refusedFormat(call(openLedger(), lease))).toBe("3");
        expect(await textNow()).toBe(text);
        expect(await readdir(folder)).toEqual(["ledger.json"]);
      },
    );
  });

  it("is refused in a file of which nothing else is known either", async () => {
    await writeFile(path, `{"format":3,"resources":{}}`);
    expect(await refusedFormat(openLedger().records())).toBe("3");
  });

  it("is refused in another scope: a write would lose what is there", async () => {
    const file = await upgraded();
    file.scopes[0].records[0].format = 3;
    await writeFile(path, JSON.stringify(file));
    expect(await refusedFormat(openLedger("elsewhere").acquire("run-1", MINUTE))).toBe("3");
  });

  it.each([
    [0, "0"],
    [2.5, "2.5"],
    ["2", "2"],
    ["x".repeat(30), "x".repeat(20)],
    [null, "no number"],
    [{}, "no number"],
  ])("is %j, and is named", async (format, found) => {
    const file = await upgraded();
    inFile(format)(file);
    await writeFile(path, JSON.stringify(file));
    expect(await refusedFormat(openLedger().records())).toBe(found);
    inFile(2)(file);
    file.scopes[0].records[0].format = format;
    await writeFile(path, JSON.stringify(file));
    expect(await refusedFormat(openLedger().records())).toBe(found);
  });
});
