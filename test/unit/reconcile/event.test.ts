import { describe, expect, it } from "vitest";
import { builtinResources } from "../../../workflows/engine/kinds/builtin-resources.ts";
import { nameOfEvent, toldBy } from "../../../workflows/reconcile/event.ts";
import { recordedEvent } from "../../support/recorded-event.ts";

const told = (event: unknown) => toldBy(event, builtinResources);
const aboutKey = { kind: "parameter", path: "/bridgehead/orders/key" };
const aboutOrders = { kind: "resource", key: { type: "AWS::Events::Connection", identifier: "orders" } };

describe("an event that AWS publishes", () => {
  it.each([
    ["scheduled", { kind: "schedule" }],
    ["parameter-updated", aboutKey],
    ["parameter-deleted", aboutKey],
    ["parameter-unchanged", aboutKey],
    ["connection-deauthorized", aboutOrders],
  ])("is known: %s", async (name, expected) => {
    expect(told(await recordedEvent(name))).toEqual(expected);
  });

  it.each(["api-destination-deactivated", "connection-creation-started"])(
    "is refused that nobody asked for: %s",
    async (name) => {
      const event = await recordedEvent(name);
      expect(told(event)).toBeUndefined();
      expect(nameOfEvent(event)).toMatch(/^aws\.events, (API Destination Deactivated|Connection Creation Started)$/);
    },
  );
});

describe("an event is refused", () => {
  it.each([
    ["of somebody else's", { source: "aws.events" }],
    ["of another source that anybody may name", { source: "acme" }],
    ["of another type", { "detail-type": "EC2 Command Status-change Notification" }],
    ["that names no parameter", { detail: { operation: "Update" } }],
    ["with a name that is none", { detail: { name: 7 } }],
    ["with a name beyond all limits", { detail: { name: `/${"x".repeat(2048)}` } }],
    ["without a detail", { detail: undefined }],
  ])("%s", async (_, but) => {
    expect(told({ ...(await recordedEvent("parameter-updated")), ...but })).toBeUndefined();
  });

  it("about a connection of another source, which anybody may name", async () => {
    expect(told({ ...(await recordedEvent("connection-deauthorized")), source: "acme" })).toBeUndefined();
  });

  it.each([
    ["that names none", {}],
    ["that names one by what is no name", { ConnectionName: "x".repeat(65) }],
  ])("about a connection %s", async (_, detail) => {
    expect(told({ ...(await recordedEvent("connection-deauthorized")), detail })).toBeUndefined();
  });

  it.each([undefined, null, "Scheduled Event", {}, { source: "aws.events" }])("that is none: %o", (event) => {
    expect(told(event)).toBeUndefined();
    expect(nameOfEvent(event)).toBe("no event of EventBridge's");
  });
});
