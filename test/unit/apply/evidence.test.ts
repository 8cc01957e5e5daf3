import { describe, expect, it } from "vitest";
import type { IsApproved } from "../../../workflows/apply/review/approved.ts";
import { evidenceFrom } from "../../../workflows/apply/review/evidence.ts";
import type { Causes } from "../../../workflows/apply/review/history/causes.ts";
import type { Cause } from "../../../workflows/apply/review/history/search.ts";
import { buildPlan } from "../../../workflows/engine/plan/build.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { keyText } from "../../../workflows/engine/values/key.ts";
import type { Model } from "../../../workflows/engine/values/model.ts";
import type { Change } from "../../../workflows/engine/plan/plan.ts";
import type { Evidence } from "../../../workflows/engine/plan/review/review.ts";
import type { PublishedPlan, ResourceRecord } from "../../../workflows/ports/ledger.ts";
import { type BranchProgress, noProgress } from "../../../workflows/ports/progress.ts";
import type { PullRequest } from "../../../workflows/ports/review.ts";
import { apiKeyModel, definitionOf, keyOf, planInput, recordOf } from "../../support/definitions.ts";
import { readablePart } from "../../support/of-connections.ts";
import { mergedPull } from "../../support/pull-requests.ts";

const mergedAt = Date.UTC(2026, 0, 2, 3, 4, 5);
const REPOSITORY = 1;

const pull = mergedPull({ mergedAt, head: "h".repeat(40), mergeCommit: "m".repeat(40) });

const orders = apiKeyModel("orders");
const recorded = (model: Model): ResourceRecord => ({
  ...recordOf(model),
  generation: 1,
  run: "run",
  commit: null,
  appliedAt: 0,
});
const records = [recorded(orders)];
const live = new Map([["orders", readablePart(orders)]]);

function only(changes: readonly Change[]): Change {
  const [change, ...more] = changes;
  if (change === undefined || more.length > 0) throw new Error("the plan of a test has one change");
  return change;
}

/** A danger. */
const deletion = only(buildPlan(planInput({ records, live })).changes);
/** No danger. */
const described = only(
  buildPlan(planInput({ definitions: [definitionOf(apiKeyModel("orders", { Description: "v2" }))], records, live }))
    .changes,
);
const renamed = only(
  buildPlan(
    planInput({
      definitions: [definitionOf(apiKeyModel("invoices"), { id: "orders" })],
      records,
      live: new Map([...live, ["invoices", null]]),
    }),
  ).changes,
);

const publishedOf = (change: Change, more: Partial<PublishedPlan> = {}): PublishedPlan => ({
  repository: REPOSITORY,
  pullRequest: pull.number,
  head: pull.head,
  base: "b".repeat(40),
  digest: "d".repeat(64),
  engine: "engine",
  policy: [],
  changes: { [keyText(change.key)]: change.digest },
  publishedAt: mergedAt - 1,
  ...more,
});

interface Given {
  readonly plans?: readonly (PublishedPlan | "unreadable")[];
  /** By the name of the key. */
  readonly cause?: Cause | ((name: string) => Cause);
  readonly merged?: readonly PullRequest[];
  readonly progress?: BranchProgress;
  /** What somebody was shown who approved; undefined: nobody has to. */
  readonly approvedOn?: readonly PublishedPlan[];
}

interface Found {
  readonly evidence: Evidence;
  /** Names whose causes were asked for. */
  readonly caused: readonly string[];
  /** How often the ledger was asked. */
  readonly read: number;
  /** Pull requests whose approvals were asked for. */
  readonly approvalsOf: readonly number[];
}

const brought: Cause = { from: "a", to: "b", pull };

async function find(change: Change, given: Given = {}): Promise<Found> {
  const { plans = [publishedOf(change)], cause = brought, merged = [], progress = noProgress } = given;
  const approvalsOf: number[] = [];
  const caused: string[] = [];
  let read = 0;
  const causes: Causes = {
    async of({ key, file }) {
      expect(file).not.toBe("");
      caused.push(key.identifier);
      return typeof cause === "function" ? cause(key.identifier) : cause;
    },
    since: () => Promise.reject(new Error("nobody asks who else changed it")),
    stored: async () => null,
  };
  const ledger = {
    async publicationBefore(
      { repository, pullRequest, head }: Pick<PublishedPlan, "repository" | "pullRequest" | "head">,
      time: number,
    ) {
      read += 1;
      if (plans.includes("unreadable")) return "unreadable" as const;
      return plans
        .filter((plan): plan is PublishedPlan => plan !== "unreadable" && plan.repository === repository)
        .filter((plan) => plan.pullRequest === pullRequest && plan.head === head && plan.publishedAt < time)
        .toSorted((a, b) => a.publishedAt - b.publishedAt)
        .at(-1);
    },
  };
  const isApproved: IsApproved = async ({ number }, isShown) => {
    approvalsOf.push(number);
    return given.approvedOn === undefined || given.approvedOn.some(isShown);
  };
  const deps = { kinds: builtinKinds, causes, ledger, repository: REPOSITORY, engine: "engine", isApproved };
  const evidence = await evidenceFrom({ progress, records, merged }, deps)(change);
  return { evidence, caused, read, approvalsOf };
}

/** As `reviewed #7`, or why not. */
async function told(change: Change, given: Given = {}): Promise<string> {
  const { evidence } = await find(change, given);
  if (evidence.kind === "uncaused") return "uncaused";
  const where = evidence.pull === null ? "" : ` #${evidence.pull}`;
  return `${evidence.kind === "reviewed" ? "reviewed" : evidence.why}${where}`;
}

describe("a change that a pull request brought", () => {
  it("was reviewed where the plan that was published for its head before the merge has it", async () => {
    expect(await told(deletion)).toBe("reviewed #7");
  });

  it("was, in the second of the merge as well, since GitHub gives whole seconds", async () => {
    expect(await told(deletion, { plans: [publishedOf(deletion, { publishedAt: mergedAt + 999 })] })).toBe(
      "reviewed #7",
    );
    expect(await told(deletion, { plans: [publishedOf(deletion, { publishedAt: mergedAt + 1000 })] })).toBe(
      "no-plan #7",
    );
    const late = { ...pull, mergedAt: mergedAt + 400 };
    expect(
      await told(deletion, {
        plans: [publishedOf(deletion, { publishedAt: mergedAt + 1000 })],
        cause: { from: "a", to: "b", pull: late },
      }),
    ).toBe("no-plan #7");
  });

  it("was reviewed by the newest plan before the merge alone", async () => {
    const first = publishedOf(deletion, { publishedAt: mergedAt - 3 });
    const second = publishedOf(deletion, { publishedAt: mergedAt - 2, changes: {} });
    expect(await told(deletion, { plans: [first, second] })).toBe("other-change #7");
    const third = publishedOf(deletion, { publishedAt: mergedAt - 1 });
    expect(await told(deletion, { plans: [first, second, third] })).toBe("reviewed #7");
    const after = publishedOf(deletion, { publishedAt: mergedAt + 5_000, changes: {} });
    expect(await told(deletion, { plans: [first, after] })).toBe("reviewed #7");
  });

  it.each([
    ["for another head", { head: "x".repeat(40) }, "no-plan #7"],
    ["for another pull request", { pullRequest: 8 }, "no-plan #7"],
    ["for another repository", { repository: 2 }, "no-plan #7"],
    ["with another digest", { changes: { [keyText(keyOf("orders"))]: "2".repeat(64) } }, "other-change #7"],
    ["for another connection", { changes: { [keyText(keyOf("stock"))]: deletion.digest } }, "other-change #7"],
    ["by another engine", { engine: "another" }, "other-engine #7"],
    ["by an engine that did not say which", { engine: null }, "other-engine #7"],
  ])("was not by what was published %s", async (_, more, why) => {
    expect(await told(deletion, { plans: [publishedOf(deletion, more)] })).toBe(why);
  });

  it("was not by a plan that cannot be read, nor by none", async () => {
    expect(await told(deletion, { plans: ["unreadable"] })).toBe("other-engine #7");
    expect(await told(deletion, { plans: [] })).toBe("no-plan #7");
  });

  it("was not where GitHub does not call the pull request merged", async () => {
    expect(await told(deletion, { cause: { from: "a", to: "b", pull: { ...pull, mergedAt: null } } })).toBe(
      "no-plan #7",
    );
  });

  it("was not by what every object has", async () => {
    const changes = Object.create({ [keyText(deletion.key)]: deletion.digest }) as Record<string, string>;
    expect(await told(deletion, { plans: [publishedOf(deletion, { changes })] })).toBe("other-change #7");
  });
});

describe("a change of a pull request that people have to approve", () => {
  it("is reviewed where somebody did who had been shown just this change", async () => {
    expect(await told(deletion, { approvedOn: [publishedOf(deletion)] })).toBe("reviewed #7");
  });

  it.each([
    ["nobody did", []],
    ["it was another change then", [publishedOf(deletion, { changes: { [keyText(deletion.key)]: "2".repeat(64) } })]],
    ["it was no change of it then", [publishedOf(deletion, { changes: {} })]],
    ["another engine had made the plan", [publishedOf(deletion, { engine: "another" })]],
  ])("is not where %s", async (_, approvedOn) => {
    expect(await told(deletion, { approvedOn })).toBe("not-approved #7");
  });

  it("is told as plain where it is no danger, and nobody has to know its cause", async () => {
    const { evidence, caused, approvalsOf } = await find(described, { merged: [pull], approvedOn: [] });
    expect(evidence).toEqual({ kind: "unreviewed", why: "not-approved", pull: 7 });
    expect(caused).toEqual([]);
    expect(approvalsOf).toEqual([7]);
  });

  it("is reviewed by another pull request of the run that shows it and is approved", async () => {
    const other = { ...pull, number: 6 };
    const plans = [publishedOf(described), publishedOf(described, { pullRequest: 6, changes: {} })];
    const given = { merged: [other, pull], plans, approvedOn: [publishedOf(described)] };
    expect(await told(described, given)).toBe("reviewed #7");
  });

  it("has nobody asked where its plan does not show it", async () => {
    expect((await find(deletion, { plans: [] })).approvalsOf).toEqual([]);
    expect((await find(deletion, { cause: { from: "a", to: "b", pull: null } })).approvalsOf).toEqual([]);
  });
});

describe("a change that no pull request brought", () => {
  it.each([
    ["no-pull-request", { from: "a", to: "b", pull: null }],
    ["too-far", "too-far"],
    ["uncaused", "none"],
  ] as const)("is told as %s", async (why, cause) => {
    expect(await told(deletion, { cause })).toBe(why);
    expect((await find(deletion, { cause })).read).toBe(0);
  });

  it("is none that a plan of another merged pull request reviewed", async () => {
    expect(await told(deletion, { cause: { from: "a", to: "b", pull: null }, merged: [pull] })).toBe("no-pull-request");
  });
});

describe("a replacement", () => {
  it("has the cause of both its keys, which are one step", async () => {
    const { evidence, caused } = await find(renamed);
    expect(renamed.action).toBe("replace");
    expect(evidence).toEqual({ kind: "reviewed", pull: 7 });
    expect(caused).toEqual(["invoices", "orders"]);
  });

  it("is not reviewed where its keys were changed by two steps, or one of them by none", async () => {
    const another: Cause = { from: "b", to: "c", pull };
    expect(await told(renamed, { cause: (name) => (name === "orders" ? another : brought) })).toBe("two-steps");
    expect(await told(renamed, { cause: (name) => (name === "orders" ? "none" : brought) })).toBe("two-steps");
    for (const other of [
      { from: "0", to: "b" },
      { from: "a", to: "c" },
    ]) {
      expect(await told(renamed, { cause: (name) => (name === "orders" ? { ...other, pull } : brought) })).toBe(
        "two-steps",
      );
    }
  });

  it("is not caused where neither of them was", async () => {
    expect(await told(renamed, { cause: "none" })).toBe("uncaused");
  });
});

describe("a plain change that a plan of the run's pull requests shows", () => {
  it("is reviewed, and nobody has to know its cause", async () => {
    const other = { ...pull, number: 6 };
    const { evidence, caused } = await find(described, { merged: [other, pull] });
    expect(evidence).toEqual({ kind: "reviewed", pull: 7 });
    expect(caused).toEqual([]);
  });

  it("goes by its cause where none of them shows it, or none can be read, or another engine made it", async () => {
    const direct = { from: "a", to: "b", pull: null };
    for (const plan of [publishedOf(described, { changes: {} }), publishedOf(described, { engine: "x" })]) {
      const { evidence, caused } = await find(described, { merged: [pull], plans: [plan], cause: direct });
      expect(evidence).toMatchObject({ kind: "unreviewed", why: "no-pull-request" });
      expect(caused).toEqual(["orders"]);
    }
    expect(await told(described, { merged: [pull], plans: ["unreadable"], cause: direct })).toBe("no-pull-request");
  });

  it("goes by its cause where a rewrite bars it: what a planner wrote takes no bar away", async () => {
    const bar = { state: "held", reason: "", cause: null, isBarred: true, since: 1, sinceCommit: "c" } as const;
    const given = { merged: [pull], cause: { from: "a", to: "b", pull: null } };
    const barred = (name: string) => ({ ...noProgress, pending: [{ ...bar, key: keyOf(name) }] });
    expect(await told(described, { ...given, progress: barred("orders") })).toBe("no-pull-request");
    expect(await told(described, { ...given, progress: barred("stock") })).toBe("reviewed #7");
  });

  it("has the ledger asked once for each pull request", async () => {
    const { evidence, read } = await find(described, {
      merged: [pull],
      plans: [publishedOf(described, { changes: {} })],
    });
    expect(evidence).toMatchObject({ why: "other-change", pull: 7 });
    expect(read).toBe(1);
  });

  it("goes by its cause while the branch is in doubt", async () => {
    const progress: BranchProgress = { ...noProgress, doubt: "off-line" };
    const { caused } = await find(described, { merged: [pull], progress });
    expect(caused).toEqual(["orders"]);
  });

  it("is another thing than a danger, whose cause is always asked for", async () => {
    const { evidence, caused, read } = await find(deletion, { merged: [pull] });
    expect(evidence).toEqual({ kind: "reviewed", pull: 7 });
    expect(caused).toEqual(["orders"]);
    expect(read).toBe(1);
  });
});
