import { describe, expect, it } from "vitest";
import { buildPlan } from "../../../workflows/engine/plan/build.ts";
import type { JsonObject } from "../../../workflows/engine/values/json.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import type { Model } from "../../../workflows/engine/values/model.ts";
import { type Finding, pendingChanges, type Plan } from "../../../workflows/engine/plan/plan.ts";
import type { PlanRecord } from "../../../workflows/engine/plan/record.ts";
import type { Begun } from "../../../workflows/engine/plan/record-state.ts";
import {
  type Evidence,
  isAmong,
  type Review,
  reviewableDigests,
  type ReviewInput,
  reviewPlan,
  reviewShown,
  type Unreviewed,
  unreviewed,
} from "../../../workflows/engine/plan/review/review.ts";
import {
  apiKeyModel,
  definitionOf,
  keyOf,
  nameOf,
  options,
  parameter,
  parametersByPath,
  planInput,
  recordOf,
} from "../../support/definitions.ts";
import { readablePart } from "../../support/of-connections.ts";

const orders = apiKeyModel("orders");
const billing = apiKeyModel("billing");
const parameters = parametersByPath(parameter("/bridgehead/orders"), parameter("/bridgehead/billing"));
const records = [recordOf(orders, parameters), recordOf(billing, parameters)];
const live = new Map([
  ["orders", readablePart(orders)],
  ["billing", readablePart(billing)],
]);

const reviewed: Evidence = { kind: "reviewed", pull: 7 };
const uncaused: Evidence = { kind: "uncaused" };
const because = (why: Unreviewed): Evidence => ({ kind: "unreviewed", why, pull: null });
const pushed = because("no-pull-request");

/** A danger, and the only change. */
const deletion = buildPlan(planInput({ definitions: [definitionOf(orders)], records, parameters, live }));

/** No danger, and the only change. */
const description = planOf(apiKeyModel("orders", { Description: "v2" }));

/** The plan of another definition of `orders`. */
function planOf(changed: Model): Plan {
  const definitions = [definitionOf(changed), definitionOf(billing)];
  return buildPlan(planInput({ definitions, records, parameters, live }));
}

interface Given extends Partial<Omit<ReviewInput, "plan">> {
  readonly evidence?: Evidence;
}

function review(plan: Plan, { evidence = reviewed, ...given }: Given = {}): Promise<Review> {
  return reviewPlan({
    plan,
    kinds: builtinKinds,
    records,
    isAccepted: false,
    evidenceOf: async () => evidence,
    isBarred: () => false,
    isDoubted: false,
    ...given,
  });
}

/** What became of the only change of a plan. */
async function verdict(plan: Plan, given: Given = {}): Promise<string> {
  const { allowed, held } = await review(plan, given);
  const [text, ...more] = [
    ...allowed.map(({ by, pull }) => `goes: ${by}${pull === null ? "" : ` in #${pull}`}`),
    ...held.map(({ cause, why }) => `${cause}: ${why}`),
  ];
  if (text === undefined || more.length > 0) throw new Error("the plan of a test has one change");
  return text;
}

const finding = (code: string, level: Finding["level"], isAbout = true): Finding => {
  const [about] = deletion.changes.filter(({ name }) => name === "billing");
  return { code, level, message: `${code} found`, about: isAbout && about !== undefined ? about : null };
};

describe("a change that was reviewed", () => {
  it("goes, whatever it does", async () => {
    expect(await verdict(deletion)).toBe("goes: reviewed in #7");
    expect(await verdict(description)).toBe("goes: reviewed in #7");
  });

  it("goes over a rewrite of the branch that stands before it", async () => {
    expect(await verdict(deletion, { isBarred: () => true })).toBe("goes: reviewed in #7");
  });

  it("is asked about by itself", async () => {
    const gone = buildPlan(planInput({ definitions: [], records, parameters, live }));
    const evidenceOf = async ({ name }: { readonly name: string }) => (name === "orders" ? reviewed : pushed);
    const { allowed, held } = await review({ ...gone, findings: [] }, { evidenceOf });
    expect(allowed.map(({ change }) => change.name)).toEqual(["orders"]);
    expect(held.map(({ change }) => change.name)).toEqual(["billing"]);
  });
});

describe("a danger that nobody reviewed", () => {
  it.each(Object.entries(unreviewed))("is held, and says why: %s", async (why, text) => {
    const held = `not-reviewed: nobody reviewed this delete: ${text}`;
    expect(await verdict(deletion, { evidence: because(why as Unreviewed) })).toBe(held);
  });

  it("is held where no commit brought it", async () => {
    const held = "not-reviewed: nobody reviewed this delete: no commit brought it";
    expect(await verdict(deletion, { evidence: uncaused })).toBe(held);
  });

  it("is held where a secret goes to another path of the same host, or another way, and says where", async () => {
    const asked = (AuthorizationEndpoint: string, more: JsonObject = {}): Model => ({
      Name: "orders",
      AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
      AuthParameters: {
        OAuthParameters: {
          ClientParameters: { ClientID: "c", ClientSecret: "{{resolve:ssm-secure:/bridgehead/orders}}" },
          AuthorizationEndpoint,
          HttpMethod: "POST",
        },
        ...more,
      },
    });
    const own = asked("https://auth.example.com/own/token");
    const arn = `arn:aws:vpc-lattice:eu-west-1:111122223333:resourceconfiguration/rcfg-${"a".repeat(17)}`;
    const known = [recordOf(own, parameters)];
    const verdictOf = (model: Model) => {
      const now = new Map([["orders", readablePart(own)]]);
      const plan = buildPlan(planInput({ definitions: [definitionOf(model)], records: known, parameters, live: now }));
      return verdict(plan, { evidence: pushed, records: known });
    };
    const held = /^not-reviewed: nobody reviewed this update: no pull request brought it, and it sends .* to .*, where/;
    expect(await verdictOf(asked("https://auth.example.com/somebody/token"))).toMatch(held);
    const ConnectivityParameters = { ResourceParameters: { ResourceConfigurationArn: arn } };
    expect(await verdictOf(asked("https://auth.example.com/own/token", { ConnectivityParameters }))).toMatch(held);
    expect(await verdictOf(asked("https://AUTH.example.com:443/own/token", { Description: "v2" }))).toBe(
      "goes: noticed",
    );
  });

  it("is held where somebody takes over what is there", async () => {
    const adopting = definitionOf(orders, { options: { ...options, adopt: true } });
    const plan = { ...buildPlan(planInput({ definitions: [adopting], parameters, live })), findings: [] };
    expect(await verdict(plan, { evidence: pushed, records: [] })).toMatch("nobody reviewed this adopt");
  });
});

describe("what is no danger", () => {
  it("goes with a notice where nobody reviewed it", async () => {
    expect(await verdict(description, { evidence: pushed })).toBe("goes: noticed");
  });

  it("goes without one where no commit brought it", async () => {
    expect(await verdict(description, { evidence: uncaused })).toBe("goes: uncaused");
  });

  it("is held where the branch was rewritten before it, whether a commit brought it or none", async () => {
    const held = "history-rewritten: the default branch was rewritten, and nobody reviewed this since";
    for (const evidence of [pushed, uncaused]) {
      expect(await verdict(description, { evidence, isBarred: () => true })).toBe(held);
    }
    expect(await verdict(description, { evidence: pushed, isBarred: ({ name }) => name === "billing" })).toBe(
      "goes: noticed",
    );
  });

  it("is told from a danger by what was applied, and by that of its own key", async () => {
    const before = new Map([...live, ["orders", null]]);
    const anew = (known: readonly PlanRecord[]) =>
      buildPlan(
        planInput({
          definitions: [definitionOf(orders), definitionOf(billing)],
          records: known,
          parameters,
          live: before,
        }),
      );
    expect(await verdict(anew(records), { evidence: uncaused })).toBe("goes: uncaused");
    const without = [records[1] as PlanRecord];
    expect(await verdict(anew(without), { evidence: uncaused, records: without })).toMatch("where it did not go");
  });
});

describe("a finding", () => {
  it("holds what was reviewed, and is what is said where nobody reviewed it either", async () => {
    const plan = { ...deletion, findings: [finding("many-removals", "block", false)] };
    expect(await verdict(plan)).toBe("finding: many-removals found");
    expect(await verdict(plan, { evidence: pushed })).toBe("finding: many-removals found");
  });

  it("holds nothing once the plan is accepted", async () => {
    const plan = { ...deletion, findings: [finding("many-removals", "block", false)] };
    expect(await verdict(plan, { evidence: pushed, isAccepted: true })).toBe("goes: accepted");
  });

  it.each([
    ["protected", true],
    ["frozen", false],
  ])("that lasts holds under an acceptance as well: %s", async (code, isAbout) => {
    const plan = { ...deletion, findings: [finding("many-removals", "block", false), finding(code, "block", isAbout)] };
    expect(await verdict(plan, { isAccepted: true })).toBe(`finding: ${code} found`);
  });

  it("that lasts holds under an acceptance of before as well", async () => {
    const plan = { ...deletion, findings: [finding("protected", "block")] };
    expect(await verdict(plan, { records: recordsBegunBy("accepted") })).toBe("finding: protected found");
  });

  it("about one change holds no other, and none where it names none", async () => {
    const about = { key: keyOf("orders"), name: "orders" };
    const others = { ...deletion, findings: [{ ...finding("protected", "block"), about }] };
    expect(await verdict(others)).toBe("goes: reviewed in #7");
    expect(await verdict({ ...deletion, findings: [finding("protected", "block", false)] })).toBe(
      "goes: reviewed in #7",
    );
  });

  it("about removals holds nothing else", async () => {
    expect(await verdict({ ...description, findings: [finding("many-removals", "block", false)] })).toBe(
      "goes: reviewed in #7",
    );
  });

  it("of what the table does not let hold anything holds nothing", async () => {
    expect(await verdict({ ...deletion, findings: [finding("dependents", "warn")] })).toBe("goes: reviewed in #7");
  });
});

describe("what was accepted", () => {
  it("goes over all that nobody reviewed, and over a rewrite, without a question who brought it", async () => {
    const evidenceOf = () => Promise.reject(new Error("nobody has to be asked"));
    const given = { isAccepted: true, isBarred: () => true, isDoubted: true, evidenceOf };
    expect(await verdict(deletion, given)).toBe("goes: accepted");
  });

  it("and a run began goes on with the same digest, and with no other", async () => {
    const given = { evidence: pushed, records: recordsBegunBy("accepted") };
    expect(await verdict(elsewhere, given)).toBe("goes: accepted");
    expect(await verdict(elsewhere, { ...given, records: recordsBegunBy("accepted", "0".repeat(64)) })).toMatch(
      "nobody reviewed this update",
    );
  });

  it("and took something away is accepted once more where it was stopped", async () => {
    const [change] = deletion.changes.filter(({ action }) => action === "delete");
    const begun = { digest: change?.digest ?? "", desired: null, before: billing, by: "accepted" as const };
    const stopped = records.map((record) =>
      record.name === "billing" ? { ...record, state: "incomplete" as const, begun } : record,
    );
    expect(await verdict(deletion, { evidence: pushed, records: stopped })).toMatch("nobody reviewed this delete");
  });

  it("and a run began goes on no more while the branch is in doubt", async () => {
    const given = { evidence: pushed, records: recordsBegunBy("accepted"), isDoubted: true };
    expect(await verdict(elsewhere, given)).toMatch("nobody reviewed this update");
  });

  it("and a run began goes on no more after a rewrite that a run has seen", async () => {
    const given = { evidence: pushed, records: recordsBegunBy("accepted"), isBarred: () => true };
    expect(await verdict(elsewhere, given)).toMatch("history-rewritten");
  });

  it.each(["reviewed", "noticed", "uncaused", null] as const)("is not what a run began as %s", async (by) => {
    expect(await verdict(elsewhere, { evidence: pushed, records: recordsBegunBy(by) })).toMatch(
      "nobody reviewed this update",
    );
  });
});

/** An update that sends another secret, and the only change. */
const elsewhere = planOf(
  apiKeyModel("orders", {
    AuthParameters: {
      ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "{{resolve:ssm-secure:/bridgehead/billing}}" },
    },
  }),
);

/** The records with that update begun by an earlier run. */
function recordsBegunBy(by: Begun["by"], digest?: string): readonly PlanRecord[] {
  const [change] = elsewhere.changes.filter(({ action }) => action === "update");
  const begun = { digest: digest ?? change?.digest ?? "", desired: change?.desired ?? null, before: orders, by };
  return records.map((record) => (record.name === "orders" ? { ...record, state: "incomplete", begun } : record));
}

describe("on a terminal", () => {
  const given = { kinds: builtinKinds, isAccepted: false };

  it("everything goes that no finding holds: whoever says yes has seen it", async () => {
    const { allowed, held } = await reviewShown({ ...given, plan: deletion });
    expect(allowed).toMatchObject([{ change: { name: "billing" }, by: "reviewed", pull: null }]);
    expect(held).toEqual([]);
  });

  it("a finding holds until it is accepted", async () => {
    const plan = { ...deletion, findings: [finding("many-removals", "block", false)] };
    expect((await reviewShown({ ...given, plan })).held).toMatchObject([{ cause: "finding" }]);
    expect(await reviewShown({ ...given, plan, isAccepted: true })).toMatchObject({
      allowed: [{ by: "accepted" }],
      held: [],
    });
  });
});

describe("what is published as reviewable", () => {
  it("has of a replacement the deletion as well that it leaves, and only once the other half is there", () => {
    const renamed = definitionOf({ ...billing, Name: "invoices" }, { id: "billing" });
    const kept = [definitionOf(orders)];
    const both = { records, parameters, live: new Map([...live, ["invoices", null]]) };
    const shown = buildPlan(planInput({ ...both, definitions: [...kept, renamed] }));
    const digests = reviewableDigests(shown, ({ action }) => action === "replace");
    expect(shown.counts.replace).toBe(1);
    const [replaced, removed] = [shown, deletion].map((each) => pendingChanges(each)[0]);
    if (replaced === undefined || removed === undefined) throw new Error("both plans have a change");
    expect(isAmong(digests, replaced, records)).toBe(true);
    expect(isAmong(digests, removed, records)).toBe(false);
    const made = { key: keyOf("invoices"), id: "billing", begun: null };
    expect(isAmong(digests, removed, [...records, made])).toBe(true);
    const begun: Begun = { digest: null, desired: {}, before: null, by: "reviewed" };
    for (const other of [{ begun }, { id: "other" }, { key: keyOf("elsewhere") }]) {
      expect(isAmong(digests, removed, [...records, { ...made, ...other }])).toBe(false);
    }
    expect(
      isAmong(
        reviewableDigests(deletion, () => true),
        removed,
        records,
      ),
    ).toBe(true);
    expect(reviewableDigests(shown, () => false)).toEqual({});
  });
});

describe("the findings of a plan", () => {
  it("block the deletes of a folder that was emptied", async () => {
    const plan = buildPlan(planInput({ records, live }));
    expect(plan.findings).toContainEqual(expect.objectContaining({ code: "emptied-folder", level: "block" }));
    expect((await review(plan)).held).toHaveLength(2);
  });

  it("block the deletion of what is protected", async () => {
    const kept = [
      recordOf(orders, parameters),
      recordOf(billing, parameters, { options: { ...options, protect: true } }),
    ];
    const plan = buildPlan(planInput({ definitions: [definitionOf(orders)], records: kept, parameters, live }));
    expect(plan.findings).toMatchObject([{ code: "protected", level: "block" }]);
    expect(await verdict(plan, { records: kept })).toMatch(/^finding: /);
  });

  it("block more than 30 % of at least 10 connections", () => {
    const models = Array.from({ length: 10 }, (_, index) => apiKeyModel(`c${index}`));
    const many = planInput({
      definitions: models.slice(4).map((model) => definitionOf(model)),
      records: models.map((model) => recordOf(model)),
      live: new Map(models.map((model) => [nameOf(model), readablePart(model)])),
    });
    expect(buildPlan(many).findings).toMatchObject([{ code: "many-removals", level: "block" }]);
    const fewer = {
      ...many,
      definitions: { ...many.definitions, definitions: models.slice(3).map((model) => definitionOf(model)) },
    };
    expect(buildPlan(fewer).findings).toEqual([]);
  });
});
