import { describe, expect, it } from "vitest";
import { lineOfId } from "../../../workflows/reconcile/tell-drift.ts";

describe("the line of a definition", () => {
  it.each([
    ['{\n  "id": "orders",\n  "name": "x"\n}', 2],
    ["// orders\nawait AWS.Events.Connection('orders', {\n  name: \"orders\",\n});", 2],
    ['[{ "id": "billing" },\n { "id":"orders" }]', 2],
    ['{\n  "name": "orders"\n}', 2],
    ["for (const id of ids) await AWS.Events.Connection(`${id}`, {});", null],
    ['const a = "orders";\nconst b = "orders";', null],
    ["", null],
  ])("of %j is %s", (text, line) => {
    expect(lineOfId(text, "orders")).toBe(line);
  });
});
