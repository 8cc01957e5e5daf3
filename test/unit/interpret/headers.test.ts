import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../workflows/engine/values/json.ts";
import { codes, diagnosticOf, found, interpretProps, secretKey, withAuth } from "./support.ts";

const user = "{{resolve:ssm-secure:/bridgehead/orders/user}}";
const key = (apiKeyName: string, apiKey = secretKey): JsonObject => withAuth("API_KEY", { apiKeyName, apiKey });
const invocation = (...headerParameters: readonly Json[]): JsonObject => ({
  invocationHttpParameters: { headerParameters },
});
const oauth = (httpMethod: string, oauthHttpParameters: JsonObject): JsonObject =>
  withAuth("OAUTH_CLIENT_CREDENTIALS", {
    oauthParameters: {
      clientParameters: { clientId: "c", clientSecret: secretKey },
      authorizationEndpoint: "https://auth.example.com/t",
      httpMethod,
      oauthHttpParameters,
    },
  });

describe("the name of the key's header", () => {
  it.each(["X API Key", "Authorization: Bearer", "x-api-key:", "X-Jürgen", "a,b", "a\tb"])("is not %j", (name) => {
    expect(found(interpretProps(key(name)))).toEqual(["error header-name 4"]);
  });

  it.each(["Authorization", "x-api-key", "X_API_KEY", "!#$%&'*+-.^_`|~09az", "x-{{resolve:ssm:/bridgehead/name}}"])(
    "may be %j",
    (name) => {
      expect(codes(key(name))).toEqual([]);
    },
  );

  it("stands alone: the scheme belongs before the reference", () => {
    expect(diagnosticOf(interpretProps(key("Authorization: Bearer")), "header-name").hint).toBe(
      'Write `apiKeyName: "Authorization",` and put `Bearer` before the reference in the value: ' +
        '`apiKey: "Bearer " + ssm("/bridgehead/orders/key"),`',
    );
    expect(diagnosticOf(interpretProps(key("Authorization: Bearer", "hunter2")), "header-name").hint).toBe(
      'Write `apiKeyName: "Authorization",` and put `Bearer` before the reference in the value',
    );
    expect(diagnosticOf(interpretProps(key("x-api-key:")), "header-name").hint).toBe(
      'Write `apiKeyName: "x-api-key",`',
    );
  });

  it("is corrected, unless it may be the credential", () => {
    expect(diagnosticOf(interpretProps(key("X API Key")), "header-name").hint).toBe('Write `apiKeyName: "X-API-Key",`');
    const set = interpretProps(key("Bearer hunter2"));
    expect(diagnosticOf(set, "header-name").hint).toBe('Write it as in `apiKeyName: "x-api-key",`');
    expect(JSON.stringify(set)).not.toContain("hunter2");
  });
});

describe("basic authentication by hand", () => {
  it.each([`Basic ${user}:${secretKey}`, `basic orders:${secretKey}`, `Basic ${user}:hunter`])(
    "is told about BASIC: %s",
    (value) => {
      const set = interpretProps(key("Authorization", value));
      const { severity, hint } = diagnosticOf(set, "basic-by-hand");
      expect(severity).toBe("warning");
      expect(hint).toContain('Write `authorizationType: "BASIC",`');
      const header = invocation({ key: "x-forwarded-authorization", value });
      const auth = { apiKeyName: "k", apiKey: secretKey, ...header };
      expect(codes(withAuth("API_KEY", auth))).toContain("warning basic-by-hand");
    },
  );

  it("says nothing more of what is made of references", () => {
    expect(found(interpretProps(key("Authorization", `Basic ${user}:${secretKey}`)))).toEqual([
      "warning basic-by-hand 5",
    ]);
  });

  it("in a token request is told about base64", () => {
    const header = { key: "Authorization", value: `Basic ${user}:${secretKey}` };
    const set = interpretProps(oauth("POST", { headerParameters: [header] }));
    expect(diagnosticOf(set, "basic-by-hand").hint).toMatch(/^Keep the base64/);
  });

  it.each([`Basic ${secretKey}`, `Bearer ${user}:${secretKey}`, `${user}:${secretKey}`, `Basic realm ${user}:x`])(
    "is not %s",
    (value) => {
      expect(codes(key("Authorization", value))).not.toContain("warning basic-by-hand");
    },
  );

  it.each(["Basic ", "Bearer "])("is a password that begins with %j", (scheme) => {
    const props = withAuth("BASIC", { username: "u", password: `${scheme}${secretKey}` });
    expect(found(interpretProps(props))).toEqual(["warning basic-by-hand 5"]);
  });

  it("hides nothing else where it is switched off", () => {
    const off = { severities: { "basic-by-hand": "off" as const } };
    const password = withAuth("BASIC", { username: "u", password: `Basic ${secretKey}` });
    expect(codes(password, off)).toEqual(["warning literal-credential"]);
    expect(codes(key("Authorization", `Basic ${user}:${secretKey}`), off)).toEqual(["warning colon-in-credential"]);
  });

  it("is no password that begins otherwise", () => {
    const props = (password: string) => withAuth("BASIC", { username: "u", password });
    expect(codes(props(secretKey))).toEqual([]);
    expect(codes(props("Basic hunter2"))).toEqual(["warning literal-credential"]);
    expect(codes(props("Basic "))).toEqual(["warning literal-credential"]);
    expect(codes(props(`hunter${secretKey}`))).toEqual(["warning literal-credential"]);
  });
});

describe("a header that EventBridge sends with the credentials", () => {
  const header = (name: string) => invocation({ key: name, value: secretKey });

  it("is a warning, whatever its letter case", () => {
    const apiKey = { apiKeyName: "X-Own", apiKey: secretKey };
    expect(found(interpretProps(withAuth("API_KEY", { ...apiKey, ...header("x-oWN") })))).toEqual([
      "warning credential-header 9",
    ]);
    expect(codes(withAuth("BASIC", { username: "u", password: secretKey, ...header("authorization") }))).toEqual([
      "warning credential-header",
    ]);
    const client = { clientId: "c", clientSecret: secretKey, authorizationEndpoint: "https://auth.example.com/t" };
    expect(
      codes(withAuth("OAUTH_CLIENT_CREDENTIALS", { ...client, httpMethod: "POST", ...header("Authorization") })),
    ).toEqual(["warning credential-header"]);
  });

  it("is another one than Authorization for an API key", () => {
    const apiKey = { apiKeyName: "X-Own", apiKey: secretKey };
    expect(codes(withAuth("API_KEY", { ...apiKey, ...header("Authorization") }))).toEqual([]);
    expect(codes(withAuth("BASIC", { username: "u", password: secretKey, ...header("x-own") }))).toEqual([]);
  });
});

describe("a token request", () => {
  it("has the client by itself", () => {
    const twice = {
      bodyParameters: [
        { key: "client_id", value: "c", isValueSecret: false },
        { key: "client_secret", value: secretKey },
        { key: "audience", value: "x", isValueSecret: false },
      ],
      queryStringParameters: [{ key: "client_id", value: "c", isValueSecret: false }],
    };
    expect(codes(oauth("POST", twice))).toEqual(Array(3).fill("warning client-sent-twice"));
  });

  it("of GET has no body", () => {
    const body = { bodyParameters: [{ key: "audience", value: "x", isValueSecret: false }] };
    expect(codes(oauth("GET", body))).toEqual(["warning body-with-get"]);
    expect(codes(oauth("PUT", body))).toEqual([]);
    expect(codes(oauth("GET", { queryStringParameters: body.bodyParameters }))).toEqual([]);
    expect(codes(oauth("GET", { bodyParameters: [] }))).toEqual([]);
  });
});

describe("a private path", () => {
  const path = (region: string): JsonObject => ({
    resourceParameters: {
      resourceConfigurationArn: `arn:aws:vpc-lattice:${region}:123456789012:resourceconfiguration/rcfg-0123456789abcdef0`,
    },
  });

  it("of another region is a warning, where the target's is known", () => {
    const props = (region: string) => ({ ...key("k"), invocationConnectivityParameters: path(region) });
    expect(codes(props("us-west-2"))).toEqual(["warning connectivity-region"]);
    expect(diagnosticOf(interpretProps(props("us-west-2")), "connectivity-region").message).toContain(
      "AWS does not support private connections across regions",
    );
    expect(codes(props("eu-west-1"))).toEqual([]);
    expect(codes(props("us-west-2"), { region: null })).toEqual([]);
  });

  it("to a token endpoint is of use for OAuth alone", () => {
    const basic = withAuth("BASIC", { username: "u", password: secretKey, connectivityParameters: path("eu-west-1") });
    const set = interpretProps(basic);
    expect(found(set)).toEqual(["warning connectivity-without-oauth 6"]);
    expect(diagnosticOf(set, "connectivity-without-oauth").hint).toContain("`invocationConnectivityParameters`");
    const client = { clientId: "c", clientSecret: secretKey, authorizationEndpoint: "https://auth.example.com/t" };
    const auth = { ...client, httpMethod: "POST", connectivityParameters: path("us-west-2") };
    expect(codes(withAuth("OAUTH_CLIENT_CREDENTIALS", auth))).toEqual(["warning connectivity-region"]);
  });
});
