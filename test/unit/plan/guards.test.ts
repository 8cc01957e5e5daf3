import { describe, expect, it } from "vitest";
import { buildPlan } from "../../../workflows/engine/plan/build.ts";
import type { PlanRecord } from "../../../workflows/engine/plan/record.ts";
import { found, type Guard } from "../../../workflows/engine/plan/guards/guard.ts";
import { dependentFindings, freezeFindings } from "../../../workflows/engine/plan/guards/outside-guards.ts";
import { renamesIn } from "../../../workflows/engine/plan/guards/renames.ts";
import { guardOf, holdOf } from "../../../workflows/engine/plan/guards/table.ts";
import { connection } from "../../../workflows/engine/kinds/connection/index.ts";
import { createKinds } from "../../../workflows/engine/kinds/registry.ts";
import { type Key, keyText } from "../../../workflows/engine/values/key.ts";
import type { Model } from "../../../workflows/engine/values/model.ts";
import type { Change } from "../../../workflows/engine/plan/plan.ts";
import { crate } from "../../support/crates.ts";
import { apiKeyModel, definitionOf, keyOf, options, planInput, recordOf } from "../../support/definitions.ts";
import { readablePart } from "../../support/of-connections.ts";

const orders = apiKeyModel("orders");
const records = [recordOf(orders)];

function onlyChange(definitions: readonly ReturnType<typeof definitionOf>[]): Change {
  const [change, ...more] = buildPlan(planInput({ definitions, records })).changes;
  if (change === undefined || more.length > 0) throw new Error("the plan has one change");
  return change;
}

const deletion = onlyChange([]);
const replacement = onlyChange([definitionOf(apiKeyModel("orders-v2"), { id: "orders" })]);

describe("who uses a resource that goes away", () => {
  it("blocks its deletion", () => {
    expect(dependentFindings(deletion, connection, ["a", "b"])).toEqual([
      {
        code: "dependents",
        level: "block",
        message: '2 API destinations point at "orders" and will fail: a, b; remove them first',
        about: { key: keyOf("orders"), name: "orders" },
        users: { noun: "API destination", names: ["a", "b"] },
      },
    ]);
  });

  it("is a warning where another takes its place, and names the one that goes", () => {
    expect(replacement.action).toBe("replace");
    expect(dependentFindings(replacement, connection, ["a"])).toEqual([
      {
        code: "dependents",
        level: "warn",
        message: '1 API destination points at "orders" and will fail: a; give them the new ARN after the apply',
        about: { key: keyOf("orders-v2"), name: "orders-v2" },
        users: { noun: "API destination", names: ["a"] },
      },
    ]);
  });

  it("is nobody, or nobody that has a name", () => {
    expect(dependentFindings(deletion, connection, [])).toEqual([]);
    expect(dependentFindings(deletion, crate, ["a"])).toEqual([]);
  });
});

describe("what goes away", () => {
  const many = Array.from({ length: 100 }, (_, index) => recordOf(apiKeyModel(`c${index}`)));
  const codes = (of: readonly PlanRecord[], removed: number) =>
    buildPlan(
      planInput({ records: of, definitions: of.slice(removed).map(({ desired }) => definitionOf(desired)) }),
    ).findings.map(({ code, message }) => `${code}: ${message}`);

  it("is a folder that was emptied where it is all of several, also where some are retained", () => {
    const retained = recordOf(apiKeyModel("stock"), new Map(), { options: { ...options, removal: "retain" } });
    expect(codes([...records, retained], 2)).toEqual([
      "emptied-folder: no definition is left: all 2 managed connections would go",
    ]);
    expect(codes(records, 1)).toEqual([]);
  });

  it("is many where it is more than ten, whatever share that is", () => {
    expect(codes(many, 11)).toEqual(["many-removals: 11 of 100 managed connections would be deleted or replaced"]);
    expect(codes(many, 10)).toEqual([]);
  });
});

describe("a rename", () => {
  const named = (name: string, changes: Model = {}): Model => ({ ...orders, ...changes, Name: name });
  const shop = named("shop", { Description: "shop" });
  const said = (before: readonly PlanRecord[], after: readonly ReturnType<typeof definitionOf>[]) =>
    buildPlan(planInput({ records: before, definitions: after }))
      .findings.filter(({ code }) => code === "looks-renamed")
      .map(({ level, about, message }) => `${level} ${about?.name}: ${/looks like (.*) renamed/.exec(message)?.[1]}`);

  it("by its id is told where what is made is alike but for the name, in whatever file", () => {
    expect(said(records, [definitionOf(named("orders-v2"), { file: "elsewhere.ts" })])).toEqual([
      'warn orders-v2: "orders"',
    ]);
  });

  it("is told, with other changes, where the file makes one and loses one", () => {
    const changed = named("orders-v2", { Description: "new" });
    expect(said(records, [definitionOf(changed, { file: "orders.ts" })])).toEqual(['warn orders-v2: "orders"']);
    expect(said(records, [definitionOf(changed, { file: "elsewhere.ts" })])).toEqual([]);
  });

  it("among several is that of the one that is alike, and of the only one left in a file", () => {
    const before = [orders, shop].map((model) => recordOf(model, new Map(), { file: "all.ts" }));
    const after = [named("a", { Description: "shop" }), named("b", { Description: "new" })];
    expect(
      said(
        before,
        after.map((model) => definitionOf(model, { file: "all.ts" })),
      ),
    ).toEqual(['warn a: "shop"', 'warn b: "orders"']);
    const both = ["x", "y"].map((name) => definitionOf(named(name, { Description: name }), { file: "all.ts" }));
    expect(said(before, both)).toEqual([]);
  });

  it("is none, with other changes, where the file makes two, or loses two", () => {
    const inFile = (model: Model) => definitionOf(model, { file: "all.ts" });
    const before = [orders, shop].map((model) => recordOf(model, new Map(), { file: "all.ts" }));
    const [one, other] = ["one", "other"].map((name) => inFile(named(name, { Description: name })));
    if (one === undefined || other === undefined) throw new Error("two are made");
    expect(said(before, [one])).toEqual([]);
    expect(said(before.slice(0, 1), [one, other])).toEqual([]);
    expect(said(before.slice(0, 1), [one])).toEqual(['warn one: "orders"']);
  });

  it("of which nobody can say what it was names those that it may have been", () => {
    const alike = ["a", "b", "c", "d"].map((name) => recordOf(named(name)));
    expect(said(alike.slice(0, 2), [definitionOf(named("x"))])).toEqual(['warn x: one of "a", "b"']);
    expect(said(alike, [definitionOf(named("x"))])).toEqual(['warn x: one of "a", "b", "c" and more']);
  });

  it("is none where nothing goes, nothing is made, or the name was changed as it should be", () => {
    expect(said(records, [definitionOf(orders), definitionOf(named("more"), { file: "orders.ts" })])).toEqual([]);
    expect(said([...records, recordOf(shop)], [definitionOf(orders)])).toEqual([]);
    const before = [orders, shop].map((model) => recordOf(model, new Map(), { file: "all.ts" }));
    const changed = definitionOf(named("orders", { Description: "new" }), { file: "all.ts" });
    expect(said(before, [changed])).toEqual([]);
    expect(said(records, [definitionOf(named("orders-v2"), { id: "orders" })])).toEqual([]);
    expect(said(records, [definitionOf(orders, { file: "elsewhere.ts", id: "another" })])).toEqual([]);
    const retained = recordOf(orders, new Map(), { options: { ...options, removal: "retain" } });
    expect(said([retained], [definitionOf(named("orders-v2"))])).toEqual([]);
  });

  it("is none between two types", () => {
    const kinds = createKinds([connection, crate]);
    const made = buildPlan(planInput({ definitions: [definitionOf(named("orders-v2"))], records: [] })).changes;
    const gone = (key: Key) => ({ ...deletion, key });
    const before = (key: Key) => new Map([[keyText(key), { ...recordOf(orders), key }]]);
    const own = keyOf("orders");
    const box = { ...own, type: crate.type };
    expect(renamesIn([...made, gone(own)], before(own), kinds)).toHaveLength(1);
    expect(renamesIn([...made, gone(box)], before(box), kinds)).toEqual([]);
    const inFile = new Map([[keyText(box), { key: box, file: "orders-v2.ts", desired: shop }]]);
    expect(renamesIn([...made, gone(box)], inFile, kinds)).toEqual([]);
  });
});

describe("a definition that adopts", () => {
  const path = { ResourceParameters: { ResourceConfigurationArn: "arn:aws:vpc-lattice:eu-west-1:1:rcfg/1" } };
  const codes = (now: Model | null, known: readonly PlanRecord[], adopt: true | "write" = true) => {
    const definitions = [definitionOf(orders, { options: { ...options, adopt } })];
    const live = new Map([["orders", now]]);
    return buildPlan(planInput({ definitions, records: known, live })).findings.map(({ code }) => code);
  };

  it("finds nothing to adopt where nothing is there and nothing was managed, and else says nothing of it", () => {
    expect(codes(null, [])).toEqual(["nothing-to-adopt", "new-destination"]);
    expect(codes(null, [], "write")).toEqual(["nothing-to-adopt", "new-destination"]);
    expect(codes(null, records)).toEqual([]);
  });

  it("does not say that nothing is there of what no update makes of what is", () => {
    expect(codes({ ...readablePart(orders), InvocationConnectivityParameters: path }, [])).toEqual(["new-destination"]);
  });

  it("overwrites a credential where it writes, and only then; where one goes is told in any case", () => {
    expect(codes(readablePart(orders), [])).toEqual(["new-destination"]);
    expect(codes(readablePart(orders), [], "write")).toEqual(["overwrites-credential", "new-destination"]);
    const other = readablePart(apiKeyModel("orders", { Description: "by hand" }));
    expect(codes(other, [])).toEqual(["overwrites-credential", "new-destination"]);
  });
});

describe("a finding", () => {
  const guard: Guard = { code: "x", holds: { block: "its change", warn: "nothing" } };

  it("blocks where its guard can, unless it is said to warn", () => {
    expect(found(guard, null, "why")).toEqual({ code: "x", level: "block", message: "why", about: null });
    expect(found(guard, null, "why", "warn").level).toBe("warn");
    expect(found({ code: "x", holds: { warn: "nothing" } }, null, "why").level).toBe("warn");
  });

  it("has of what it is about the key and the name alone", () => {
    expect(found(guard, deletion, "why").about).toEqual({ key: keyOf("orders"), name: "orders" });
  });

  it("of a freeze is about everything", () => {
    expect(freezeFindings(null)).toEqual([]);
    expect(freezeFindings("an audit")).toMatchObject([{ level: "block", about: null }]);
    expect(holdOf({ code: "frozen", level: "block" })).toBe("everything");
  });

  it("holds nothing at a level that its guard does not have, and is of no code that there is not", () => {
    expect(holdOf({ code: "frozen", level: "warn" })).toBe("nothing");
    expect(() => guardOf({ code: "thawed" })).toThrow("thawed");
  });
});
