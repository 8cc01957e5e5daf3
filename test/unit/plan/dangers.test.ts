import { describe, expect, it } from "vitest";
import { buildPlan } from "../../../workflows/engine/plan/build.ts";
import { dangersOf, dangerText } from "../../../workflows/engine/plan/review/dangers.ts";
import type { DefinitionOptions } from "../../../workflows/engine/definition/definition.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import type { Model } from "../../../workflows/engine/values/model.ts";
import type { Action, Change } from "../../../workflows/engine/plan/plan.ts";
import type { PlanRecord } from "../../../workflows/engine/plan/record.ts";
import { apiKeyModel, definitionOf, keyOf, options, planInput, recordOf } from "../../support/definitions.ts";
import { readablePart } from "../../support/of-connections.ts";

const orders = apiKeyModel("orders");
const kind = builtinKinds.of(keyOf("orders"));
const otherSecret = apiKeyModel("orders", {
  AuthParameters: {
    ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "{{resolve:ssm-secure:/bridgehead/billing}}" },
  },
});

interface Given {
  readonly model?: Model;
  readonly options?: Partial<DefinitionOptions>;
  /** null: there is none. */
  readonly live?: Model | null;
  readonly record?: PlanRecord | undefined;
}

/** The change that a plan has for `orders`. */
function changeOf({ model = orders, options: own, live = orders, record }: Given): Change {
  const definition = definitionOf(model, { options: { ...options, ...own } });
  const now = new Map([["orders", live === null ? null : readablePart(live)]]);
  const records = record === undefined ? [] : [record];
  const [change] = buildPlan(planInput({ definitions: [definition], records, live: now })).changes;
  if (change === undefined) throw new Error("the plan of a test has a change");
  return change;
}

const dangers = (given: Given, action: Action): readonly string[] => {
  const change = changeOf(given);
  expect(change.action).toBe(action);
  return dangersOf(change, given.record, kind).map(dangerText);
};

const recorded = (own: Partial<DefinitionOptions> = {}) =>
  recordOf(orders, new Map(), { options: { ...options, ...own } });
const described = apiKeyModel("orders", { Description: "v2" });
const sends = /^sends .*\/bridgehead\/.* to .*, where it did not go$/;

describe("an action alone is a danger", () => {
  it("where it adopts", () => {
    expect(dangers({ options: { adopt: true } }, "adopt")).toHaveLength(1);
  });

  it.each(["delete", "forget", "replace"] as const)("where it is %s", (action) => {
    const change = { ...changeOf({ record: recorded() }), action } as unknown as Change;
    expect(dangersOf(change, recorded(), kind)).toEqual([{ kind: "action" }]);
  });

  it("and none where nothing is done", () => {
    expect(dangers({ record: recorded() }, "no-op")).toEqual([]);
    expect(dangers({ record: undefined, model: otherSecret, options: { adopt: true } }, "adopt")).toHaveLength(1);
  });
});

describe("a secret that goes where it did not go", () => {
  it("is a danger of what is made, and of what is changed", () => {
    expect(dangers({ live: null }, "create")).toEqual([expect.stringMatching(sends)]);
    expect(dangers({ model: otherSecret, record: recorded() }, "update")).toEqual([expect.stringMatching(sends)]);
  });

  it("is none where it went there when it was last applied: who makes anew what somebody deleted brings nothing", () => {
    expect(dangers({ live: null, record: recorded() }, "create")).toEqual([]);
    expect(dangers({ model: described, record: recorded() }, "update")).toEqual([]);
  });

  it("is judged by what was applied and not by what is live", () => {
    const applied = recordOf(otherSecret);
    expect(dangers({ live: orders, record: applied }, "update")).toEqual([expect.stringMatching(sends)]);
    expect(dangers({ model: otherSecret, live: described, record: applied }, "update")).toEqual([]);
  });

  it("is one where nothing was applied yet of what is being made", () => {
    const begun = { digest: null, desired: orders, before: null, by: null };
    const record = recordOf(orders, new Map(), { desired: {}, state: "incomplete", begun });
    expect(dangers({ live: null, record }, "create")).toEqual([expect.stringMatching(sends)]);
  });
});

describe("what kept a resource", () => {
  it("is a danger to take off", () => {
    expect(dangers({ model: described, record: recorded({ protect: true }) }, "update")).toEqual([
      "takes off `protect`, which kept it",
    ]);
    expect(dangers({ model: described, record: recorded({ removal: "retain" }) }, "update")).toEqual([
      "takes off `removal`, which kept it",
    ]);
  });

  it("is none where it stays, or is put on", () => {
    const kept = { protect: true, removal: "retain" } as const;
    expect(dangers({ model: described, options: kept, record: recorded(kept) }, "update")).toEqual([]);
    expect(dangers({ model: described, options: kept, record: recorded() }, "update")).toEqual([]);
  });
});

describe("a parameter that is written", () => {
  const exported = { exportArn: "/shop/arn" };
  const written = "writes the parameter /shop/arn, which it did not write";

  it("is a danger where it was not written", () => {
    expect(dangers({ model: described, options: exported, record: recorded() }, "update")).toEqual([written]);
    const elsewhere = recorded({ exportArn: "/shop/other" });
    expect(dangers({ model: described, options: exported, record: elsewhere }, "update")).toEqual([written]);
    expect(dangers({ live: null, options: exported }, "create")).toContain(written);
  });

  it("is none where it was, or is written no more", () => {
    expect(dangers({ model: described, options: exported, record: recorded(exported) }, "update")).toEqual([]);
    expect(dangers({ model: described, record: recorded(exported) }, "update")).toEqual([]);
  });
});

it("all dangers of a change are told", () => {
  const record = recorded({ protect: true, removal: "retain" });
  const given = { model: otherSecret, options: { exportArn: "/shop/arn" }, record };
  expect(dangersOf(changeOf(given), record, kind).map((danger) => danger.kind)).toEqual([
    "destination",
    "unprotected",
    "unprotected",
    "export",
  ]);
});
