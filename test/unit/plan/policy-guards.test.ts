import { describe, expect, it } from "vitest";
import { buildPlan } from "../../../workflows/engine/plan/build.ts";
import type { Definition } from "../../../workflows/engine/definition/definition.ts";
import { policyFindings } from "../../../workflows/engine/plan/guards/policy-guards.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import { defaultLimits, type Limits } from "../../../workflows/engine/policy/limits.ts";
import type { Finding } from "../../../workflows/engine/plan/plan.ts";
import { reviewShown } from "../../../workflows/engine/plan/review/review.ts";
import {
  apiKeyModel,
  defined,
  options,
  parameter,
  parametersByPath,
  planInput,
  recordOf,
} from "../../support/definitions.ts";
import { readablePart } from "../../support/of-connections.ts";

const parameters = parametersByPath(parameter("/bridgehead/orders"), parameter("/payments/orders"));

function oauth(endpoint: string): Definition {
  const client = {
    ClientID: "{{resolve:ssm-secure:/bridgehead/id}}",
    ClientSecret: "{{resolve:ssm-secure:/bridgehead/orders}}",
  };
  const OAuthParameters = { AuthorizationEndpoint: endpoint, HttpMethod: "POST", ClientParameters: client };
  return defined({
    Name: "orders",
    AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
    AuthParameters: { OAuthParameters },
  });
}

const keyed = (path: string): Definition => {
  const ApiKeyAuthParameters = { ApiKeyName: "x", ApiKeyValue: `Bearer {{resolve:ssm-secure:${path}}}` };
  return defined(apiKeyModel("orders", { AuthParameters: { ApiKeyAuthParameters } }));
};

function findings(definition: Definition, stored: Limits | null, config: Limits = defaultLimits): readonly Finding[] {
  const live = new Map([["orders", null]]);
  const plan = buildPlan(planInput({ definitions: [definition], parameters, live }));
  return policyFindings(plan, builtinKinds, { config, stored });
}

const reviewed: Limits = { ...defaultLimits, oauthHosts: ["auth.example.com", "auth.example.org:8443"] };

describe("a change that needs what the reviewed policy does not allow", () => {
  it.each<[string, Definition, string]>([
    ["a parameter", keyed("/payments/orders"), "parameter /payments/orders"],
    ["a plain parameter", plain("/payments/text"), "parameter /payments/text"],
    ["a host", oauth("https://auth.example.net/token"), "credentials sent to auth.example.net"],
    ["a port", oauth("https://auth.example.org/token"), "credentials sent to auth.example.org"],
    ["a place for an ARN", exported("/arns/orders"), "an ARN written to /arns/orders"],
  ])("is blocked for %s", (_, definition, need) => {
    const [finding, ...more] = findings(definition, reviewed, reviewed);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ code: "outside-reviewed-policy", level: "block", about: { name: "orders" } });
    expect(finding?.message).toContain(`does not allow: ${need};`);
  });

  it.each<[string, Definition]>([
    ["a parameter", keyed("/bridgehead/orders")],
    ["a host, whatever its case and with the usual port", oauth("https://Auth.Example.com:443/token")],
    ["a host with its port", oauth("https://auth.example.org:8443/token")],
    ["a place for an ARN", exported("/bridgehead-arns/orders")],
  ])("is not for %s that it allows", (_, definition) => {
    expect(findings(definition, reviewed, reviewed)).toEqual([]);
  });

  it("is none before anything was reviewed", () => {
    expect(findings(keyed("/payments/orders"), null)).toEqual([]);
  });

  it("is none where nothing is changed, or something goes", () => {
    const model = keyed("/payments/orders").model;
    const records = [recordOf(model, parameters)];
    const live = new Map([["orders", readablePart(model)]]);
    for (const definitions of [[keyed("/payments/orders")], []]) {
      const plan = buildPlan(planInput({ definitions, parameters, records, live }));
      expect(plan.changes).toHaveLength(1);
      expect(policyFindings(plan, builtinKinds, { config: reviewed, stored: reviewed })).toEqual([]);
    }
  });

  it("is held, whoever reviewed it and whoever accepts the plan", async () => {
    const live = new Map([["orders", null]]);
    const bare = buildPlan(planInput({ definitions: [keyed("/payments/orders")], parameters, live }));
    const plan = { ...bare, findings: policyFindings(bare, builtinKinds, { config: reviewed, stored: reviewed }) };
    const held = [{ cause: "finding", why: expect.stringContaining("/payments/orders") }];
    for (const isAccepted of [false, true]) {
      expect(await reviewShown({ plan, kinds: builtinKinds, isAccepted })).toMatchObject({ allowed: [], held });
    }
  });
});

describe("a configuration that allows more than the reviewed policy", () => {
  it("is named once, with what becomes looser", () => {
    const config = { ...reviewed, secretPrefixes: ["/bridgehead/", "/payments/"], oauthHosts: null };
    expect(findings(keyed("/bridgehead/orders"), reviewed, config)).toEqual([
      {
        code: "policy-change",
        level: "warn",
        about: null,
        message:
          "the configuration allows what the reviewed policy does not: parameters below /payments/ (`secretPrefixes`); " +
          "OAuth credentials for any host (`oauthHosts`)",
      },
    ]);
  });

  it("lets nothing through by itself: the change that uses it is blocked", () => {
    const config = { ...reviewed, secretPrefixes: ["/payments/"] };
    const codes = findings(keyed("/payments/orders"), reviewed, config).map(({ code }) => code);
    expect(codes).toEqual(["policy-change", "outside-reviewed-policy"]);
  });

  it("is none where it only allows less", () => {
    expect(findings(keyed("/bridgehead/orders"), defaultLimits, reviewed)).toEqual([]);
  });
});

function plain(path: string): Definition {
  return defined(apiKeyModel("orders", { Description: `{{resolve:ssm:${path}}}` }));
}

function exported(path: string): Definition {
  return { ...keyed("/bridgehead/orders"), options: { ...options, exportArn: path } };
}
