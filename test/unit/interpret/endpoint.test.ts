import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../workflows/engine/values/json.ts";
import { codes, diagnosticOf, interpretProps, secretKey, withAuth } from "./support.ts";

const oauth = (authorizationEndpoint: string): JsonObject =>
  withAuth("OAUTH_CLIENT_CREDENTIALS", {
    clientId: "c",
    clientSecret: secretKey,
    httpMethod: "POST",
    authorizationEndpoint,
  });

describe("the token endpoint", () => {
  it.each([
    "https://auth.example.com",
    "https://auth.example.com:8443/token?audience=x",
    "https://auth.example.com/orders/token/",
  ])("%s is taken", (endpoint) => {
    expect(codes(oauth(endpoint))).toEqual([]);
  });

  it.each([
    ["http://auth.example.com/token", "oauth-endpoint"],
    ["auth.example.com/token", "oauth-endpoint"],
    ["https:auth.example.com/token", "oauth-endpoint"],
    ["https:///token", "oauth-endpoint"],
    ["https://user:hunter2@auth.example.com/token", "oauth-endpoint"],
    ["https://auth.example.com:x/token", "oauth-endpoint"],
    ["https://auth.example.com:99999/token", "oauth-endpoint"],
    ["https://auth.example.com./token", "oauth-endpoint"],
    ["https://auth..example.com/token", "oauth-endpoint"],
    ["https://auth_.example.com/token", "oauth-endpoint"],
    ["https://127.0.0.1/token", "oauth-endpoint"],
    ["https://127.1/token", "oauth-endpoint"],
    ["https://0177.0.0.1/token", "oauth-endpoint"],
    ["https://0x7f000001/token", "oauth-endpoint"],
    ["https://2130706433/token", "oauth-endpoint"],
    ["https://[::1]/token", "oauth-endpoint"],
    ["https://ex\u0430mple.com/token", "oauth-endpoint"],
    ["https://auth.example.com\\@evil.example.net/token", "oauth-endpoint"],
    [`https://${"a.".repeat(130)}com/token`, "oauth-endpoint"],
    ["https://%61uth.example.com/token", "oauth-endpoint"],
    ["https://{{resolve:ssm:/bridgehead/host}}/token", "reference-not-allowed"],
    ["https://auth.example.com{{resolve:ssm:/bridgehead/host}}", "reference-not-allowed"],
    ["{{resolve:ssm:/bridgehead/endpoint}}", "reference-not-allowed"],
    ["https://auth.example.com/{{resolve:ssm:/bridgehead/tenant}}/token", "reference-not-allowed"],
    ["https://auth.example.com/token?tenant={{resolve:ssm:/bridgehead/tenant:3}}", "reference-not-allowed"],
    ["https://{{resolve:ssm-secure:/bridgehead/host}}/token", "readable-secret"],
    ["https://auth.example.com/{{resolve:ssm-secure:/bridgehead/tenant}}/token", "readable-secret"],
  ])("%s is refused: %s", (endpoint, code) => {
    const set = interpretProps(oauth(endpoint));
    expect(set.diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
    expect(JSON.stringify(set)).not.toContain("hunter2");
  });

  it("is on an allowed host where the configuration lists hosts", () => {
    const allowed = { allowedOAuthHosts: ["auth.example.com", "auth.example.org:8443"] };
    expect(codes(oauth("https://AUTH.example.com/token"), allowed)).toEqual([]);
    expect(codes(oauth("https://auth.example.com:443/token"), allowed)).toEqual([]);
    expect(codes(oauth("https://auth.example.org:8443/token"), allowed)).toEqual([]);
    // Which path it is on that host is for the review.
    expect(codes(oauth("https://auth.example.com/other/token?tenant=b"), allowed)).toEqual([]);
    expect(codes(oauth("https://auth.example.com:8443/token"), allowed)).toEqual(["error oauth-host"]);
    expect(codes(oauth("https://xauth.example.com/token"), allowed)).toEqual(["error oauth-host"]);
    expect(codes(oauth("https://auth.example.com.evil.test/"), allowed)).toEqual(["error oauth-host"]);
  });

  it("names the allowed host that was meant", () => {
    const set = interpretProps(oauth("https://auth.exmaple.com/token"), { allowedOAuthHosts: ["auth.example.com"] });
    expect(diagnosticOf(set, "oauth-host").hint).toBe("Did you mean `auth.example.com`? Allowed: auth.example.com.");
  });

  it("in punycode is a warning, unless the configuration lists the host", () => {
    const host = "auth.xn--exmple-cua.com";
    expect(codes(oauth(`https://${host}/token`))).toEqual(["warning oauth-host-punycode"]);
    expect(codes(oauth(`https://${host}/token`), { allowedOAuthHosts: [host] })).toEqual([]);
  });

  it.each(["localhost", "auth", "auth.internal", "auth.corp.local"])("on %s is not on the internet", (host) => {
    expect(codes(oauth(`https://${host}:8443/token`))).toEqual(["warning oauth-host-private"]);
    const arn = "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-0123456789abcdefg";
    const props = oauth(`https://${host}/token`);
    const authParameters = {
      ...(props["authParameters"] as JsonObject),
      connectivityParameters: { resourceParameters: { resourceConfigurationArn: arn } },
    };
    expect(codes({ ...props, authParameters })).toEqual([]);
  });
});
