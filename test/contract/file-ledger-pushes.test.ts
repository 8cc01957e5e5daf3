import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { Ledger } from "../../workflows/ports/ledger.ts";
import { describePushes } from "./push-suite.ts";
import { createTestClock, type TestClock } from "./test-clock.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "bridgehead-pushes-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("who pushed, in a file", () => {
  const open = (clock: Pick<TestClock, "now" | "sleep">): Ledger =>
    createFileLedger({ path: join(folder, "ledger.json"), scope: "here", firstType: CONNECTION_TYPE, clock });
  describePushes(async () => open);

  it("is the newest thousand, and what has run out leaves the file", async () => {
    const clock = createTestClock();
    const ledger = open(clock);
    const at = clock.now();
    await Promise.all(
      Array.from({ length: 1005 }, (_, index) =>
        ledger.notePush(7, { before: `${index}`, after: `${index + 1}`, sender: 5, at: at + index }),
      ),
    );
    const found = await ledger.pushes(7);
    expect(found).toHaveLength(1000);
    expect(found[0]).toMatchObject({ before: "1004" });
    clock.advance(91 * 24 * 60 * 60 * 1000);
    await ledger.notePush(7, { before: "x", after: "y", sender: 5, at: clock.now() });
    expect(await readFile(join(folder, "ledger.json"), "utf8")).not.toContain('"1004"');
  });
});
