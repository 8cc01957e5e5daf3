import { describe, expect, it } from "vitest";
import { patchFor } from "../../../workflows/engine/patch.ts";
import { readablePart } from "../../../workflows/engine/model.ts";
import { apiKeyModel } from "../../support/definitions.ts";

const orders = apiKeyModel("orders");
const credential = {
  op: "add",
  path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue",
  value: "{{resolve:ssm-secure:/bridgehead/orders}}",
};

describe("a patch", () => {
  it("for a description alone adds the credential again, and names leaves only", () => {
    const desired = apiKeyModel("orders", { Description: "v2" });
    expect(patchFor(readablePart(orders), desired)).toEqual([
      { op: "replace", path: "/Description", value: "v2" },
      credential,
    ]);
  });

  it("removes what the definition no longer says", () => {
    const { Description: _, ...desired } = orders;
    expect(patchFor(readablePart(orders), desired)).toEqual([{ op: "remove", path: "/Description" }, credential]);
  });

  it("adds all invocation parameters again, which Cloud Control never reads back", () => {
    const InvocationHttpParameters = { HeaderParameters: [{ Key: "a", Value: "b", IsValueSecret: false }] };
    const desired = {
      ...orders,
      AuthParameters: { ...(orders["AuthParameters"] as object), InvocationHttpParameters },
    };
    expect(patchFor(readablePart(orders), desired)).toContainEqual({
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
    expect(patchFor(readablePart(orders), desired)).toEqual([
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
    expect(patchFor(live, desired)).toContainEqual({
      op: "replace",
      path: "/InvocationConnectivityParameters/ResourceParameters/ResourceConfigurationArn",
      value: arn("b"),
    });
  });

  it("never touches the name", () => {
    expect(patchFor({ ...readablePart(orders), Name: "other" }, orders)).toEqual([credential]);
  });
});
