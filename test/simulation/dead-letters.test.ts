import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ledger } from "../../workflows/ports/ledger.ts";
import { definitionJson, hasty, type Pipeline, startPipeline } from "../support/pipeline.ts";

/* What the queue gives up is told, and a lock that somebody holds is waited for. */

const mostFailures = 3;

let pipeline: Pipeline;
let applier: Ledger;
/** Whether what the applier asks of its ledger fails. */
let isGone = false;
/** Called before it asks for the lock. */
let onAcquire = async (): Promise<void> => undefined;

function mortal(ledger: Ledger): Ledger {
  applier = ledger;
  return {
    ...ledger,
    records: async () => {
      if (isGone) throw new Error("ProvisionedThroughputExceeded: hunter2");
      return await ledger.records();
    },
    acquire: async (...given) => {
      await onAcquire();
      return await ledger.acquire(...given);
    },
  };
}

beforeAll(async () => {
  pipeline = await startPipeline({ applierLedger: mortal, policy: { ...hasty, mostFailures } });
  for (const id of ["orders", "billing", "crm"]) {
    pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: `of-${id}` });
  }
});
afterAll(() => pipeline.close());

/** How often something was logged since this was called. */
function linesOf(words: string): () => number {
  const count = (): number => pipeline.log.filter((line) => line.includes(words)).length;
  const before = count();
  return () => count() - before;
}

const propose = (id: string) => pipeline.propose(id, { [`connections/${id}.json`]: definitionJson(id) });

async function checkOf(commit: string, name: string) {
  const found = (await pipeline.user.checks(commit)).find((check) => check.name === name);
  if (found === undefined) throw new Error(`there is no check ${name}`);
  return found;
}

describe("a plan that fails each time", () => {
  it("becomes a failed check that says so, and what to do, and the next push is planned", async () => {
    const [failed, givenUp] = [linesOf("job failed"), linesOf("job given up")];
    const fault = { method: "POST", path: /\/issues\/\d+\/comments$/, status: 422 };
    pipeline.stack.github.injectFault({ ...fault, times: mostFailures });
    const { head, number } = await propose("orders");
    expect([failed(), givenUp()]).toEqual([mostFailures - 1, 1]);
    const { conclusion, title, summary } = await checkOf(head, "bridgehead / plan");
    expect([conclusion, title]).toEqual(["failure", "Bridgehead could not plan, and gave up"]);
    expect(summary).toContain(`It was tried ${mostFailures} times.`);
    expect(summary).toContain("It is not tried again by itself.");
    expect(summary).toContain("press **Plan again**");
    await pipeline.push("orders", { "connections/orders.json": definitionJson("orders", { description: "again" }) });
    expect(await pipeline.comment(number)).toContain("1 to create");
  });

  it("of which GitHub can be told nothing, is in the log and among the dead letters", async () => {
    const [givenUp, untold] = [linesOf("job given up"), linesOf("nobody was told that a job was given up")];
    pipeline.stack.github.injectFault({ path: /\/(?:graphql|pulls\/2)$/, status: 404, times: 2 * (mostFailures + 1) });
    const { head } = await propose("billing");
    expect([givenUp(), untold()]).toEqual([1, 1]);
    expect(await pipeline.user.checks(head)).toEqual([]);
  });
});

describe("an apply that fails each time", () => {
  it("becomes a failed check on the tip that says so, and what to do, which goes on with it", async () => {
    const { number } = await propose("crm");
    isGone = true;
    const [failed, givenUp] = [linesOf("job failed"), linesOf("job given up")];
    const commit = await pipeline.merge(number);
    expect([failed(), givenUp()]).toEqual([mostFailures - 1, 1]);
    const { conclusion, title, summary } = await checkOf(commit, "bridgehead / apply");
    expect([conclusion, title]).toEqual(["failure", "The run failed, and was given up"]);
    expect(summary).toContain(`It was tried ${mostFailures} times.`);
    expect(summary).not.toContain("hunter2");
    expect(summary).toContain("gh workflow run bridgehead.yml --ref main -f operation=apply");
    isGone = false;
    await pipeline.user.dispatch({ operation: "apply" });
    await pipeline.stack.idle();
    expect(pipeline.stack.aws.connectionNames()).toContain("crm");
  });

  it("is told by the check that somebody who dispatched it waits for", async () => {
    isGone = true;
    await pipeline.user.dispatch({ operation: "apply" });
    await pipeline.stack.idle();
    isGone = false;
    const { conclusion, title } = await checkOf("main", "bridgehead / re-run");
    expect([conclusion, title]).toEqual(["failure", "Given up"]);
  });
});

describe("an apply that finds the lock taken", () => {
  it.each(["push", "dispatch"])("by a %s waits for as long as that takes, which is no failure", async (by) => {
    const lease = await applier.acquire("killed", 60_000);
    if ("heldUntil" in lease) throw new Error("the lock is held");
    let asked = 0;
    onAcquire = async () => {
      asked += 1;
      // More often than anything may fail.
      if (asked === mostFailures + 2) await applier.release(lease);
    };
    const [failed, waited] = [linesOf("error: "), linesOf("job waits")];
    const runs = pipeline.runs.length;
    if (by === "push") {
      await pipeline.work.checkout("main", "main");
      await pipeline.push("main", { "NOTES.md": "notes" });
    } else {
      await pipeline.user.dispatch({ operation: "apply" });
      await pipeline.stack.idle();
    }
    onAcquire = async () => undefined;
    expect([failed(), waited()]).toEqual([0, mostFailures + 1]);
    expect(pipeline.runs.slice(runs)).toMatchObject([{ outcome: "no-changes" }]);
  });
});
