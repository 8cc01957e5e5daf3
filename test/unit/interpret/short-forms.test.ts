import { describe, expect, it } from "vitest";
import { diagnosticOf, found, interpretProps, onlyDefinition, secretKey, withAuth } from "./support.ts";

const reference = (name: string): string => `{{resolve:ssm-secure:/bridgehead/${name}}}`;

describe("short forms of credentials", () => {
  it("apiKey and apiKeyName become an API key", () => {
    const set = interpretProps(withAuth("API_KEY", { apiKeyName: "x-key", apiKey: secretKey }));
    expect(onlyDefinition(set).model["AuthParameters"]).toEqual({
      ApiKeyAuthParameters: { ApiKeyName: "x-key", ApiKeyValue: secretKey },
    });
    expect(set.diagnostics).toEqual([]);
  });

  it("apiKey alone goes in x-api-key, and says so", () => {
    const set = interpretProps(withAuth("API_KEY", { apiKey: secretKey }));
    expect(onlyDefinition(set).model["AuthParameters"]).toEqual({
      ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: secretKey },
    });
    expect(found(set)).toEqual(["info api-key-name-default 4"]);
  });

  it("username and password become basic authentication", () => {
    const set = interpretProps(withAuth("BASIC", { username: "u", password: reference("p") }));
    expect(onlyDefinition(set).model["AuthParameters"]).toEqual({
      BasicAuthParameters: { Username: "u", Password: reference("p") },
    });
  });

  it("oauthToken becomes a static bearer token", () => {
    const set = interpretProps(withAuth("API_KEY", { oauthToken: reference("t") }));
    expect(onlyDefinition(set).model["AuthParameters"]).toEqual({
      ApiKeyAuthParameters: { ApiKeyName: "Authorization", ApiKeyValue: `Bearer ${reference("t")}` },
    });
    expect(set.diagnostics).toEqual([]);
  });

  it("oauthToken that carries the scheme does not get it twice", () => {
    const set = interpretProps(withAuth("API_KEY", { oauthToken: `Bearer ${reference("t")}` }));
    expect(JSON.stringify(onlyDefinition(set).model)).toContain(`"Bearer ${reference("t")}"`);
  });

  it("clientId and its companions become OAuth", () => {
    const set = interpretProps(
      withAuth("OAUTH_CLIENT_CREDENTIALS", {
        clientId: "c",
        clientSecret: reference("s"),
        authorizationEndpoint: "https://auth.example.com/token",
        httpMethod: "POST",
      }),
    );
    expect(onlyDefinition(set).model["AuthParameters"]).toEqual({
      OAuthParameters: {
        ClientParameters: { ClientID: "c", ClientSecret: reference("s") },
        AuthorizationEndpoint: "https://auth.example.com/token",
        HttpMethod: "POST",
      },
    });
  });

  it("names the short form that is missing, where the others stand", () => {
    const set = interpretProps(withAuth("OAUTH_CLIENT_CREDENTIALS", { clientId: "c" }));
    expect(set.diagnostics.map(({ message }) => message).toSorted()).toEqual([
      "`authParameters` lacks `authorizationEndpoint`.",
      "`authParameters` lacks `clientSecret`.",
      "`authParameters` lacks `httpMethod`.",
    ]);
    expect(set.diagnostics.every(({ line }) => line === 3)).toBe(true);
  });

  it("refuses a short form beside the block that it stands for", () => {
    const block = { apiKeyName: "a", apiKeyValue: secretKey };
    const set = interpretProps(withAuth("API_KEY", { apiKey: secretKey, apiKeyAuthParameters: block }));
    expect(found(set)).toEqual(["error duplicate-property 4"]);
  });

  it.each(["apiKey", "apiKeyName"])("refuses oauthToken beside %s", (rival) => {
    const set = interpretProps(withAuth("API_KEY", { oauthToken: reference("t"), [rival]: "x" }));
    expect(diagnosticOf(set, "duplicate-property").message).toBe(
      `\`oauthToken\` and \`${rival}\` cannot stand together.`,
    );
  });

  it("refuses two kinds of credentials", () => {
    const set = interpretProps(
      withAuth("API_KEY", { apiKeyName: "k", apiKey: secretKey, username: "u", password: reference("p") }),
    );
    expect(found(set)).toEqual(["error credentials-conflict 3"]);
  });

  it("refuses none", () => {
    expect(found(interpretProps(withAuth("API_KEY", {})))).toEqual(["error credentials-missing 3"]);
  });

  it("never shows the value of a short form of the wrong type", () => {
    const set = interpretProps(withAuth("API_KEY", { apiKeyName: "k", apiKey: 733_733 }));
    expect(diagnosticOf(set, "wrong-type").message).toBe("`authParameters.apiKey` takes a text, not a number.");
    expect(JSON.stringify(set)).not.toContain("733");
  });
});

describe("AWS_IAM", () => {
  it.each([
    [{ apiKeyName: "k", apiKey: secretKey }, "API_KEY"],
    [{ username: "u", password: reference("p") }, "BASIC"],
    [{ oauthToken: reference("t") }, "API_KEY"],
    [
      {
        clientId: "c",
        clientSecret: reference("s"),
        authorizationEndpoint: "https://a.example.com/",
        httpMethod: "GET",
      },
      "OAUTH_CLIENT_CREDENTIALS",
    ],
  ])("is inferred from the credentials, with a warning", (auth, type) => {
    const set = interpretProps(withAuth("AWS_IAM", auth));
    expect(onlyDefinition(set).model["AuthorizationType"]).toBe(type);
    expect(found(set)).toEqual(["warning authorization-inferred 2"]);
  });

  it("is an error where nothing says what is meant", () => {
    const set = interpretProps(withAuth("AWS_IAM", {}));
    expect(found(set)).toEqual(["error invalid-value 2", "error credentials-missing 3"]);
  });
});

describe("settings that AWS has no counterpart for", () => {
  it("are warnings, and never sent", () => {
    const set = interpretProps({
      invocationConnectivityParameters: { connectTimeoutSeconds: 1, readTimeoutSeconds: 2, maxRetries: 3 },
      ...withAuth("API_KEY", { apiKeyName: "k", apiKey: secretKey }),
    });
    expect(onlyDefinition(set).model).not.toHaveProperty("InvocationConnectivityParameters");
    expect(found(set)).toEqual([3, 4, 5].map((line) => `warning connectivity-setting-ignored ${line}`));
    expect(set.diagnostics[2]?.hint).toContain("RetryPolicy");
  });

  it("leave a private network path as it is", () => {
    const arn = "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-0123456789abcdefg";
    const set = interpretProps({
      invocationConnectivityParameters: { maxRetries: 3, resourceParameters: { resourceConfigurationArn: arn } },
      ...withAuth("API_KEY", { apiKeyName: "k", apiKey: secretKey }),
    });
    expect(onlyDefinition(set).model["InvocationConnectivityParameters"]).toEqual({
      ResourceParameters: { ResourceConfigurationArn: arn },
    });
  });
});
