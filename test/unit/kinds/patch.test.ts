import { describe, expect, it } from "vitest";
import { apiKeyModel } from "../../support/definitions.ts";
import { patchFor, readablePart } from "../../support/of-connections.ts";

const orders = apiKeyModel("orders");
const credential = {
  op: "add",
  path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue",
  value: "{{resolve:ssm-secure:/bridgehead/orders}}",
};

/** The operations that change something. */
const writes = (...given: Parameters<typeof patchFor>) => patchFor(...given).filter(({ op }) => op !== "test");

describe("a patch", () => {
  it("for a description alone adds the credential again, and names leaves only", () => {
    const desired = apiKeyModel("orders", { Description: "v2" });
    expect(writes(readablePart(orders), desired)).toEqual([
      { op: "replace", path: "/Description", value: "v2" },
      credential,
    ]);
  });

  it("sends what the definition no longer says as empty, since AWS keeps what an update leaves out", () => {
    const { Description: _, ...desired } = orders;
    expect(writes(readablePart(orders), desired)).toEqual([
      credential,
      { op: "replace", path: "/Description", value: "" },
    ]);
  });

  it("adds all invocation parameters again, which Cloud Control never reads back", () => {
    const InvocationHttpParameters = { HeaderParameters: [{ Key: "a", Value: "b", IsValueSecret: false }] };
    const desired = {
      ...orders,
      AuthParameters: { ...(orders["AuthParameters"] as object), InvocationHttpParameters },
    };
    expect(writes(readablePart(orders), desired)).toContainEqual({
      op: "add",
      path: "/AuthParameters/InvocationHttpParameters",
      value: InvocationHttpParameters,
    });
  });

  it("changes the authorization type by removing one block and adding the other whole", () => {
    const desired = {
      ...orders,
      AuthorizationType: "BASIC",
      AuthParameters: { BasicAuthParameters: { Username: "u", Password: "{{resolve:ssm-secure:/bridgehead/p}}" } },
    };
    expect(writes(readablePart(orders), desired)).toEqual([
      { op: "remove", path: "/AuthParameters/ApiKeyAuthParameters" },
      { op: "replace", path: "/AuthorizationType", value: "BASIC" },
      { op: "add", path: "/AuthParameters/BasicAuthParameters", value: desired.AuthParameters.BasicAuthParameters },
    ]);
  });

  it("never replaces a parent that holds what only AWS sets", () => {
    const arn = (id: string) =>
      `arn:aws:vpc-lattice:eu-west-1:111122223333:resourceconfiguration/rcfg-${id.padEnd(17, "0")}`;
    const connectivity = (id: string) => ({ ResourceParameters: { ResourceConfigurationArn: arn(id) } });
    const desired = { ...orders, InvocationConnectivityParameters: connectivity("b") };
    const live = { ...readablePart(orders), InvocationConnectivityParameters: connectivity("a") };
    expect(writes(live, desired)).toContainEqual({
      op: "replace",
      path: "/InvocationConnectivityParameters/ResourceParameters/ResourceConfigurationArn",
      value: arn("b"),
    });
  });

  it("tests first every text that was read, so that it fails where somebody changed one", () => {
    expect(patchFor(readablePart(orders), apiKeyModel("orders", { Description: "v2" })).slice(0, -2)).toEqual([
      { op: "test", path: "/Description", value: "orders" },
      { op: "test", path: "/AuthorizationType", value: "API_KEY" },
      { op: "test", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyName", value: "x-api-key" },
    ]);
  });

  it("tests no text that would be taken for a reference", () => {
    const live = { ...readablePart(orders), Description: "{{resolve:ssm:/bridgehead/plain}}" };
    expect(patchFor(live, orders)).not.toContainEqual(expect.objectContaining({ op: "test", path: "/Description" }));
  });

  it("never touches the name", () => {
    expect(writes({ ...readablePart(orders), Name: "other" }, orders)).toEqual([credential]);
  });
});
