import { describe, expect, it } from "vitest";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { compareKeys, isSameKey, type Key, keyText } from "../../../workflows/engine/values/key.ts";
import { defineKind } from "../../../workflows/engine/kinds/kind.ts";
import { anyOf, headFor, nounOf, pluralOf, wordsFor } from "../../../workflows/engine/kinds/noun.ts";
import { extrasAt } from "../../../workflows/engine/kinds/own-properties.ts";
import { UnknownKindError } from "../../../workflows/engine/kinds/registry.ts";
import { keyOf as keyIn, verdictOf } from "../../../workflows/engine/kinds/resource-kind.ts";
import { crate, crateKey, crateModel, yard } from "../../support/crates.ts";
import { keyOf } from "../../support/definitions.ts";

describe("a key", () => {
  it("is the same where type and identifier are", () => {
    expect(isSameKey(keyOf("orders"), keyOf("orders"))).toBe(true);
    expect(isSameKey(keyOf("orders"), crateKey("orders"))).toBe(false);
    expect(isSameKey(keyOf("orders"), keyOf("stock"))).toBe(false);
    expect(keyText(crateKey("a/b"))).toBe("Test::Yard::Crate/a/b");
  });

  it("goes by identifier, and then by type", () => {
    const keys: readonly Key[] = [crateKey("a"), keyOf("b"), crateKey("b"), keyOf("c")];
    expect(keys.toReversed().toSorted(compareKeys)).toEqual(keys);
  });
});

describe("what resources of a type are called", () => {
  it.each([
    ["AWS::Events::Connection", "connection", "connections", "a connection"],
    ["AWS::Events::EventBus", "event bus", "event buses", "an event bus"],
    ["AWS::Events::EventBusPolicy", "event bus policy", "event bus policies", "an event bus policy"],
    ["AWS::KMS::Key", "key", "keys", "a key"],
    ["AWS::EC2::VPCEndpoint", "vpcendpoint", "vpcendpoints", "a vpcendpoint"],
    ["AWS::S3::Box", "box", "boxes", "a box"],
    ["AWS::Watch::Switch", "switch", "switches", "a switch"],
  ])("of %s is %s, %s, %s", (type, one, many, any) => {
    expect([nounOf(type), pluralOf(type), anyOf({ type })]).toEqual([one, many, any]);
  });

  it("is their noun where they have one type, and resource where they have several or are none", () => {
    const [bus, connection] = [{ key: { type: "AWS::Events::EventBus" } }, { key: keyOf("orders") }];
    expect(wordsFor([bus, bus])).toEqual({ one: "event bus", many: "event buses" });
    expect(wordsFor([bus, connection])).toEqual({ one: "resource", many: "resources" });
    expect(wordsFor([])).toEqual({ one: "resource", many: "resources" });
    expect([headFor([bus]), headFor([bus, connection])]).toEqual(["Event bus", "Resource"]);
  });
});

describe("the kinds that there are", () => {
  it("are found by type, and a type of none is an error that says which", () => {
    expect(yard.of(crateKey("orders"))).toBe(crate);
    expect(yard.find(crate.type)).toBe(crate);
    expect(builtinKinds.find(crate.type)).toBeUndefined();
    expect(() => builtinKinds.of(crateKey("orders"))).toThrow(UnknownKindError);
    expect(() => builtinKinds.of(crateKey("orders"))).toThrow("Test::Yard::Crate");
  });
});

describe("a kind of which nothing but the schema is known", () => {
  it("sends every secret to the resource", () => {
    expect(crate.sends(crateModel("orders"))).toEqual([
      { secret: "parameter /bridgehead/crates/orders", destination: "crate orders" },
    ]);
    expect(crate.sends(crateModel("orders", { Code: `{{literal:${"ab".repeat(16)}}}` }))).toEqual([
      { secret: "text in the file (abababab)", destination: "crate orders" },
    ]);
  });

  it("sends the same secret where another version of a parameter is pinned", () => {
    const pinned = crateModel("orders", { Code: "{{resolve:ssm-secure:/bridgehead/crates/orders:3}}" });
    expect(crate.sends(pinned)).toEqual(crate.sends(crateModel("orders")));
  });

  it("is AWS's, and known by what it requires beside its name", () => {
    const schema = { ...crate.schema, required: ["Name", "Code"], apiRequired: ["Size"] };
    const { service, names } = defineKind({ type: crate.type, identity: crate.identity, schema });
    expect([service, names.marks]).toEqual(["AWS", ["Code", "Size"]]);
  });

  it("has the properties of every kind, in its own words, and at its top alone", () => {
    const extras = extrasAt(crate, "");
    expect(Object.keys(extras)).toEqual(["adopt", "removal", "protect", "exportArn", "exportSecretArn"]);
    for (const { doc } of Object.values(extras)) expect(doc).toMatch(/(?:the|live) crate/);
    expect(extrasAt(crate, "/Code")).toEqual({});
    const properties = { "": { Lid: { type: "boolean", doc: "Whether it has one." } } } as const;
    const lidded = { ...crate, shortForms: { ...crate.shortForms, properties } };
    expect(Object.keys(extrasAt(lidded, ""))).toEqual([...Object.keys(extras), "Lid"]);
  });

  it("is made anew where what differs is set at the creation alone", () => {
    const { Code: _, ...live } = crateModel("orders");
    expect(crate.replaceWhen(live, crateModel("orders", { Size: 2 }), {})).toBeUndefined();
    expect(crate.replaceWhen(live, crateModel("stock"), {})?.reason).toContain("set when it is created");
    // What is set there and nobody asks for, or AWS does not tell, is no difference.
    expect(crate.replaceWhen(live, { Size: 1 }, {})).toBeUndefined();
    expect(crate.replaceWhen({ Size: 1 }, crateModel("orders"), {})).toBeUndefined();
  });

  it("is ready at once, whatever is said of it, and one with states is good where nobody says any", () => {
    expect(verdictOf(crate, "DEAUTHORIZED")).toBe("good");
    const [connection] = builtinKinds.all;
    expect([null, "AUTHORIZED", "DEAUTHORIZED"].map((state) => verdictOf(connection, state))).toEqual([
      "good",
      "good",
      "bad",
    ]);
  });

  it("has an ARN where AWS alone sets one", () => {
    const properties = { ...crate.schema.properties };
    const withArn = (Arn?: (typeof properties)[string]) =>
      defineKind({
        type: crate.type,
        identity: crate.identity,
        schema: { ...crate.schema, properties: { Name: properties["Name"]!, ...(Arn === undefined ? {} : { Arn }) } },
      }).arn;
    expect([
      withArn(properties["Arn"]),
      withArn({ kind: "string", doc: "The ARN of another resource." }),
      withArn(),
    ]).toEqual(["/Arn", null, null]);
  });

  it("is known by its name, and has no key without one", () => {
    expect(keyIn(crate, { Name: "orders" })).toEqual(crateKey("orders"));
    expect(keyIn(crate, { Name: 1 })).toBeUndefined();
    expect(keyIn(crate, {})).toBeUndefined();
    const byArn = defineKind({
      type: crate.type,
      schema: crate.schema,
      identity: { name: "Name", identifier: ({ Arn }) => (typeof Arn === "string" ? Arn : undefined) },
    });
    expect(keyIn(byArn, { Name: "orders", Arn: "arn:1" })).toEqual(crateKey("arn:1"));
  });
});
