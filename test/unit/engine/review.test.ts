import { describe, expect, it } from "vitest";
import { buildPlan } from "../../../workflows/engine/build-plan.ts";
import type { JsonObject } from "../../../workflows/engine/json.ts";
import { keyText } from "../../../workflows/engine/kinds/key.ts";
import type { Model } from "../../../workflows/engine/kinds/model.ts";
import { reviewableDigests, reviewPlan, type Reviewed } from "../../../workflows/engine/review.ts";
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

const nothing: Reviewed = { has: () => false };
const everything: Reviewed = { has: () => true };

const deletion = buildPlan(planInput({ definitions: [definitionOf(orders)], records, parameters, live }));

describe("a review", () => {
  it("holds a delete that nobody reviewed", () => {
    const { allowed, held } = reviewPlan(deletion, nothing, null);
    expect(allowed).toEqual([]);
    expect(held).toMatchObject([
      { change: { name: "billing", action: "delete" }, why: expect.stringContaining("nobody reviewed") },
    ]);
  });

  it("lets a reviewed delete go on", () => {
    expect(reviewPlan(deletion, everything, null)).toMatchObject({
      allowed: [{ name: "billing" }],
      held: [],
      noticed: [],
    });
  });

  it("of a replacement is one of the deletion that it leaves where it ends half-way", () => {
    const renamed = definitionOf({ ...billing, Name: "invoices" }, { id: "billing" });
    const kept = [definitionOf(orders)];
    const both = { records, parameters, live: new Map([...live, ["invoices", null]]) };
    const shown = buildPlan(planInput({ ...both, definitions: [...kept, renamed] }));
    const digests = reviewableDigests(shown, ({ action }) => action === "replace");
    expect(shown.counts.replace).toBe(1);
    expect(digests).toEqual({
      [keyText(keyOf("invoices"))]: shown.changes.find(({ name }) => name === "invoices")?.digest,
      [keyText(keyOf("billing"))]: deletion.changes.find(({ name }) => name === "billing")?.digest,
    });
    expect(reviewableDigests(shown, () => false)).toEqual({});
  });

  it("goes by key and digest together", () => {
    const other: Reviewed = {
      has: ({ identifier }, digest) => identifier === "orders" && digest === deletion.changes[0]?.digest,
    };
    expect(reviewPlan(deletion, other, null).held).toHaveLength(1);
  });

  it("lets an unreviewed update go on with a notice, as long as no secret goes to a new place", () => {
    const changed = apiKeyModel("orders", { Description: "v2" });
    const plan = buildPlan(
      planInput({ definitions: [definitionOf(changed), definitionOf(billing)], records, parameters, live }),
    );
    expect(reviewPlan(plan, nothing, null)).toMatchObject({
      allowed: [{ name: "orders" }],
      noticed: [{ name: "orders" }],
      held: [],
    });
  });

  it("holds an unreviewed update that brings another secret", () => {
    const changed = apiKeyModel("orders", {
      AuthParameters: {
        ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: "{{resolve:ssm-secure:/bridgehead/billing}}" },
      },
    });
    const plan = buildPlan(
      planInput({ definitions: [definitionOf(changed), definitionOf(billing)], records, parameters, live }),
    );
    expect(plan.findings).toMatchObject([{ code: "new-destination", level: "warn", about: { name: "orders" } }]);
    expect(reviewPlan(plan, nothing, null).held).toHaveLength(1);
    expect(reviewPlan(plan, everything, null).held).toHaveLength(0);
  });

  it("holds an unreviewed update that sends a secret to another path of the same host, or another way", () => {
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
    const heldFor = (model: Model): readonly string[] =>
      reviewPlan(
        buildPlan(
          planInput({
            definitions: [definitionOf(model)],
            records: [recordOf(own, parameters)],
            parameters,
            live: new Map([["orders", readablePart(own)]]),
          }),
        ),
        nothing,
        null,
      ).held.map(({ change, why }) => `${change.action}: ${why}`);
    const why = "update: nobody reviewed this update, and it sends a secret to a new place";
    expect(heldFor(asked("https://auth.example.com/somebody/token"))).toEqual([why]);
    const ConnectivityParameters = { ResourceParameters: { ResourceConfigurationArn: arn } };
    expect(heldFor(asked("https://auth.example.com/own/token", { ConnectivityParameters }))).toEqual([why]);
    expect(heldFor(asked("https://AUTH.example.com:443/own/token"))).toEqual([]);
  });

  it("holds what a finding blocks although it was reviewed, until the very digest is accepted", () => {
    const protectedRecords = [
      recordOf(orders, parameters),
      recordOf(billing, parameters, { options: { ...options, protect: true } }),
    ];
    const plan = buildPlan(
      planInput({ definitions: [definitionOf(orders)], records: protectedRecords, parameters, live }),
    );
    expect(plan.findings).toMatchObject([{ code: "protected", level: "block" }]);
    expect(reviewPlan(plan, everything, null).held).toHaveLength(1);
    expect(reviewPlan(plan, everything, "0".repeat(64)).held).toHaveLength(1);
    // What has to be cleared first is said, where nobody reviewed it either.
    expect(reviewPlan(plan, nothing, null).held).toMatchObject([{ cause: "finding" }]);
    expect(reviewPlan(plan, nothing, plan.digest)).toMatchObject({
      allowed: [{ name: "billing" }],
      held: [],
      noticed: [],
    });
  });

  it("holds nothing for a finding on one change that names none", () => {
    const finding = { code: "protected", level: "block", message: "why", about: null } as const;
    expect(reviewPlan({ ...deletion, findings: [finding] }, everything, null).held).toEqual([]);
  });

  it("holds an adoption that nobody reviewed", () => {
    const adopting = definitionOf(orders, { options: { ...options, adopt: true } });
    const plan = buildPlan(planInput({ definitions: [adopting], parameters, live }));
    expect(reviewPlan({ ...plan, findings: [] }, nothing, null).held).toMatchObject([
      { change: { action: "adopt" }, cause: "not-reviewed" },
    ]);
  });

  it("blocks the deletes of a folder that was emptied", () => {
    const plan = buildPlan(planInput({ records, live }));
    expect(plan.findings).toContainEqual(expect.objectContaining({ code: "emptied-folder", level: "block" }));
    expect(reviewPlan(plan, everything, null).held).toHaveLength(2);
  });

  it("blocks more than 30 % of at least 10 connections", () => {
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
