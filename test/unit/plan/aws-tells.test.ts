import { describe, expect, it } from "vitest";
import { buildPlan } from "../../../workflows/engine/plan/build.ts";
import type { Definition } from "../../../workflows/engine/definition/definition.ts";
import { isSameKmsKey } from "../../../workflows/engine/kinds/connection/kms-key.ts";
import type { Model } from "../../../workflows/engine/values/model.ts";
import type { Look } from "../../../workflows/engine/plan/look.ts";
import type { Change } from "../../../workflows/engine/plan/plan.ts";
import type { PlanRecord } from "../../../workflows/engine/plan/record.ts";
import {
  apiKeyModel,
  definitionOf,
  lookAt,
  options,
  parameter,
  parametersByPath,
  planInput,
  recordOf,
  target,
  withHeaders,
} from "../../support/definitions.ts";
import { patchFor, readablePart } from "../../support/of-connections.ts";

/* What a plan makes of what AWS tells beside Cloud Control. */

const AT = Date.parse("2026-11-29T11:41:52Z");
const parameters = parametersByPath(parameter("/bridgehead/orders", 7));
const arn = "arn:aws:events:eu-west-1:111122223333:connection/orders/1";
const CREDENTIAL = "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue";

const orders = apiKeyModel("orders");
const secret = { Key: "x-secret", Value: "{{resolve:ssm-secure:/bridgehead/orders}}", IsValueSecret: true };
const open = { Key: "x-open", Value: "shop", IsValueSecret: false };
const shownSecret = { Key: "x-secret", IsValueSecret: true };

const http = (...headers: readonly Model[]): Model => ({
  AuthParameters: { InvocationHttpParameters: { HeaderParameters: headers } },
});
interface Situation {
  readonly was?: Model;
  /** What AWS showed then, and shows now, beside Cloud Control. */
  readonly seenThen?: Model;
  readonly now?: Model;
  readonly asked?: Definition | null;
  readonly record?: Partial<PlanRecord>;
  readonly look?: Partial<Look>;
}

function planned({ was = orders, seenThen = {}, now = seenThen, asked, record = {}, look = {} }: Situation): Change {
  const told = { modified: AT, authorized: AT, seen: seenThen };
  const [change, ...more] = buildPlan(
    planInput({
      definitions: asked === null ? [] : [asked ?? definitionOf(was)],
      records: [recordOf(was, parameters, { arn, told, ...record })],
      parameters,
      looks: new Map([
        ["orders", lookAt(readablePart(was), { seen: now, told: { arn, modified: AT, authorized: AT }, ...look })],
      ]),
    }),
  ).changes;
  if (change === undefined || more.length > 0) throw new Error("the plan has not one change");
  return change;
}

const moved = (to: number) => ({ told: { arn, modified: to, authorized: AT } });
const paths = ({ properties }: Change) => properties.map(({ path }) => path.replace("/AuthParameters", ""));

describe("a time of the last change that moved, with nothing changed that can be read", () => {
  it("sends the credential again, and says when", () => {
    const change = planned({ look: moved(AT + 1) });
    expect(change).toMatchObject({
      action: "update",
      suspectedAt: AT + 1,
      reason: "may have been changed outside Bridgehead at 2026-11-29T11:41:52.001Z",
    });
    expect(change.properties).toEqual([
      {
        path: CREDENTIAL,
        before: null,
        after: "{{resolve:ssm-secure:/bridgehead/orders:7}}",
        recorded: "{{resolve:ssm-secure:/bridgehead/orders:7}}",
        sensitive: true,
        readable: false,
      },
    ]);
    expect(planned({}).digest).not.toBe(change.digest);
    expect(planned({})).toMatchObject({ action: "no-op", suspectedAt: null });
  });

  it("sends every other secret too, and what can be read not", () => {
    const was = withHeaders(orders, open, secret);
    expect(paths(planned({ was, seenThen: http(open, shownSecret), look: moved(AT + 1) }))).toEqual([
      "/ApiKeyAuthParameters/ApiKeyValue",
      "/InvocationHttpParameters/HeaderParameters/1/Value",
    ]);
  });

  it("goes with a change of the definition, which keeps the digest that it was reviewed with", () => {
    const asked = definitionOf(apiKeyModel("orders", { Description: "v2" }));
    const change = planned({ asked, look: moved(AT + 1) });
    expect(change.reason).toBe(
      "the definition changed; may have been changed outside Bridgehead at 2026-11-29T11:41:52.001Z",
    );
    expect(paths(change)).toEqual(["/ApiKeyAuthParameters/ApiKeyValue", "/Description"]);
    expect(change.digest).toBe(planned({ asked }).digest);
  });

  it("says nothing where AWS moves it by itself, as it may for an OAuth connection", () => {
    const was = {
      Name: "orders",
      AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
      AuthParameters: {
        OAuthParameters: {
          ClientParameters: { ClientID: "id", ClientSecret: "{{resolve:ssm-secure:/bridgehead/orders}}" },
          AuthorizationEndpoint: "https://login.example.com/token",
          HttpMethod: "POST",
        },
      },
    };
    expect(planned({ was, look: moved(AT + 1) })).toMatchObject({ action: "no-op", suspectedAt: null });
  });

  it.each<[string, Situation]>([
    ["earlier: an answer that is behind", { look: moved(AT - 1) }],
    ["one of which nothing was told before", { record: { told: null }, look: moved(AT + 1) }],
    ["one of a change that did not get to its end", { record: { state: "incomplete" }, look: moved(AT + 1) }],
  ])("says nothing where it is %s", (_, situation) => {
    expect(planned(situation)).toMatchObject({ suspectedAt: null });
  });

  it("says nothing beside a change that can be read: that is what moved it", () => {
    const live = { ...readablePart(orders), Description: "by hand" };
    const change = planned({ look: { live, ...moved(AT + 1) } });
    expect(change).toMatchObject({ suspectedAt: null, reason: "the connection was changed outside Bridgehead" });
    expect(paths(change)).toEqual(["/Description"]);
  });
});

describe("a resource that was made anew", () => {
  const another = { told: { arn: `${arn}-other`, modified: AT, authorized: AT } };

  it("is sent everything, and says so", () => {
    const change = planned({ look: another });
    expect(change).toMatchObject({ action: "update", reason: "the connection was made anew outside Bridgehead" });
    expect(change.properties).toMatchObject([{ path: CREDENTIAL, recorded: null }]);
  });

  it("is not deleted with the definition: Bridgehead did not make it", () => {
    const change = planned({ asked: null, look: another });
    expect(change).toMatchObject({ action: "forget", properties: [] });
    expect(change.reason).toContain("was not made by Bridgehead, and stays");
    expect(planned({ asked: null }).action).toBe("delete");
  });
});

describe("what another API shows", () => {
  const was = withHeaders(orders, open, secret);
  const seenThen = http(open, shownSecret);

  it("is no difference where it is what was sent", () => {
    expect(planned({ was, seenThen }).action).toBe("no-op");
  });

  it.each<[string, Model, readonly object[]]>([
    [
      "a public value that somebody changed",
      http({ ...open, Value: "other" }, shownSecret),
      [{ path: "/0/Value", before: "other", after: "shop", readable: true, sensitive: false }],
    ],
    [
      "an item that somebody took away, with its secret",
      http(open),
      [
        { path: "/1/IsValueSecret", before: null, after: true, readable: true },
        { path: "/1/Key", before: null, after: "x-secret", readable: true },
        {
          path: "/1/Value",
          before: null,
          after: "{{resolve:ssm-secure:/bridgehead/orders:7}}",
          readable: false,
          sensitive: true,
        },
      ],
    ],
    [
      "an item that somebody added",
      http(open, shownSecret, { ...open, Key: "x-more" }),
      [
        { path: "/2/IsValueSecret", before: false, after: null, readable: true },
        { path: "/2/Key", before: "x-more", after: null, readable: true },
        { path: "/2/Value", before: "shop", after: null, readable: true },
      ],
    ],
    [
      "a secret that somebody made public, whose value is shown to nobody",
      http(open, { ...secret, Value: "canary", IsValueSecret: false }),
      [{ path: "/1/IsValueSecret", before: false, after: true }],
    ],
  ])("is compared: %s", (_, now, expected) => {
    const change = planned({ was, seenThen, now });
    const at = "/AuthParameters/InvocationHttpParameters/HeaderParameters";
    expect(change).toMatchObject({ action: "update", reason: "the connection was changed outside Bridgehead" });
    expect(change.properties.map((each) => ({ ...each, path: each.path.replace(at, "") }))).toMatchObject(expected);
    expect(JSON.stringify(change.properties)).not.toContain("canary");
    expect(change.digest).not.toBe(planned({ was, seenThen }).digest);
  });

  it("is removed where the definition no longer asks for it, its secrets too", () => {
    const change = planned({ was, seenThen, asked: definitionOf(orders) });
    const at = "/InvocationHttpParameters/HeaderParameters";
    expect(paths(change)).toEqual(
      ["0/IsValueSecret", "0/Key", "0/Value", "1/IsValueSecret", "1/Key", "1/Value"].map((path) => `${at}/${path}`),
    );
    expect(change.properties.at(-1)).toMatchObject({ before: null, after: null, sensitive: true, readable: false });
    expect(change).toMatchObject({ action: "update", seen: seenThen });
  });

  it("is no change where it is gone already and nobody asks for it", () => {
    expect(planned({ was, seenThen, now: {}, asked: definitionOf(orders) }).action).toBe("no-op");
  });

  it("of an adoption is compared with the definition", () => {
    const asked = definitionOf(was, { options: { ...options, adopt: true } });
    const seen = http({ ...open, Value: "other" }, shownSecret);
    const looks = new Map([["orders", lookAt(readablePart(was), { seen })]]);
    const [change] = buildPlan(planInput({ definitions: [asked], parameters, looks })).changes;
    expect(change).toMatchObject({ action: "adopt", seen });
    expect(change?.properties.map(({ path, before }) => [path.split("/").at(-1), before])).toEqual([
      ["ApiKeyValue", null],
      ["Value", "other"],
      ["Value", null],
    ]);
  });

  it("leaves the digest as it is where it is nothing", () => {
    const asked = definitionOf(apiKeyModel("orders", { Description: "v2" }));
    const [unseen, empty] = [null, {}].map((seen) => planned({ asked, look: { seen } }).digest);
    expect(unseen).toBe(empty);
  });
});

describe("a plain parameter in something that another API shows", () => {
  const template = { Key: "x-open", Value: "{{resolve:ssm:/bridgehead/orders}}", IsValueSecret: false };

  it("is compared with what it was after the apply", () => {
    const was = withHeaders(orders, template);
    expect(planned({ was, seenThen: http(open) }).action).toBe("no-op");
    const change = planned({ was, seenThen: http(open), now: http({ ...open, Value: "other" }) });
    expect(change.properties).toMatchObject([{ before: "other", after: "{{resolve:ssm:/bridgehead/orders:7}}" }]);
  });
});

describe("a KMS key", () => {
  const id = "0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f";
  const { account, region } = target;
  const keyArn = `arn:aws:kms:${region}:${account}:key/${id}`;
  const same = (one: string, other: string) => isSameKmsKey("/KmsKeyIdentifier", one, other, target);

  it("is the same by its id and by its ARN, in the account and region of the target", () => {
    expect([same(id, keyArn), same(keyArn, id)]).toEqual([true, true]);
    expect(same(id, keyArn.replace(region, "us-east-1"))).toBe(false);
    expect(same(id, keyArn.replace(account, "999999999999"))).toBe(false);
    expect(same("alias/a", `arn:aws:kms:${region}:${account}:alias/a`)).toBe(false);
    expect(isSameKmsKey("/Description", id, keyArn, target)).toBe(false);
  });

  it("that reads back as its ARN is no difference, and the patch tests what AWS has", () => {
    const was = apiKeyModel("orders", { KmsKeyIdentifier: id });
    const live = { ...readablePart(was), KmsKeyIdentifier: keyArn };
    expect(planned({ was, record: { live }, look: { live } }).action).toBe("no-op");
    const patch = patchFor(live, apiKeyModel("orders", { KmsKeyIdentifier: id, Description: "v2" }));
    expect(patch.filter(({ path }) => path === "/KmsKeyIdentifier")).toEqual([
      { op: "test", path: "/KmsKeyIdentifier", value: keyArn },
    ]);
  });
});

describe("a removal", () => {
  const at = "/AuthParameters/InvocationHttpParameters";
  const writes = (desired: Model, unread: Model) =>
    patchFor(readablePart(orders), desired, unread).filter(({ path }) => path.startsWith(at));

  it("is sent list by list, and only of what AWS has", () => {
    const both = {
      AuthParameters: { InvocationHttpParameters: { HeaderParameters: [open], BodyParameters: [open] } },
    };
    expect(writes(orders, both)).toEqual([
      { op: "add", path: at, value: { HeaderParameters: [], BodyParameters: [] } },
    ]);
    expect(writes(withHeaders(orders, open), both)).toEqual([
      { op: "add", path: at, value: { HeaderParameters: [open], BodyParameters: [] } },
    ]);
    expect(writes(orders, {})).toEqual([]);
  });
});
