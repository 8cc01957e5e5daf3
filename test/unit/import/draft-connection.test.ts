import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../workflows/engine/values/json.ts";
import { draftConnection } from "../../support/of-connections.ts";
import { settings } from "../interpret/support.ts";

const nothing = { invocation: null, oauth: null };
const live: JsonObject = {
  Name: "orders",
  AuthorizationType: "API_KEY",
  AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key" } },
  Arn: "arn:aws:events:eu-west-1:000000000000:connection/orders/1",
};

const draft = (properties: JsonObject, http = nothing as Parameters<typeof draftConnection>[0]["http"]) =>
  draftConnection({ name: "orders", properties, http }, "orders", settings);

describe("a draft", () => {
  it("names the connection only where the id does not", () => {
    const other = draftConnection({ name: "orders", properties: live, http: nothing }, "orders-2", settings);
    expect(other).toMatchObject({ id: "orders-2", props: { name: "orders" } });
    expect(draft(live)).toMatchObject({ id: "orders", props: expect.not.objectContaining({ name: "orders" }) });
  });

  it("puts parameters below the first prefix that is allowed", () => {
    const prefixed = draftConnection({ name: "orders", properties: live, http: nothing }, "orders", {
      ...settings,
      secretPrefixes: ["/teams/orders/", "/bridgehead/"],
    });
    expect(prefixed).toMatchObject({ parameters: [{ path: "/teams/orders/orders/api-key" }] });
  });

  it.each([".", ".."])("of %j has parameters that are not taken for another level's", (name) => {
    const dots = draftConnection({ name, properties: { ...live, Name: name }, http: nothing }, name, settings);
    expect(dots).toMatchObject({ parameters: [{ path: `/bridgehead/${name}-/api-key` }] });
  });

  it("never holds a credential, even if AWS sent one", () => {
    const leaking = { ...live, AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "k", ApiKeyValue: "canary" } } };
    const drafted = draft(leaking);
    expect(drafted).toMatchObject({ props: { authParameters: { apiKey: expect.stringMatching(/^\{\{resolve:/) } } });
    expect(JSON.stringify(drafted)).not.toContain("canary");
  });

  it("passes on what `validate` will remark", () => {
    const basic = { AuthorizationType: "BASIC", AuthParameters: { BasicAuthParameters: { Username: "a:b" } } };
    expect(draft({ ...live, ...basic })).toMatchObject({ remarks: [expect.stringContaining("colon")] });
  });
});

describe("no draft is made of a connection", () => {
  const key = { ApiKeyAuthParameters: { ApiKeyName: "x-api-key" } };
  const path = {
    ResourceParameters: {
      ResourceConfigurationArn:
        "arn:aws:vpc-lattice:eu-west-1:000000000000:resourceconfiguration/rcfg-0123456789abcdefg",
    },
  };
  const header = { HeaderParameters: [{ Key: "a", Value: "1", IsValueSecret: false }] };

  it("whose credentials are gone", () => {
    const { AuthParameters: _, ...deauthorized } = live;
    expect(draft(deauthorized)).toMatchObject({ reason: "no-credentials" });
  });

  it.each<[string, JsonObject, Parameters<typeof draft>[1], string]>([
    [
      "with double braces in a text",
      { ...live, Description: "{{resolve:ssm:/bridgehead/x}}" },
      nothing,
      "/Description",
    ],
    [
      "with double braces in a header",
      live,
      { invocation: { HeaderParameters: [{ Key: "a", Value: "{{x}}", IsValueSecret: false }] }, oauth: null },
      "/HeaderParameters/0/Value",
    ],
    [
      "with more members than Cloud Control takes",
      { ...live, AuthParameters: { ...key, ConnectivityParameters: path } },
      { invocation: header, oauth: null },
      "3 members",
    ],
    ["with a property that is not known yet", { ...live, Retries: 3 }, nothing, "retries"],
    [
      "with a token endpoint without encryption",
      {
        ...live,
        AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
        AuthParameters: {
          OAuthParameters: {
            ClientParameters: { ClientID: "c" },
            AuthorizationEndpoint: "http://auth.example.com/token",
            HttpMethod: "POST",
          },
        },
      },
      nothing,
      "not encrypted",
    ],
    [
      "with a header whose value AWS keeps back although it is no secret",
      live,
      { invocation: { HeaderParameters: [{ Key: "a", IsValueSecret: false }] }, oauth: null },
      "value",
    ],
    ["of another type than its credentials", { ...live, AuthorizationType: "BASIC" }, nothing, "BASIC"],
  ])("%s, and the message says where", (_, properties, http, message) => {
    expect(draft(properties, http)).toMatchObject({
      reason: "not-expressible",
      message: expect.stringContaining(message),
    });
  });
});
