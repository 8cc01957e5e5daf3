import { describe, expect, it } from "vitest";
import { connectionResource } from "../../../workflows/engine/kinds/connection/resource.ts";
import type { Json, JsonObject } from "../../../workflows/engine/values/json.ts";
import type { Model } from "../../../workflows/engine/values/model.ts";
import { newDestinations } from "../../../workflows/engine/plan/review/new-destinations.ts";
import { apiKeyModel } from "../../support/definitions.ts";

const arn = (id: string): string =>
  `arn:aws:vpc-lattice:eu-west-1:111122223333:resourceconfiguration/rcfg-${id.repeat(17)}`;
const through = (id: string): JsonObject => ({ ResourceParameters: { ResourceConfigurationArn: arn(id) } });
const secure = (name: string): string => `{{resolve:ssm-secure:/bridgehead/${name}}}`;
const parameters = (name: string): JsonObject => ({
  HeaderParameters: [{ Key: "x-token", Value: secure(name), IsValueSecret: true }],
});

interface More {
  /** Beside the client, in the request for a token. */
  readonly own?: JsonObject;
  /** Beside the credentials. */
  readonly beside?: JsonObject;
}

function oauth(AuthorizationEndpoint: string, { own = {}, beside = {} }: More = {}): Model {
  const ClientParameters = { ClientID: "orders", ClientSecret: secure("client-secret") };
  return {
    Name: "orders",
    AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
    AuthParameters: {
      OAuthParameters: { ClientParameters, AuthorizationEndpoint, HttpMethod: "POST", ...own },
      ...beside,
    },
  };
}

const basic: Model = {
  Name: "orders",
  AuthorizationType: "BASIC",
  AuthParameters: { BasicAuthParameters: { Username: "orders", Password: secure("password") } },
};

/** What goes to a new place when `before` becomes `after`, in words. */
function added(before: Model, after: Model): readonly string[] {
  return newDestinations(connectionResource, after, [before]).map(
    ({ secret, destination }) => `${secret}: ${destination}`,
  );
}

const sent = (model: Model): readonly string[] =>
  connectionResource.sends(model).map(({ secret, destination }) => `${secret}: ${destination}`);

const token = "https://auth.example.com/a/token";
const to = (place: string): string => `parameter /bridgehead/client-secret: ${place}`;

describe("the destination of an OAuth client's secret", () => {
  it("is origin, path and query of the token endpoint", () => {
    expect(sent(oauth(token))).toEqual([to(token)]);
    expect(sent(oauth("HTTPS://Auth.Example.COM:443/A/token?t=B"))).toEqual([
      to("https://auth.example.com/A/token?t=B"),
    ]);
    expect(sent(oauth("https://auth.example.com:8443"))).toEqual([to("https://auth.example.com:8443/")]);
  });

  it.each([
    ["another path on the same host", token, "https://auth.example.com/b/token"],
    ["a path in other letters", token, "https://auth.example.com/A/token"],
    ["a slash at the end", token, `${token}/`],
    ["a path that some read as the same one", token, "https://auth.example.com/b/../a/token"],
    ["a path that is escaped", token, "https://auth.example.com/%61/token"],
    ["a query", token, `${token}?tenant=b`],
    ["another query", `${token}?tenant=a`, `${token}?tenant=b`],
    ["another host", token, "https://auth.example.net/a/token"],
    ["another port", token, "https://auth.example.com:8443/a/token"],
    ["another port than that", "https://auth.example.com:8443/a/token", "https://auth.example.com:8444/a/token"],
  ])("is new with %s, there and back", (_, one, other) => {
    expect(added(oauth(one), oauth(other))).toEqual([to(other)]);
    expect(added(oauth(other), oauth(one))).toEqual([to(one)]);
  });

  it.each([
    ["the port of https", "https://auth.example.com:443/a/token"],
    ["a host in upper case", "https://AUTH.example.COM/a/token"],
    ["a scheme in upper case", "HTTPS://auth.example.com/a/token"],
    ["a fragment, which nobody sends", `${token}#b`],
  ])("is the same with %s", (_, other) => {
    expect(added(oauth(token), oauth(other))).toEqual([]);
    expect(added(oauth(other), oauth(token))).toEqual([]);
  });

  it("is the same without a path as with a slash", () => {
    expect(added(oauth("https://auth.example.com"), oauth("https://auth.example.com/"))).toEqual([]);
    expect(added(oauth("https://auth.example.com?a=b"), oauth("https://auth.example.com/?a=b"))).toEqual([]);
  });

  it("is new with a private path that comes, that is another one, and that goes", () => {
    const [one, other] = [through("a"), through("b")].map((ConnectivityParameters) =>
      oauth(token, { beside: { ConnectivityParameters } }),
    ) as [Model, Model];
    const open = oauth(token);
    expect(added(open, one)).toEqual([to(`${token} through ${arn("a")}`)]);
    expect(added(one, other)).toEqual([to(`${token} through ${arn("b")}`)]);
    expect(added(one, open)).toEqual([to(token)]);
    expect(added(one, one)).toEqual([]);
  });

  it("is not touched by the private path of invocations", () => {
    expect(added(oauth(token), { ...oauth(token), InvocationConnectivityParameters: through("a") })).toEqual([]);
  });

  it("is that of all that goes with the token request", () => {
    const model = oauth(token, { own: { OAuthHttpParameters: parameters("extra") } });
    expect(sent(model)).toEqual([to(token), `parameter /bridgehead/extra: ${token}`]);
    const moved = oauth(`${token}/b`, { own: { OAuthHttpParameters: parameters("extra") } });
    expect(added(model, moved)).toEqual([to(`${token}/b`), `parameter /bridgehead/extra: ${token}/b`]);
  });

  it("is the very text where that is no address, or a reference hides part of it", () => {
    for (const text of [
      "http://auth.example.com/token",
      "https://Auth.example.com:1:2/token",
      "https://user@auth.example.com/token",
      "https://Auth.example.com\\@evil.example.net/token",
      "https:///token",
      "token",
    ]) {
      expect(sent(oauth(text))).toEqual([to(text)]);
    }
    const hidden = "https://Auth.example.com/{{resolve:ssm:/bridgehead/tenant}}#a";
    expect(sent(oauth(hidden))).toContain(to(hidden));
    expect(added(oauth(hidden.replace("tenant", "other")), oauth(hidden))).toContain(to(hidden));
  });
});

describe("the destination of what goes with events", () => {
  const key = "parameter /bridgehead/orders: connection orders";

  it("is the connection, with the private path to its endpoints", () => {
    expect(sent(apiKeyModel("orders"))).toEqual([key]);
    expect(sent(basic)).toEqual(["parameter /bridgehead/password: connection orders"]);
    const path = (id: string): Model => apiKeyModel("orders", { InvocationConnectivityParameters: through(id) });
    expect(added(apiKeyModel("orders"), path("a"))).toEqual([`${key} through ${arn("a")}`]);
    expect(added(path("a"), path("b"))).toEqual([`${key} through ${arn("b")}`]);
    expect(added(path("a"), apiKeyModel("orders"))).toEqual([key]);
  });

  it("is the same for invocation parameters, beside OAuth too", () => {
    const beside = { InvocationHttpParameters: parameters("invocation") };
    expect(sent(oauth(token, { beside }))).toEqual([to(token), "parameter /bridgehead/invocation: connection orders"]);
    const moved = oauth("https://auth.example.com/b/token", { beside });
    expect(added(oauth(token, { beside }), moved)).toEqual([to("https://auth.example.com/b/token")]);
    expect(added(oauth(token), oauth(token, { beside }))).toEqual([
      "parameter /bridgehead/invocation: connection orders",
    ]);
    const privately = { ...oauth(token, { beside }), InvocationConnectivityParameters: through("a") };
    expect(added(oauth(token, { beside }), privately)).toEqual([
      `parameter /bridgehead/invocation: connection orders through ${arn("a")}`,
    ]);
  });

  it("is another one for a connection of another name", () => {
    const stock: Json = { ...apiKeyModel("orders"), Name: "stock" };
    expect(added(apiKeyModel("orders"), stock)).toEqual(["parameter /bridgehead/orders: connection stock"]);
  });
});
