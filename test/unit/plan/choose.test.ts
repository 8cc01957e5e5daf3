import { expect, it } from "vitest";
import { askedFor, chosenBy, nearMiss } from "../../../workflows/engine/plan/choose.ts";

const named = (type: string, name: string) => ({ key: { type, identifier: `arn:${name}` }, name });
const [rule, bus, other] = [named("A::Rule", "orders"), named("A::EventBus", "orders"), named("A::Rule", "other")];
const all = [rule, bus, other];

it("a resource is asked for by its name, or with its type where another shares that", () => {
  expect(all.map((each) => askedFor(each, all))).toEqual(["A::Rule/orders", "A::EventBus/orders", "other"]);
  for (const each of all) expect(chosenBy(all, askedFor(each, all))).toEqual([each]);
});

it.each<[written: string, slip: string | undefined, meant: readonly string[]]>([
  [" orders ", "blanks", ["orders"]],
  ["A::Rule/orders ", "blanks", ["orders"]],
  ["ORDERS", "case", ["orders"]],
  ["a::rule/Orders", "case", ["orders"]],
  ["orders-id", "id", ["orders"]],
  ["connections/team/orders.ts", "file", ["orders"]],
  ["./connections/team/orders.ts", "file", ["orders"]],
  ["orders.ts", "file", ["orders"]],
  ["more.json", "file", ["billing", "crm-events"]],
  ["oders", "spelling", ["orders"]],
  ["crm_events", "spelling", ["crm-events"]],
  ["team", undefined, []],
  ["rders.ts", undefined, []],
  ["__proto__", undefined, []],
  ["", undefined, []],
  ["  ", undefined, []],
  ["x".repeat(1_000), undefined, []],
])("what is near to %j differs in its %s", (written, slip, meant) => {
  const items = [
    { ...named("A::Rule", "orders"), id: "orders-id", file: "team/orders.ts" },
    { ...named("A::Rule", "billing"), id: "billing", file: "more.json" },
    { ...named("A::Rule", "crm-events"), id: "crm", file: "more.json" },
    { ...named("A::Rule", "gone"), id: "gone", file: null },
  ];
  const near = nearMiss(items, written);
  expect([near?.slip, near?.meant.map(({ name }) => name) ?? []]).toEqual([slip, meant]);
});
