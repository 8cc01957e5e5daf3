import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import { fromStored } from "../../infra/ledger/format.ts";
import { progressCodec, progressEntryCodec } from "../../infra/ledger/progress-schema.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import { defaultLimits } from "../../workflows/engine/policy/limits.ts";
import type { Ledger } from "../../workflows/ports/ledger.ts";
import { noProgress } from "../../workflows/ports/progress.ts";
import { type TableItem, WRITTEN_AT } from "./first-format.ts";
import { anIntent, aPublication, aRecord, aRun, aRunEnd } from "./ledger-fixtures.ts";
import { acquired } from "./ledger-suite.ts";
import { createTestClock } from "./test-clock.ts";
import { openWireTable } from "./wire-table.ts";

/* Format 2 as it was before progress: one pointer, and nothing of who allowed a change, or of the engine. */

const begun = { digest: "d".repeat(64), desired: { Name: "orders" }, before: null };
const record = aRecord("orders", { state: "incomplete" });
const { by: _by, pull: _pull, ...intent } = anIntent("orders");
/** What is done stood under its commit alone. */
const done = { commit: "c".repeat(40), run: "run-0", at: 1, result: aRun("run-0").result.results[0] };
const { engine: _engine, policy: _policy, ...publication } = aPublication();
const { verdicts: _verdicts, ...run } = aRun("run-0");
const commit = "c".repeat(40);

/** The same as they are read. */
const known = {
  record: { ...record, begun: { ...begun, by: null } },
  intent: { ...intent, by: null, pull: null },
  done: { ...done, repository: null, pull: null },
  publication: { ...publication, engine: null, policy: [] },
  run: { ...run, verdicts: [] },
  progress: { ...noProgress, pinned: commit, progress: { commit, run: "", at: 0 }, reported: commit },
};

const ofFormat2 = (item: object): object => ({ format: 2, ...item });

async function expectKnown(ledger: Ledger): Promise<void> {
  expect(await ledger.records()).toEqual([known.record]);
  expect(await ledger.intents()).toEqual([known.intent]);
  expect(await ledger.done({ commit })).toEqual([known.done]);
  expect(await ledger.done({ repository: 7, pull: 12 })).toEqual([]);
  expect(await ledger.progress(7)).toEqual(known.progress);
  expect(await ledger.progress(8)).toEqual(noProgress);
}

describe("a file of format 2 with the one pointer", () => {
  let path: string;

  beforeEach(async () => {
    path = join(await mkdtemp(join(tmpdir(), "bridgehead-second-")), "ledger.json");
    const scope = {
      scope: "here",
      lock: { owner: null, fence: 0, expiresAt: 0 },
      records: [ofFormat2({ ...record, begun })],
      intents: [ofFormat2(intent)],
      done: [ofFormat2(done)],
      publications: [ofFormat2(publication)],
      runs: [ofFormat2(run)],
      lastApplied: [{ repository: 7, commit }],
      claims: [],
    };
    await writeFile(path, JSON.stringify({ format: 2, scopes: [scope] }));
  });

  afterEach(() => rm(join(path, ".."), { recursive: true }));

  const open = () =>
    createFileLedger({ path, scope: "here", firstType: CONNECTION_TYPE, clock: createTestClock(WRITTEN_AT) });

  it("is read", async () => {
    await expectKnown(open());
    expect(await open().publicationBefore(publication, publication.publishedAt + 1)).toEqual(known.publication);
  });

  it("has the new form after the next write, and says the same", async () => {
    const ledger = open();
    const lease = await acquired(ledger);
    const [scope] = JSON.parse(await readFile(path, "utf8")).scopes;
    expect(scope).toMatchObject({
      records: [ofFormat2(known.record)],
      intents: [ofFormat2(known.intent)],
      publications: [ofFormat2(known.publication)],
      runs: [ofFormat2(known.run)],
      progress: [ofFormat2({ repository: 7, ...known.progress })],
    });
    expect(Object.keys(scope)).not.toContain("lastApplied");
    await expectKnown(open());
    await ledger.finish(lease, 7, aRunEnd(), aRun("run-1"));
    expect(await open().progress(7)).toEqual({ ...known.progress, ...aRunEnd() });
  });

  it("keeps the run's summary with its progress", async () => {
    const ledger = open();
    await ledger.finish(await acquired(ledger), 7, aRunEnd(), aRun("run-1"));
    const [scope] = JSON.parse(await readFile(path, "utf8")).scopes;
    expect(scope.runs).toEqual([ofFormat2(known.run), ofFormat2(aRun("run-1"))]);
  });
});

describe("a reviewed policy of format 2 that knows no approvals and no repairs", () => {
  it("asks for none", () => {
    const { policy, ...end } = aRunEnd();
    const { approvals: _, repair: _repair, ...value } = policy?.value ?? defaultLimits;
    const { pending, ...members } = { ...noProgress, ...end, policy: { ...policy, value } };
    const source = { where: "It", fix: "", firstType: CONNECTION_TYPE };
    const expected = { policy: { value: { ...value, approvals: 0, repair: false } } };
    const item = ofFormat2({ ...members, seq: 1, chunks: 1 });
    expect(fromStored(progressCodec, item, source)).toMatchObject(expected);
    const entry = ofFormat2({ ...members, pending, repository: 7 });
    expect(fromStored(progressEntryCodec, entry, source)).toMatchObject(expected);
  });
});

describe("a table of format 2 with the one pointer", () => {
  const itemOf = (pk: string, sk: string, body: object): TableItem => ({
    pk: { S: pk },
    sk: { S: sk },
    body: { S: JSON.stringify(ofFormat2(body)) },
  });
  const items = [
    itemOf("RECORD", `${CONNECTION_TYPE}/orders`, { ...record, begun }),
    itemOf("INTENT", `${CONNECTION_TYPE}/orders`, intent),
    itemOf("APPLIED", "7", { commit }),
    itemOf(`DONE#${commit}`, `${CONNECTION_TYPE}/orders`, done),
  ];

  it("is read, and not written by that", async () => {
    await using test = await openWireTable(items);
    await expectKnown(test.ledger);
    expect([...test.items.values()]).toEqual(items);
  });

  it("is not asked for the pointer where a run has begun since", async () => {
    await using test = await openWireTable(items);
    await test.ledger.noteTold(test.lease, 7, { reported: "d".repeat(40) });
    const before = test.requests.length;
    expect(await test.ledger.progress(7)).toEqual({ ...known.progress, reported: "d".repeat(40) });
    expect(test.requests.slice(before)).toHaveLength(1);
    await test.ledger.finish(test.lease, 7, aRunEnd(), aRun("run-1"));
    expect(await test.ledger.progress(7)).toEqual({ ...known.progress, ...aRunEnd() });
  });
});
