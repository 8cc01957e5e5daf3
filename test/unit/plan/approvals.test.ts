import { describe, expect, it } from "vitest";
import { createApproved } from "../../../workflows/apply/review/approved.ts";
import { countApprovals } from "../../../workflows/engine/plan/review/approvals.ts";
import { approvalsFor, approvalsOf, isApproved, readApprovals } from "../../../workflows/plan/approvals.ts";
import type { PublishedPlan } from "../../../workflows/ports/ledger.ts";
import type { Approval } from "../../../workflows/ports/review.ts";
import { aPublication } from "../../contract/ledger-fixtures.ts";
import { openPull } from "../../support/pull-requests.ts";

const people = { dev: 1, ana: 2, bob: 3, eve: 4 };
type Login = keyof typeof people;
const [author, head, AT] = [people.dev, "head", Date.UTC(2026, 0, 2, 3, 4, 5)];

const by = (login: Login, but: Partial<Approval> = {}): Approval => ({
  login,
  id: people[login],
  commit: head,
  at: AT,
  ...but,
});

describe("approvals", () => {
  const logins = (all: readonly Approval[]): string => all.map(({ login }) => login).join(" ");

  /** `counted / early / missing`; those who approve at `AT` were shown the plan. */
  function count(needed: number, approvals: readonly Approval[], authorId: number | null = author): string {
    const writers = new Set([people.dev, people.ana, people.bob]);
    const isOfPlan = ({ at }: Approval): boolean => at >= AT;
    const { counted, early, missing } = countApprovals(approvals, { needed, authorId, head, writers, isOfPlan });
    return `${logins(counted)} / ${logins(early)} / ${missing}`;
  }

  it.each<[told: string, needed: number, approvals: readonly Approval[], expected: string]>([
    ["none, where none are needed,", 0, [], " /  / 0"],
    ["none", 1, [], " /  / 1"],
    ["one", 1, [by("ana")], "ana /  / 0"],
    ["one of two", 2, [by("ana")], "ana /  / 1"],
    ["two of two", 2, [by("ana"), by("bob")], "ana bob /  / 0"],
    ["two of one", 1, [by("ana"), by("bob")], "ana bob /  / 0"],
    ["the author's", 1, [by("dev")], " /  / 1"],
    ["the author's, and another", 1, [by("dev"), by("ana")], "ana /  / 0"],
    ["one of somebody who may not write", 1, [by("eve")], " /  / 1"],
    ["one of another head", 1, [by("ana", { commit: "older" })], " / ana / 1"],
    ["one before the plan was shown", 1, [by("ana", { at: AT - 1 })], " / ana / 1"],
    ["an early one, and one that counts", 2, [by("ana", { commit: "older" }), by("bob")], "bob / ana / 1"],
    ["two of the same account", 2, [by("ana"), by("ana")], "ana ana /  / 1"],
    ["two of an account whose name changed", 2, [by("ana"), by("bob", { id: people.ana })], "ana bob /  / 1"],
    ["one of an account that took the author's name", 1, [by("ana", { login: "dev" })], "dev /  / 0"],
  ])("%s: as they count", (_, needed, approvals, expected) => {
    expect(count(needed, approvals)).toBe(expected);
  });

  it("are all somebody else's where the author's account is gone", () => {
    expect(count(1, [by("ana")], null)).toBe("ana /  / 0");
  });
});

const pull = openPull({ head, authorId: author, requested: ["bob", "acme/platform"] });
const plan = aPublication({ repository: 7, pullRequest: pull.number, head, changes: { orders: "1" }, publishedAt: AT });

interface Given {
  readonly approvals?: readonly Approval[];
  readonly plans?: readonly PublishedPlan[];
  readonly writers?: readonly Login[];
}

function world({ approvals = [by("ana")], plans = [plan], writers = ["dev", "ana", "bob"] }: Given = {}) {
  const asked: string[] = [];
  const deps = {
    forge: {
      id: { id: 7 },
      review: {
        async approvals(number: number) {
          asked.push(`approvals of #${number}`);
          return approvals;
        },
      },
      trigger: {
        async mayWrite({ login }: { readonly login: string }) {
          asked.push(login);
          return writers.some((each) => each === login);
        },
      },
    },
    ledger: {
      async publicationBefore(key: Pick<PublishedPlan, "repository" | "pullRequest" | "head">, time: number) {
        expect(key).toEqual({ repository: 7, pullRequest: pull.number, head });
        return plans.findLast(({ publishedAt }) => publishedAt < time);
      },
    },
  };
  return { deps, asked };
}

describe("a pull request", () => {
  const isApprovedIn = async (given: Given, needed = 1): Promise<boolean> =>
    isApproved(await readApprovals(pull, world(given).deps), pull, needed, ({ changes }) => changes["orders"] === "1");
  const at = (publishedAt: number, changes: Readonly<Record<string, string>>) => ({ ...plan, publishedAt, changes });

  it("is approved by who was shown the plan, in the very second of its publication as well", async () => {
    expect(await isApprovedIn({})).toBe(true);
    expect(await isApprovedIn({ plans: [at(AT + 999, { orders: "1" })] })).toBe(true);
    expect(await isApprovedIn({ plans: [at(AT + 1000, { orders: "1" })] })).toBe(false);
    expect(await isApprovedIn({}, 2)).toBe(false);
  });

  it("is judged by the newest plan before the approval alone", async () => {
    const other = { orders: "2" };
    expect(await isApprovedIn({ plans: [at(AT - 5, { orders: "1" }), at(AT - 1, other)] })).toBe(false);
    expect(await isApprovedIn({ plans: [at(AT - 5, other), at(AT - 1, { orders: "1" })] })).toBe(true);
    expect(await isApprovedIn({ plans: [at(AT - 5, { orders: "1" }), at(AT + 5000, other)] })).toBe(true);
    expect(await isApprovedIn({ plans: [] })).toBe(false);
  });

  it("is approved by who may write at this moment, and by nobody on another head", async () => {
    expect(await isApprovedIn({ writers: [] })).toBe(false);
    expect(await isApprovedIn({ approvals: [by("ana", { commit: "older" })] })).toBe(false);
  });

  it("has as many people asked about as there is time for, the newest first", async () => {
    const crowd = Array.from({ length: 80 }, (_, id) => ({ login: `u${id}`, id: 100 + id, commit: head, at: AT - 10 }));
    expect(await isApprovedIn({ approvals: [...crowd, by("ana")] })).toBe(true);
    const { deps, asked } = world({ approvals: crowd });
    await readApprovals(pull, deps);
    expect(asked).toHaveLength(51);
  });

  it("does not have its author asked about", async () => {
    const { deps, asked } = world({ approvals: [by("dev"), by("ana")] });
    await readApprovals(pull, deps);
    expect(asked).toEqual([`approvals of #${pull.number}`, "ana"]);
  });
});

describe("the approvals that a run asks for", () => {
  it("are read once for each pull request, and counted for each change", async () => {
    const { deps, asked } = world();
    const approved = createApproved(1, deps);
    expect(await approved(pull, () => true)).toBe(true);
    expect(await approved(pull, () => false)).toBe(false);
    expect(asked).toEqual([`approvals of #${pull.number}`, "ana"]);
  });

  it("are none where nobody has to approve", async () => {
    const { deps, asked } = world();
    expect(await createApproved(0, deps)(pull, () => false)).toBe(true);
    expect(asked).toEqual([]);
  });
});

describe("how far a pull request is approved", () => {
  const shown = { engine: plan.engine, changes: plan.changes, policy: ["approvals 1"] };
  const loose = { ...plan, policy: ["approvals 1", "secretPrefixes /b/"] };

  const told = async (needed: number, situation: Parameters<typeof world>[0]) =>
    approvalsOf(pull, needed, shown, await approvalsFor(needed, pull, world(situation).deps));

  it("is told by names, with who is still asked", async () => {
    const approvals = [by("ana"), by("bob", { commit: "older" }), by("eve")];
    expect(await told(2, { approvals, plans: [loose] })).toEqual({
      needed: 2,
      approvedBy: ["ana"],
      early: ["bob"],
      missing: 1,
      requested: ["bob", "acme/platform"],
    });
  });

  it("does not name who approved among those who are asked", async () => {
    const state = await told(1, { approvals: [by("bob")], plans: [loose] });
    expect(state).toMatchObject({ approvedBy: ["bob"], missing: 0, requested: ["acme/platform"] });
  });

  it.each([
    ["lacked a change", { ...loose, changes: {} }],
    ["had another change", { ...loose, changes: { orders: "2" } }],
    ["allowed less", { ...loose, policy: [] }],
    ["was made by another engine", { ...loose, engine: "other" }],
  ])("takes an approval for early whose plan %s", async (_, before) => {
    expect(await told(1, { plans: [before] })).toMatchObject({
      approvedBy: [],
      early: ["ana"],
      missing: 1,
    });
  });

  it("is not asked of GitHub where nobody has to approve", async () => {
    const { deps, asked } = world();
    const none = await approvalsFor(0, pull, deps);
    expect(approvalsOf(pull, 0, shown, none)).toMatchObject({ needed: 0, approvedBy: [], missing: 0 });
    expect(asked).toEqual([]);
  });
});
