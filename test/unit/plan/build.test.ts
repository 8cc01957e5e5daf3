import { describe, expect, it } from "vitest";
import { buildPlan, keysToRead, restrictPlan } from "../../../workflows/engine/plan/build.ts";
import { halvesOf } from "../../../workflows/engine/plan/replacement.ts";
import {
  apiKeyModel,
  definitionOf,
  keyOf,
  options,
  parameter,
  parametersByPath,
  planInput,
  recordOf,
} from "../../support/definitions.ts";
import { readablePart } from "../../support/of-connections.ts";

const orders = apiKeyModel("orders");
const parameters = parametersByPath(parameter("/bridgehead/orders", 7));
const live = new Map([["orders", readablePart(orders)]]);

describe("a plan", () => {
  it("creates what is defined and neither recorded nor live", () => {
    const plan = buildPlan(
      planInput({ definitions: [definitionOf(orders)], parameters, live: new Map([["orders", null]]) }),
    );
    expect(plan.counts).toMatchObject({ create: 1, "no-op": 0 });
    expect(plan.changes[0]).toMatchObject({ name: "orders", action: "create", file: "orders.ts", line: 3 });
    expect(plan.changes[0]?.properties.find(({ sensitive }) => sensitive)).toEqual({
      path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue",
      before: null,
      after: "{{resolve:ssm-secure:/bridgehead/orders:7}}",
      sensitive: true,
      readable: false,
      recorded: null,
    });
  });

  it("of what was just applied is all no-op", () => {
    const input = planInput({
      definitions: [definitionOf(orders)],
      records: [recordOf(orders, parameters)],
      parameters,
      live,
    });
    expect(buildPlan(input).counts).toMatchObject({ "no-op": 1, update: 0 });
  });

  it("takes a connection that was not read to be as recorded", () => {
    const input = planInput({
      definitions: [definitionOf(orders)],
      records: [recordOf(orders, parameters)],
      parameters,
    });
    expect(keysToRead(input)).toEqual([]);
    expect(buildPlan(input).counts["no-op"]).toBe(1);
  });

  it("updates one property when the description changes", () => {
    const changed = apiKeyModel("orders", { Description: "orders, v2" });
    const input = planInput({
      definitions: [definitionOf(changed)],
      records: [recordOf(orders, parameters)],
      parameters,
      live,
    });
    expect(keysToRead(input)).toEqual([keyOf("orders")]);
    expect(buildPlan(input).changes[0]).toMatchObject({
      action: "update",
      reason: "the definition changed",
      properties: [{ path: "/Description", before: "orders", after: "orders, v2", sensitive: false, readable: true }],
    });
  });

  it("shows a rotated parameter as one update, with both versions, and the same digest for every rotation", () => {
    const records = [recordOf(orders, parameters)];
    const inputAt = (version: number) =>
      planInput({
        definitions: [definitionOf(orders)],
        records,
        parameters: parametersByPath(parameter("/bridgehead/orders", version)),
        live,
      });
    const rotatedTo = (version: number) => buildPlan(inputAt(version)).changes[0];
    expect(keysToRead(inputAt(9))).toEqual([keyOf("orders")]);
    expect(rotatedTo(9)).toMatchObject({
      action: "update",
      reason: "a parameter was rotated",
      properties: [
        {
          before: null,
          after: "{{resolve:ssm-secure:/bridgehead/orders:9}}",
          recorded: "{{resolve:ssm-secure:/bridgehead/orders:7}}",
        },
      ],
    });
    expect(rotatedTo(9)?.digest).toBe(rotatedTo(10)?.digest);
  });

  it("rotates nothing where the definition moves to another parameter, also while the first one is rotated", () => {
    const moved = apiKeyModel("orders", {
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "{{resolve:ssm-secure:/bridgehead/other}}" },
      },
    });
    const input = planInput({
      definitions: [definitionOf(moved)],
      records: [recordOf(orders, parameters)],
      parameters: parametersByPath(parameter("/bridgehead/orders", 9), parameter("/bridgehead/other", 2)),
      live,
    });
    expect(buildPlan(input).changes).toMatchObject([{ action: "update", reason: "the definition changed" }]);
  });

  it("sees a parameter that was deleted and made anew, although its version is the same", () => {
    const again = parametersByPath(parameter("/bridgehead/orders", 7, 99));
    const input = planInput({
      definitions: [definitionOf(orders)],
      records: [recordOf(orders, parameters)],
      parameters: again,
      live,
    });
    expect(buildPlan(input).counts.update).toBe(1);
  });

  it("never rotates a pinned version", () => {
    const pinned = apiKeyModel("orders", {
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "{{resolve:ssm-secure:/bridgehead/orders:7}}" },
      },
    });
    const input = planInput({
      definitions: [definitionOf(pinned)],
      records: [recordOf(pinned, parameters)],
      parameters: parametersByPath(parameter("/bridgehead/orders", 12)),
      live,
    });
    expect(buildPlan(input).counts["no-op"]).toBe(1);
  });

  it("deletes what is recorded and no longer defined", () => {
    const plan = buildPlan(planInput({ records: [recordOf(orders, parameters)], live }));
    expect(plan.changes[0]).toMatchObject({ action: "delete", name: "orders", file: null, desired: null });
  });

  it("forgets what its record says to retain, and what is gone already", () => {
    const retained = recordOf(orders, parameters, { options: { ...options, removal: "retain" } });
    expect(buildPlan(planInput({ records: [retained], live })).changes[0]?.action).toBe("forget");
    const gone = planInput({ records: [recordOf(orders, parameters)], live: new Map([["orders", null]]) });
    expect(buildPlan(gone).changes[0]?.action).toBe("forget");
  });

  it("creates again what somebody deleted by hand", () => {
    const input = planInput({
      definitions: [definitionOf(orders)],
      records: [recordOf(orders, parameters)],
      parameters,
      live: new Map([["orders", null]]),
    });
    expect(buildPlan(input).changes[0]).toMatchObject({ action: "create", reason: "the connection no longer exists" });
  });

  it("takes back what somebody changed by hand, and says so", () => {
    const byHand = new Map([["orders", { ...readablePart(orders), Description: "by hand" }]]);
    const input = planInput({
      definitions: [definitionOf(orders)],
      records: [recordOf(orders, parameters)],
      parameters,
      live: byHand,
    });
    expect(buildPlan(input).changes[0]).toMatchObject({
      action: "update",
      reason: "the connection was changed outside Bridgehead",
      properties: [{ path: "/Description", before: "by hand", after: "orders" }],
    });
  });

  it("is the same connection under another id and in another file", () => {
    const moved = definitionOf(orders, { id: "new-id", file: "elsewhere.json" });
    const input = planInput({ definitions: [moved], records: [recordOf(orders, parameters)], parameters, live });
    expect(buildPlan(input).counts["no-op"]).toBe(1);
  });
});

describe("a connection that exists and is not managed", () => {
  it("is never touched: an error stops its creation, and no other change", () => {
    const other = definitionOf(apiKeyModel("other"));
    const plan = buildPlan(planInput({ definitions: [definitionOf(orders), other], parameters, live }));
    expect(plan.diagnostics).toMatchObject([
      { code: "name-taken", severity: "error", about: keyOf("orders"), file: "orders.ts", line: 3 },
    ]);
    expect(plan.digest).not.toBeNull();
    expect(plan.changes).toMatchObject([
      { name: "orders", action: "create", live: null },
      { name: "other", action: "create" },
    ]);
    const alone = buildPlan(planInput({ definitions: [definitionOf(orders), other], parameters }));
    expect(plan.changes.map(({ digest }) => digest)).toEqual(alone.changes.map(({ digest }) => digest));
  });

  it("is adopted when the definition says so", () => {
    const adopting = definitionOf(orders, { options: { ...options, adopt: true } });
    expect(buildPlan(planInput({ definitions: [adopting], parameters, live })).changes[0]?.action).toBe("adopt");
  });
});

describe("a new name under the same id", () => {
  const renamed = apiKeyModel("orders-v2", { AuthParameters: orders["AuthParameters"] ?? {} });
  const input = planInput({
    definitions: [definitionOf(renamed, { id: "orders" })],
    records: [recordOf(orders, parameters)],
    parameters,
    live: new Map([...live, ["orders-v2", null]]),
  });

  it("is one replacement, which says what goes", () => {
    const plan = buildPlan(input);
    expect(plan.counts).toMatchObject({ replace: 1, create: 0, delete: 0 });
    expect(plan.changes).toMatchObject([
      {
        name: "orders-v2",
        action: "replace",
        live: null,
        replaces: { name: "orders" },
        properties: [{ path: "/Name", before: "orders", after: "orders-v2" }],
      },
    ]);
  });

  it("is a creation and then a deletion, which has the digest that it would have alone", () => {
    const [change] = buildPlan(input).changes;
    const [create, remove] = change === undefined ? [] : halvesOf(change);
    expect(create).toMatchObject({ name: "orders-v2", action: "create", digest: change?.digest });
    const alone = buildPlan(planInput({ records: [recordOf(orders, parameters)], live })).changes[0];
    expect(remove).toMatchObject({ name: "orders", action: "delete", digest: alone?.digest });
    expect(remove?.reason).toBe('"orders-v2" takes its place');
  });

  it("that two others had is a creation: nobody can say which of them it replaces", () => {
    const records = [...input.records, recordOf(apiKeyModel("stock"), parameters, { id: "orders" })];
    expect(buildPlan({ ...input, records }).counts).toMatchObject({ create: 1, delete: 2, replace: 0 });
  });

  it("has a digest that is over what goes, too", () => {
    const [record] = input.records;
    const [other] = [recordOf(apiKeyModel("orders"), parameters, { name: "stock", key: keyOf("stock") })];
    const digests = [record, other].map((each) => buildPlan({ ...input, records: each === undefined ? [] : [each] }));
    expect(digests.map(({ changes }) => changes[0]?.action)).toEqual(["replace", "replace"]);
    expect(new Set(digests.map(({ digest }) => digest)).size).toBe(2);
  });

  it("of a connection whose record says retain leaves the old one be", () => {
    const records = [recordOf(orders, parameters, { options: { ...options, removal: "retain" } })];
    expect(buildPlan({ ...input, records }).counts).toMatchObject({ create: 1, forget: 1, replace: 0 });
  });

  it("of a protected connection is blocked", () => {
    const records = [recordOf(orders, parameters, { options: { ...options, protect: true } })];
    expect(buildPlan({ ...input, records }).findings).toContainEqual(
      expect.objectContaining({
        code: "protected",
        level: "block",
        about: { key: keyOf("orders-v2"), name: "orders-v2" },
      }),
    );
  });
});

describe("digests", () => {
  const changeOf = (description: string, now = readablePart(orders)) =>
    buildPlan(
      planInput({
        definitions: [definitionOf(apiKeyModel("orders", { Description: description }))],
        records: [recordOf(orders, parameters)],
        parameters,
        live: new Map([["orders", now]]),
      }),
    );

  it("differ with the desired state and with the live state", () => {
    const digests = [
      changeOf("a").changes[0]?.digest,
      changeOf("b").changes[0]?.digest,
      changeOf("a", { ...readablePart(orders), Description: "by hand" }).changes[0]?.digest,
    ];
    expect(new Set(digests).size).toBe(3);
  });

  it("do not differ with the order of keys", () => {
    const reversed = Object.fromEntries(Object.entries(readablePart(orders)).toReversed());
    expect(changeOf("a", reversed).digest).toBe(changeOf("a").digest);
  });

  it("of a plan cover only what it keeps", () => {
    const whole = changeOf("a");
    const nothing = restrictPlan(whole, () => false);
    expect(nothing.counts.update).toBe(0);
    expect(nothing.digest).not.toBe(whole.digest);
  });
});

it("an error anywhere means no plan", () => {
  const input = planInput({ definitions: [definitionOf(orders)], parameters, live: new Map([["orders", null]]) });
  const broken = {
    code: "x",
    severity: "error" as const,
    message: "broken",
    hint: null,
    file: "a.ts",
    line: 1,
    column: 1,
  };
  expect(buildPlan({ ...input, diagnostics: [broken] })).toMatchObject({ digest: null, changes: [] });
});
