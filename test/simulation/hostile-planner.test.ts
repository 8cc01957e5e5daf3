import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PublishedPlan } from "../../workflows/ports/ledger.ts";
import { type ForgedPlans, forgePlans } from "./forged-plans.ts";
import { defined } from "../support/oauth-definitions.ts";
import { type History, type Proposal, startHistory, statusOf } from "../support/review-history.ts";

const gone = defined("alpha", null);
const elsewhere = defined("alpha", { to: "e" });
const other = defined("beta", { description: "proposed" });

/** A target whose planner was taken over, and knows the digest of every change that it wants. */
async function takenOver(): Promise<{ history: History; planner: ForgedPlans; changes: PublishedPlan["changes"] }> {
  const history = await startHistory(["alpha", "beta", "gamma"]);
  const planner = forgePlans(history);
  const changes = { ...(await planner.digestsOf(elsewhere)), ...(await planner.digestsOf(gone)) };
  return { history, planner, changes };
}

/** What two runs say of alpha, and whether it is there after them. */
async function twoRuns(history: History): Promise<{ told: readonly unknown[]; isThere: boolean }> {
  const told = [statusOf(await history.run(), "alpha"), statusOf(await history.run(), "alpha")];
  return { told, isThere: history.names().includes("alpha") };
}

const held = { told: ["held", "held"], isThere: true };

describe("a planner that was taken over does not make reviewed", () => {
  it("what somebody pushed, by a plan of a pull request about something else that is merged after it", async () => {
    const { history, planner, changes } = await takenOver();
    await using _ = history;
    await history.push(gone);
    const proposal = await history.propose(other);
    await planner.forge(proposal, { changes });
    await history.merge(proposal);
    expect(await twoRuns(history)).toEqual(held);
  });

  it("what somebody pushed after such a merge", async () => {
    const { history, planner, changes } = await takenOver();
    await using _ = history;
    const proposal = await history.propose(other);
    await planner.forge(proposal, { changes });
    await history.merge(proposal);
    await history.push(gone);
    expect(await twoRuns(history)).toEqual(held);
  });

  it("what somebody pushed over a merged pull request that did the same before", async () => {
    const { history, planner, changes } = await takenOver();
    await using _ = history;
    const proposal = await history.propose(gone);
    await planner.forge(proposal, { changes });
    await history.merge(proposal);
    await history.push(defined("alpha"));
    await history.push(gone);
    expect(await twoRuns(history)).toEqual(held);
  });

  it("what a pull request brought, by a plan that is younger than its merge", async () => {
    const { history, planner, changes } = await takenOver();
    await using _ = history;
    const proposal = await history.proposeUnplanned(gone);
    await history.merge(proposal);
    await planner.forge(proposal, { changes, publishedAt: Date.now() + 5_000 });
    expect(await twoRuns(history)).toEqual(held);
  });

  it("what a pull request brought, by a plan of another head, another repository or another pull request", async () => {
    const { history, planner, changes } = await takenOver();
    await using _ = history;
    const planned = await history.propose(other);
    const proposal = await history.proposeUnplanned({ "README.md": "first" });
    await planner.forge(proposal, { changes });
    await history.clone.checkout(proposal.branch, `origin/${proposal.branch}`);
    await history.clone.commit(gone);
    await history.clone.git("push", "--quiet", "origin", proposal.branch);
    await planner.forge(proposal, { changes, repository: 1 });
    await planner.forge(planned, { changes });
    await history.merge(planned);
    await history.merge(proposal);
    expect(await twoRuns(history)).toEqual(held);
  });

  it("what a pull request brought, by a plan that another version made", async () => {
    const { history, planner, changes } = await takenOver();
    await using _ = history;
    const proposal = await history.proposeUnplanned(gone);
    await planner.forge(proposal, { changes, engine: "0".repeat(64) });
    await history.merge(proposal);
    expect(await twoRuns(history)).toEqual(held);
  });

  it("what a rewrite brought back, by a plan of a pull request that was merged before it", async () => {
    const { history, planner, changes } = await takenOver();
    await using _ = history;
    const proposal = await history.propose(gone);
    await history.merge(proposal);
    await history.push(defined("alpha"));
    await history.run();
    await history.forcePush();
    await planner.forge(proposal, { changes, publishedAt: Date.now() - 60_000 });
    expect(await twoRuns(history)).toEqual(held);
  });

  it("the new half of a replacement whose old half somebody pushed", async () => {
    const { history, planner } = await takenOver();
    await using _ = history;
    const renamed = {
      "connections/moved.json": String(elsewhere["connections/alpha.json"]).replace("{", '{ "name": "moved",'),
    };
    const changes = { ...(await planner.digestsOf({ ...gone, ...renamed })), ...(await planner.digestsOf(gone)) };
    await history.push(gone);
    const proposal = await history.propose(renamed);
    await planner.forge(proposal, { changes });
    await history.merge(proposal);
    await history.run();
    await history.run();
    expect(history.names()).toEqual(["alpha", "beta", "gamma"]);
  });
});

it("whatever plans it writes, of whatever pull request, at whatever time: what was pushed stays held", async () => {
  const { history, planner, changes } = await takenOver();
  await using _ = history;
  const merged = await history.propose(other);
  await history.merge(merged);
  await history.push(gone);
  const afterwards = await history.propose({ "README.md": "merged after it" });
  await history.merge(afterwards);
  const open = await history.propose(defined("alpha", { description: "open" }));
  const keys = Object.keys(changes);
  const digests = Object.values(changes);
  const text = fc.oneof(fc.constantFrom(...keys, ...digests, "", "__proto__", "alpha"), fc.string());
  const forgery = fc.record({
    proposal: fc.constantFrom<Proposal>(merged, afterwards, open),
    changes: fc.oneof(fc.constant(changes), fc.dictionary(text, text, { maxKeys: 3 })),
    base: text,
    digest: text,
    publishedAt: fc.oneof(fc.constantFrom(0, Date.now() - 60_000, 2 ** 52), fc.nat()),
  });
  const isHeld = fc.asyncProperty(fc.array(forgery, { minLength: 1, maxLength: 30 }), async (forgeries) => {
    for (const { proposal, ...different } of forgeries) await planner.forge(proposal, different);
    await history.run();
    expect(history.names()).toEqual(["alpha", "beta", "gamma"]);
  });
  await fc.assert(isHeld, { seed: 11, numRuns: 20, endOnFailure: true });
  expect(statusOf(await history.run(), "alpha")).toBe("held");
});

it.each<{ what: string; forgery: Record<string, unknown> }>([
  { what: "no changes", forgery: { changes: null } },
  { what: "a time that is none", forgery: { publishedAt: "before the merge" } },
  { what: "no head", forgery: { head: null } },
  { what: "a number for a digest", forgery: { changes: { "AWS::Events::Connection/alpha": 1 } } },
])("a plan with $what is none: either a run passes over it, or there is no run", async ({ forgery }) => {
  const { history, planner } = await takenOver();
  await using _ = history;
  await history.push(gone);
  const proposal = await history.propose(other);
  await planner.forge(proposal, forgery);
  await history.merge(proposal);
  const run = await history.run().catch(() => undefined);
  expect(["held", undefined]).toContain(run && statusOf(run, "alpha"));
  expect(history.names()).toEqual(["alpha", "beta", "gamma"]);
});

it("what it gains: a pull request on a definition whose pushed change is held passes that, when it lies about it", async () => {
  const { history, planner } = await takenOver();
  await using _ = history;
  await history.push(elsewhere);
  await history.run();
  const both = defined("alpha", { to: "e", description: "proposed" });
  const changes = await planner.digestsOf(both);
  // People are shown nothing, or a lie: that the pull request changed the definition last is git's word all the same.
  const proposal = await history.proposeUnplanned(both);
  await planner.forge(proposal, { changes });
  await history.merge(proposal);
  expect(await history.run()).toMatchObject({ outcome: "applied" });
  expect(history.live("alpha")).toEqual({ to: "e", description: "proposed" });
});
