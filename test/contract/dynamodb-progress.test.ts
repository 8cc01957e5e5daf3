import { describe, expect, it } from "vitest";
import { LedgerCorruptError } from "../../infra/ledger/format.ts";
import type { Ledger } from "../../workflows/ports/ledger.ts";
import type { PendingChange } from "../../workflows/ports/progress.ts";
import type { WireRequest } from "./aws-wire.ts";
import type { TableItem } from "./first-format.ts";
import { aPendingChange, aRun, aRunEnd } from "./ledger-fixtures.ts";
import { refusedFormat } from "./newer-format.ts";
import { describeProgress } from "./progress-suite.ts";
import { openWireTable, type WireTable } from "./wire-table.ts";

const changes = (count: number, prefix: string): readonly PendingChange[] =>
  Array.from({ length: count }, (_, index) => aPendingChange(`${prefix}-${index}`));

const older = aRunEnd({ pending: changes(250, "older") });
const newer = aRunEnd({
  progress: { commit: "9".repeat(40), run: "run-2", at: 1_700_000_002_000 },
  pending: changes(350, "newer"),
  policy: null,
});

const isWrite = ({ operation }: WireRequest): boolean => operation === "TransactWriteItems";

/** A table in which a run ended with `older`, and that dies from a write on that is counted from there. */
async function openEnded() {
  let left = Number.POSITIVE_INFINITY;
  const test = await openWireTable([], (request) => isWrite(request) && (left -= 1) < 0);
  await test.ledger.pin(test.lease, 7, { pinned: "3".repeat(40), doubt: "none", branches: ["main"] });
  await test.ledger.finish(test.lease, 7, older, aRun("run-1"));
  await test.ledger.pin(test.lease, 7, { pinned: "9".repeat(40), doubt: "off-line", branches: ["main"] });
  const dieAfter = (writes: number): void => {
    left = writes;
  };
  return { test, dieAfter };
}

/** Where what is pending stands. */
const pendingIn = ({ items }: WireTable): readonly string[] =>
  [...items.keys()].filter((place) => place.startsWith("PENDING")).toSorted();

const runsIn = ({ items }: WireTable): readonly string[] =>
  [...items.values()].flatMap(({ pk, body }) => (pk?.S === "RUN" ? [JSON.parse(body?.S ?? "").id] : []));

describe("the progress in a table", () => {
  describeProgress(async () => {
    const { ledger, lease } = await openWireTable([]);
    return { ledger, other: ledger, lease };
  });
});

describe("the end of a run in a table", () => {
  it("moves with the run's summary in one transaction, after all that is pending", async () => {
    const { test } = await openEnded();
    await using _ = test;
    const before = test.requests.length;
    await test.ledger.finish(test.lease, 7, newer, aRun("run-2"));
    const written = test.requests
      .slice(before)
      .filter(isWrite)
      .map(({ body }) => JSON.parse(body).TransactItems.slice(1))
      .map((items) => items.map(({ Put }: { readonly Put: { readonly Item: TableItem } }) => Put.Item["pk"]?.S));
    expect(written).toEqual([["PENDING#7"], ["PENDING#7"], ["PENDING#7"], ["PENDING#7"], ["TARGET", "RUN"]]);
  });

  it.each([0, 1, 2, 3, 4])(
    "that dies at its write %i leaves the older whole, and the next one goes on",
    async (writes) => {
      const { test, dieAfter } = await openEnded();
      await using _ = test;
      const before = await test.ledger.progress(7);
      expect(before).toMatchObject({ doubt: "off-line", ...older });
      dieAfter(writes);
      await expect(test.ledger.finish(test.lease, 7, newer, aRun("run-2"))).rejects.toThrow("it died");
      expect(await test.ledger.progress(7)).toEqual(before);
      expect(runsIn(test)).toEqual(["run-1"]);

      dieAfter(Number.POSITIVE_INFINITY);
      const end = { ...newer, pending: changes(150, "last") };
      await test.ledger.finish(test.lease, 7, end, aRun("run-3"));
      expect(await test.ledger.progress(7)).toEqual({ ...before, doubt: "none", ...end });
      expect(runsIn(test)).toEqual(["run-1", "run-3"]);
    },
  );

  it("keeps what the run before left for whoever is reading it, and nothing older", async () => {
    const { test, dieAfter } = await openEnded();
    await using _ = test;
    dieAfter(4);
    await expect(test.ledger.finish(test.lease, 7, newer, aRun("run-2"))).rejects.toThrow("it died");
    dieAfter(Number.POSITIVE_INFINITY);
    await test.ledger.finish(test.lease, 8, aRunEnd(), aRun("run-3"));
    await test.ledger.finish(test.lease, 7, { ...newer, pending: changes(3, "few") }, aRun("run-4"));
    const first = ["PENDING#7 1#000", "PENDING#7 1#001", "PENDING#7 1#002"];
    expect(pendingIn(test)).toEqual([...first, "PENDING#7 2#000", "PENDING#8 1#000"]);
    await test.ledger.finish(test.lease, 7, { ...newer, pending: [] }, aRun("run-5"));
    expect(pendingIn(test)).toEqual(["PENDING#7 2#000", "PENDING#8 1#000"]);
    await test.ledger.finish(test.lease, 7, { ...newer, pending: [] }, aRun("run-6"));
    expect(pendingIn(test)).toEqual(["PENDING#8 1#000"]);
  });

  it("is not mixed with another's of which the number begins alike", async () => {
    await using test = await openWireTable([]);
    for (let run = 1; run <= 11; run += 1) {
      const pending = changes(run, `run-${run}`);
      await test.ledger.finish(test.lease, 7, aRunEnd({ pending }), aRun(`run-${run}`));
      expect((await test.ledger.progress(7)).pending).toEqual(pending);
    }
    expect(pendingIn(test)).toEqual(["PENDING#7 10#000", "PENDING#7 11#000"]);
  });
});

describe("progress that cannot be read, in a table", () => {
  /** The table after a run that left 250 changes, with an item replaced, or taken away. */
  async function damaged(place: string, body: object | null) {
    const { test } = await openEnded();
    await using _ = test;
    const items = [...test.items].flatMap(([each, item]): readonly TableItem[] => {
      if (each !== place) return [item];
      return body === null
        ? []
        : [{ ...item, body: { S: JSON.stringify({ ...JSON.parse(item["body"]?.S ?? ""), ...body }) } }];
    });
    expect(items).not.toEqual([...test.items.values()]);
    return await openWireTable(items);
  }
  const progressIn = ({ ledger }: { readonly ledger: Ledger }) => ledger.progress(7);

  it.each(["000", "001", "002"])("is refused where part %s of what is pending is missing", async (chunk) => {
    await using test = await damaged(`PENDING#7 1#${chunk}`, null);
    await expect(progressIn(test)).rejects.toThrow(LedgerCorruptError);
    await expect(progressIn(test)).rejects.toThrow(
      `The item "PENDING#7", "1#${chunk}" of the ledger table "ledger" is missing`,
    );
  });

  it.each(["TARGET 7", "PENDING#7 1#001"])("is refused where %s has a member that is not known", async (place) => {
    await using test = await damaged(place, { newer: true });
    await expect(progressIn(test)).rejects.toThrow(LedgerCorruptError);
  });

  it.each(["TARGET 7", "PENDING#7 1#001"])("is refused where %s has a format that is not known", async (place) => {
    await using test = await damaged(place, { format: 3 });
    expect(await refusedFormat(progressIn(test))).toBe("3");
  });

  it("lets nobody begin or end a run over it", async () => {
    await using test = await damaged("TARGET 7", { format: 3 });
    const before = new Map(test.items);
    const pin = { pinned: "3".repeat(40), doubt: "none", branches: ["main"] } as const;
    expect(await refusedFormat(test.ledger.pin(test.lease, 7, pin))).toBe("3");
    expect(await refusedFormat(test.ledger.finish(test.lease, 7, newer, aRun("run-2")))).toBe("3");
    expect(await refusedFormat(test.ledger.noteTold(test.lease, 7, { reported: "3".repeat(40) }))).toBe("3");
    expect(test.items).toEqual(before);
  });
});
