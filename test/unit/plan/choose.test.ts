import { expect, it } from "vitest";
import { askedFor, chosenBy } from "../../../workflows/engine/plan/choose.ts";

const named = (type: string, name: string) => ({ key: { type, identifier: `arn:${name}` }, name });
const [rule, bus, other] = [named("A::Rule", "orders"), named("A::EventBus", "orders"), named("A::Rule", "other")];
const all = [rule, bus, other];

it("a resource is asked for by its name, or with its type where another shares that", () => {
  expect(all.map((each) => askedFor(each, all))).toEqual(["A::Rule/orders", "A::EventBus/orders", "other"]);
  for (const each of all) expect(chosenBy(all, askedFor(each, all))).toEqual([each]);
});
