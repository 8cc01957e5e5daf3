import { describe, expect, it } from "vitest";
import { adoptionOf, mayHide } from "../../../workflows/engine/plan/adoption.ts";
import { buildPlan, keysToRead } from "../../../workflows/engine/plan/build.ts";
import { dangersOf } from "../../../workflows/engine/plan/review/dangers.ts";
import type { Definition, DefinitionOptions } from "../../../workflows/engine/definition/definition.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { connectionResource } from "../../../workflows/engine/kinds/connection/resource.ts";
import { connectionSchema } from "../../../workflows/engine/kinds/connection/schema.ts";
import type { Model } from "../../../workflows/engine/values/model.ts";
import { createKinds } from "../../../workflows/engine/kinds/registry.ts";
import type { ObjectNode, SchemaNode } from "../../../workflows/engine/kinds/schema.ts";
import type { Look } from "../../../workflows/engine/plan/look.ts";
import type { Change, Plan } from "../../../workflows/engine/plan/plan.ts";
import type { PlanRecord } from "../../../workflows/engine/plan/record.ts";
import {
  apiKeyModel,
  definitionOf,
  keyOf,
  lookAt,
  options,
  parameter,
  parametersByPath,
  planInput,
  recordOf,
  withHeaders,
} from "../../support/definitions.ts";
import { readablePart } from "../../support/of-connections.ts";

/* What a plan makes of what is taken over, and later of what was. */

const orders = apiKeyModel("orders");
const kind = builtinKinds.of(keyOf("orders"));
const CREDENTIAL = "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue";
const PARAMETER = "/bridgehead/orders";
const arn = "arn:aws:events:eu-west-1:111122223333:connection/orders/1";
const AT = Date.parse("2026-11-29T11:41:52Z");
const version = (number: number) => parametersByPath(parameter(PARAMETER, number));
const described = apiKeyModel("orders", { Description: "v2" });

const defined = (model: Model, own: Partial<DefinitionOptions> = {}): Definition =>
  definitionOf(model, { options: { ...options, ...own } });

const shown = (...headers: readonly Model[]): Model => ({
  AuthParameters: { InvocationHttpParameters: { HeaderParameters: headers } },
});
const secret = { Key: "x-secret", Value: `{{resolve:ssm-secure:${PARAMETER}}}`, IsValueSecret: true };
const open = { Key: "x-open", Value: "shop", IsValueSecret: false };

interface Situation {
  readonly definition: Definition;
  readonly live?: Model;
  readonly seen?: Model;
  readonly record?: PlanRecord;
  readonly newest?: number;
  readonly modified?: number;
}

function planOf({ definition, live = readablePart(orders), seen = {}, record, newest = 1, modified }: Situation): Plan {
  const told = { arn, modified: modified ?? AT, authorized: null };
  const look: Look = lookAt(live, { seen, told, state: "AUTHORIZED" });
  return buildPlan(
    planInput({
      definitions: [definition],
      records: record === undefined ? [] : [record],
      parameters: version(newest),
      looks: new Map([["orders", look]]),
    }),
  );
}

function planned(situation: Situation): Change {
  const [change, ...more] = planOf(situation).changes;
  if (change === undefined || more.length > 0) throw new Error("the plan of a test has one change");
  return change;
}

/** The record of what was taken over as it was. */
const taken = (more: Partial<PlanRecord> = {}): PlanRecord =>
  recordOf(orders, version(1), {
    arn,
    options: { ...options, adopt: true },
    told: { modified: AT, authorized: null, seen: {} },
    unwritten: true,
    ...more,
  });

const pathsOf = ({ properties }: Change): readonly string[] => properties.map(({ path }) => path);
const codesOf = ({ findings }: Plan): readonly string[] => findings.map(({ code }) => code);

describe("an adoption writes nothing", () => {
  it("where all that can be read is as it is defined: its credential is no change", () => {
    expect(planned({ definition: defined(orders, { adopt: true }) })).toMatchObject({
      action: "adopt",
      writes: false,
      unwritten: true,
      properties: [],
      reason: "the definition takes over a connection that exists, as it is",
    });
  });

  it("whatever is no difference: an empty description, and parameters that another API shows", () => {
    const { Description: _, ...bare } = orders;
    const live = readablePart({ ...bare, Description: "" });
    expect(planned({ definition: defined(bare, { adopt: true }), live })).toMatchObject({ writes: false });
    const definition = defined(withHeaders(orders, open, secret), { adopt: true });
    const seen = shown(open, { Key: "x-secret", IsValueSecret: true });
    expect(planned({ definition, seen })).toMatchObject({ writes: false, properties: [] });
  });

  it("and still changes what is Bridgehead's own", () => {
    const own = { adopt: true, protect: true, exportArn: "/bridgehead-arns/orders" } as const;
    const change = planned({ definition: defined(orders, own) });
    expect(change).toMatchObject({ writes: false });
    expect(pathsOf(change)).toEqual(["/exportArn", "/protect"]);
  });
});

describe("an adoption writes everything, the credential included", () => {
  it.each<[string, Situation]>([
    ["a description differs", { definition: defined(described, { adopt: true }) }],
    [
      "a parameter differs that another API shows",
      { definition: defined(withHeaders(orders, open), { adopt: true }), seen: shown({ ...open, Value: "other" }) },
    ],
    ["a parameter is not there", { definition: defined(withHeaders(orders, secret), { adopt: true }) }],
    ["a parameter is there that is not defined", { definition: defined(orders, { adopt: true }), seen: shown(open) }],
    [
      "a plain parameter stands where something can be read: nobody knows its value",
      { definition: defined(apiKeyModel("orders", { Description: "{{resolve:ssm:/shop/text}}" }), { adopt: true }) },
    ],
    ["it is told to", { definition: defined(orders, { adopt: "write" }) }],
  ])("where %s", (_, situation) => {
    const change = planned(situation);
    expect(change).toMatchObject({ action: "adopt", writes: true, unwritten: false });
    expect(pathsOf(change)).toContain(CREDENTIAL);
  });
});

it("an adoption is stopped by what another API alone shows, where no update takes that away", () => {
  const path = { ResourceParameters: { ResourceConfigurationArn: "arn:aws:vpc-lattice:eu-west-1:1:rcfg/1" } };
  const secretOf = { ClientID: "client", ClientSecret: `{{resolve:ssm-secure:${PARAMETER}}}` };
  const OAuthParameters = {
    ClientParameters: secretOf,
    AuthorizationEndpoint: "https://a.example/t",
    HttpMethod: "POST",
  };
  const oauth = apiKeyModel("orders", {
    AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
    AuthParameters: { OAuthParameters, ConnectivityParameters: path },
  });
  const live = readablePart({ ...oauth, AuthParameters: { OAuthParameters } });
  const definition = defined(oauth, { adopt: true });
  const planning = (seen: Model): Plan => planOf({ definition, live, seen });
  expect(planning({}).diagnostics).toEqual([]);
  expect(planning(shown(open)).diagnostics).toMatchObject([
    { code: "name-taken", message: expect.stringContaining("parameters that cannot be taken away") },
  ]);
});

describe("the digest of an adoption", () => {
  const digestOf = (adopt: true | "write", live = readablePart(orders)): string =>
    planned({ definition: defined(orders, { adopt }), live }).digest;

  it("says whether it writes: a review of the one is none of the other", () => {
    expect(digestOf(true)).not.toBe(digestOf("write"));
  });

  it("is the same for all that write alike, and for all that write nothing", () => {
    const other = readablePart(described);
    expect(digestOf(true, other)).toBe(digestOf("write", other));
    expect(planned({ definition: defined(orders, { adopt: true }), newest: 2 }).digest).toBe(digestOf(true));
  });
});

describe("what was taken over as it was", () => {
  it("is left alone while nothing is asked of it", () => {
    expect(planned({ definition: defined(orders, { adopt: true }), record: taken() })).toMatchObject({
      action: "no-op",
    });
    expect(planned({ definition: defined(orders), record: taken() })).toMatchObject({ action: "no-op" });
    const protect = planned({ definition: defined(orders, { adopt: true, protect: true }), record: taken() });
    expect(protect).toMatchObject({ action: "configure" });
    expect(dangersOf(protect, taken(), kind)).toEqual([]);
  });

  it("is left alone where somebody else changed its credential: nobody writes over that unasked", () => {
    const later = { definition: defined(orders), modified: AT + 60_000 };
    expect(planned({ ...later, record: taken() })).toMatchObject({ action: "no-op", suspectedAt: null });
    const { unwritten: _, ...written } = taken();
    expect(planned({ ...later, record: written })).toMatchObject({ action: "update" });
  });

  it.each<[string, Situation, string]>([
    ["a parameter is rotated", { definition: defined(orders), newest: 2 }, "a parameter was rotated"],
    ["the definition changes", { definition: defined(described) }, "the definition changed"],
    [
      "it is told to",
      { definition: defined(orders, { adopt: "write" }) },
      '`adopt: "write"` asks for its credential, which Bridgehead has not written yet',
    ],
    [
      "somebody changed what can be read",
      { definition: defined(orders), live: readablePart(described) },
      "the connection was changed outside Bridgehead",
    ],
  ])("is written where %s, and its credential is shown as written unseen", (_, situation, reason) => {
    const plan = planOf({ ...situation, record: taken() });
    const [change] = plan.changes;
    expect(change).toMatchObject({ action: "update", reason });
    expect(change?.properties).toContainEqual(
      expect.objectContaining({ path: CREDENTIAL, readable: false, sensitive: true, recorded: null }),
    );
    expect(codesOf(plan)).toEqual(["overwrites-credential"]);
  });

  it("sends its secret then where the adoption's plan said that it would go, and that is no danger", () => {
    const adoption = planOf({ definition: defined(orders, { adopt: true }) });
    expect(adoption.findings.map(({ code, message }) => [code, message])).toEqual([
      ["new-destination", `parameter ${PARAMETER} goes to connection orders with its first rotation or change`],
    ]);
    const change = planned({ definition: defined(orders), record: taken(), newest: 2 });
    expect(dangersOf(change, taken(), kind)).toEqual([]);
  });

  it("still tells what somebody edited", () => {
    const change = planned({ definition: defined(orders), live: readablePart(described), record: taken() });
    expect(change.properties).toContainEqual(
      expect.objectContaining({ path: "/Description", before: "v2", after: "orders", recorded: "orders" }),
    );
  });

  it("has a digest of its own: a review of an update of what was written is none of one that overwrites", () => {
    const { unwritten: _, ...written } = taken();
    const situation = { definition: defined(described) };
    expect(planned({ ...situation, record: taken() }).digest).not.toBe(
      planned({ ...situation, record: written }).digest,
    );
  });

  it("keeps the digest of what was begun where that did not get to its end", () => {
    const before = planned({ definition: defined(described), record: taken() });
    const begun = { digest: before.digest, desired: described, before: readablePart(orders), by: null, options };
    const record = taken({ state: "in-doubt", begun, told: null });
    expect(planned({ definition: defined(described), record })).toMatchObject({
      action: "update",
      digest: before.digest,
    });
  });

  it("loses its credential in a replacement, which says so", () => {
    const definition = definitionOf({ ...orders, Name: "orders-v2" }, { id: "orders" });
    const replacing = (record: PlanRecord) =>
      buildPlan(planInput({ definitions: [definition], records: [record], parameters: version(1) })).changes.map(
        ({ action, properties }) => [action, properties.map(({ path }) => path)],
      );
    const { unwritten: _, ...written } = taken();
    // Also where the same parameter is sent: what goes is another credential, as far as anybody knows.
    expect(replacing(taken())).toEqual([["replace", [CREDENTIAL, "/Name"]]]);
    expect(replacing(written)).toEqual([["replace", ["/Name"]]]);
    const plan = buildPlan(planInput({ definitions: [definition], records: [taken()] }));
    expect(plan.findings).toContainEqual(
      expect.objectContaining({ code: "overwrites-credential", message: expect.stringContaining('"orders"') }),
    );
  });

  it("is read where it is told to be written, and else as what was written", () => {
    const read = (adopt: boolean | "write", record: PlanRecord) =>
      keysToRead({
        definitions: planInput({ definitions: [defined(orders, { adopt })] }).definitions,
        records: [record],
        parameters: version(1),
      });
    expect(read("write", taken())).toEqual([keyOf("orders")]);
    expect(read(true, taken())).toEqual([]);
    const { unwritten: _, ...written } = taken();
    expect(read("write", written)).toEqual([]);
  });
});

it("what Bridgehead wrote is not written again because of `adopt`", () => {
  const { unwritten: _, ...written } = taken();
  expect(planned({ definition: defined(orders, { adopt: "write" }), record: written })).toMatchObject({
    action: "no-op",
  });
});

describe("a resource may have what nobody can read", () => {
  const schema = (properties: ObjectNode["properties"]): ObjectNode => ({ kind: "object", properties, doc: "" });
  const text = { kind: "string", doc: "" } as const;
  const hidden = { ...text, access: "write-only" } as const;
  const secretText = { ...text, secret: "always" } as const;

  it("where its type has secrets, or where nobody was asked for what Cloud Control does not read", () => {
    expect(mayHide(connectionSchema, {})).toBe(true);
    expect(mayHide(schema({ Name: text }), null)).toBe(false);
    expect(mayHide(schema({ Name: text, Tag: { ...text, access: "write-only" } }), null)).toBe(true);
    expect(mayHide(schema({ Name: text, Tag: { ...text, access: "write-only" } }), {})).toBe(false);
  });

  it.each<[string, SchemaNode, SchemaNode]>([
    ["an object", schema({ Tag: hidden }), schema({ Tag: secretText })],
    ["a list", { kind: "list", items: hidden, doc: "" }, { kind: "list", items: secretText, doc: "" }],
    ["a set", { kind: "set", items: hidden, doc: "" }, { kind: "set", items: secretText, doc: "" }],
    ["a map", { kind: "map", values: hidden, doc: "" }, { kind: "map", values: secretText, doc: "" }],
  ])("also in %s", (_, unread, credential) => {
    expect(mayHide(schema({ Name: text, Tags: unread }), null)).toBe(true);
    expect(mayHide(schema({ Name: text, Tags: unread }), {})).toBe(false);
    expect(mayHide(schema({ Name: text, Tags: credential }), {})).toBe(true);
  });

  it("and has no mark where it has nothing of the kind", () => {
    const nothing = { writes: false, properties: [] };
    expect(adoptionOf([], true, { schema: schema({ Name: text }), seen: null })).toEqual({
      ...nothing,
      unwritten: false,
    });
    expect(adoptionOf([], true, { schema: connectionSchema, seen: {} })).toEqual({ ...nothing, unwritten: true });
    const readableAlone = {
      ...connectionResource,
      schema: schema({ Name: text, Description: text, AuthorizationType: text }),
      sends: () => [],
    };
    const { AuthParameters: _, ...open } = described;
    const input = planInput({
      definitions: [defined(open, { adopt: true })],
      live: new Map([["orders", readablePart(orders)]]),
    });
    const plan = buildPlan({ ...input, kinds: createKinds([readableAlone]) });
    expect(plan.changes).toMatchObject([{ action: "adopt", writes: true }]);
    expect(codesOf(plan)).toEqual([]);
    // What a definition says nothing of cannot be written, whatever it asks for.
    expect(adoptionOf([], "write", { schema: connectionSchema, seen: {} })).toEqual({ ...nothing, unwritten: true });
  });
});
