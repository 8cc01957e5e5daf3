import { describe, expect, it } from "vitest";
import { interpret } from "../../../workflows/engine/interpret/interpret.ts";
import {
  diagnosticOf,
  evaluated,
  evaluationOf,
  found,
  interpretProps,
  onlyDefinition,
  plainApiKey,
  secretKey,
  settings,
  withAuth,
} from "./support.ts";

const oauth = {
  AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
  AuthParameters: {
    OAuthParameters: {
      ClientParameters: { ClientID: "orders", ClientSecret: "{{resolve:ssm-secure:/bridgehead/crm}}" },
      AuthorizationEndpoint: "https://auth.example.com/token",
      HttpMethod: "POST",
      OAuthHttpParameters: { BodyParameters: [{ Key: "scope", Value: "orders", IsValueSecret: false }] },
    },
  },
};

describe("two spellings, one model", () => {
  it("takes CloudFormation's spelling as it is", () => {
    const definition = onlyDefinition(interpretProps(oauth));
    expect(definition.model).toEqual({ Name: "orders", ...oauth });
  });

  it("takes camelCase at every level", () => {
    const set = interpretProps({
      authorizationType: "OAUTH_CLIENT_CREDENTIALS",
      authParameters: {
        oauthParameters: {
          clientParameters: { clientId: "orders", clientSecret: "{{resolve:ssm-secure:/bridgehead/crm}}" },
          authorizationEndpoint: "https://auth.example.com/token",
          httpMethod: "POST",
          oauthHttpParameters: { bodyParameters: [{ key: "scope", value: "orders", isValueSecret: false }] },
        },
      },
    });
    expect(onlyDefinition(set).model).toEqual(onlyDefinition(interpretProps(oauth)).model);
  });

  it("takes the first letter alone in lower case, and styles mixed from level to level", () => {
    const set = interpretProps({
      AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
      authParameters: {
        oAuthParameters: {
          ClientParameters: { clientID: "orders", ClientSecret: "{{resolve:ssm-secure:/bridgehead/crm}}" },
          authorizationEndpoint: "https://auth.example.com/token",
          HttpMethod: "POST",
          oAuthHttpParameters: { BodyParameters: [{ Key: "scope", value: "orders", isValueSecret: false }] },
        },
      },
    });
    expect(onlyDefinition(set).model).toEqual(onlyDefinition(interpretProps(oauth)).model);
  });

  it("writes members in the order of the schema", () => {
    const { model } = onlyDefinition(
      interpretProps({ kmsKeyIdentifier: "alias/k", ...plainApiKey, description: "d", name: "n" }),
    );
    expect(Object.keys(model)).toEqual([
      "Name",
      "Description",
      "AuthorizationType",
      "AuthParameters",
      "KmsKeyIdentifier",
    ]);
  });

  it("keeps the author's order of HTTP parameters, and makes IsValueSecret explicit", () => {
    const { model } = onlyDefinition(
      interpretProps(
        withAuth("API_KEY", {
          apiKeyName: "k",
          apiKey: secretKey,
          invocationHttpParameters: {
            queryStringParameters: [
              { key: "z", value: "{{resolve:ssm-secure:/bridgehead/z}}" },
              { key: "a", value: "1", isValueSecret: false },
            ],
          },
        }),
      ),
    );
    expect(model).toMatchObject({
      AuthParameters: {
        InvocationHttpParameters: {
          QueryStringParameters: [
            { Key: "z", Value: "{{resolve:ssm-secure:/bridgehead/z}}", IsValueSecret: true },
            { Key: "a", Value: "1", IsValueSecret: false },
          ],
        },
      },
    });
  });

  it("leaves out what says nothing: an empty description, an empty key, empty lists", () => {
    const set = interpretProps({
      description: "",
      kmsKeyIdentifier: "",
      authorizationType: "API_KEY",
      authParameters: {
        apiKeyName: "k",
        apiKey: secretKey,
        invocationHttpParameters: { headerParameters: [], bodyParameters: [] },
      },
    });
    expect(onlyDefinition(set).model).toEqual({
      Name: "orders",
      AuthorizationType: "API_KEY",
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "k", ApiKeyValue: secretKey } },
    });
  });
});

describe("what is not a property", () => {
  it("proposes the nearest property, at the line of the wrong one", () => {
    const set = interpretProps({ ...plainApiKey, descripton: "d" });
    expect(found(set)).toEqual(["error unknown-property 6"]);
    expect(set.diagnostics[0]).toMatchObject({
      message: "`descripton` is not a property of a connection.",
      hint: "Did you mean `description`?",
    });
  });

  it("proposes the author's style", () => {
    const set = interpretProps({ ...plainApiKey, Descripton: "d" });
    expect(diagnosticOf(set, "unknown-property").hint).toBe("Did you mean `Description`?");
  });

  it("says where a property belongs that stands in the wrong place", () => {
    const set = interpretProps({ ...plainApiKey, apiKeyValue: "hunter2" });
    expect(diagnosticOf(set, "unknown-property").hint).toBe("It belongs in `authParameters.apiKeyAuthParameters`.");
    expect(JSON.stringify(set)).not.toContain("hunter2");
  });

  it("knows where a short form belongs", () => {
    const set = interpretProps({ ...plainApiKey, clientSecret: "hunter2" });
    expect(diagnosticOf(set, "unknown-property").hint).toBe("It belongs in `authParameters`.");
  });

  it("refuses the same property in both spellings", () => {
    const set = interpretProps({ name: "a", Name: "b", ...plainApiKey });
    expect(diagnosticOf(set, "duplicate-property")).toMatchObject({
      line: 2,
      message: "`Name` and `name` are the same property.",
    });
  });

  it("refuses what only AWS sets", () => {
    const set = interpretProps({ ...plainApiKey, arn: "arn:aws:events:eu-west-1:123456789012:connection/a/b" });
    expect(found(set)).toEqual(["error read-only-property 6"]);
  });

  it.each([
    ["a number for a text", { description: 3 }, "`description` takes a text, not a number."],
    ["null", { description: null }, "`description` takes a text, not null."],
    ["a text for an object", { authParameters: "hunter2" }, "`authParameters` takes an object, not a text."],
    [
      "an object for a list",
      { authParameters: { apiKeyName: "k", apiKey: secretKey, invocationHttpParameters: { headerParameters: {} } } },
      "`authParameters.invocationHttpParameters.headerParameters` takes a list, not an object.",
    ],
  ])("refuses %s", (_, props, message) => {
    const set = interpretProps({ ...plainApiKey, ...props });
    expect(set.definitions).toEqual([]);
    expect(set.diagnostics.map((diagnostic) => diagnostic.message)).toEqual([message]);
  });

  it("takes no property from an object's prototype, and none named like one", () => {
    const props = JSON.parse('{"__proto__": {"name": "evil"}, "constructor": 1, "toString": 2}');
    const set = interpretProps({ ...props, ...plainApiKey, ["__proto__"]: { name: "evil" } });
    expect(set.definitions).toEqual([]);
    expect(found(set).every((line) => line.startsWith("error unknown-property"))).toBe(true);
  });

  it("reports everything at once", () => {
    const set = interpretProps({
      nme: "a",
      authorizationType: "BEARER",
      authParameters: { username: "u" },
      removal: "keep",
    });
    expect(set.diagnostics.map((diagnostic) => diagnostic.code).toSorted()).toEqual([
      "invalid-option",
      "invalid-value",
      "missing-property",
      "unknown-property",
    ]);
  });

  it("lists a hundred problems of a definition and says how many more there are", () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`x${index}`, index]));
    const set = interpretProps({ ...plainApiKey, ...many });
    expect(set.diagnostics).toHaveLength(101);
    expect(diagnosticOf(set, "too-many-problems").message).toContain("400 more");
    expect(set.definitions).toEqual([]);
  });

  it("shows that there is an error even where a hundred warnings come before it", () => {
    const plain = Array.from({ length: 100 }, (_, index) => ({
      key: `k${index}`,
      value: "{{resolve:ssm:/bridgehead/a}}",
    }));
    const set = interpretProps(
      withAuth("API_KEY", {
        apiKeyName: "k",
        apiKey: secretKey,
        invocationHttpParameters: { headerParameters: plain, bodyParameters: [{ key: "k", value: "{{x}}" }] },
      }),
    );
    expect(set.definitions).toEqual([]);
    expect(found(set)[0]).toBe("error too-many-problems 1");
  });

  it("lists fewer problems of each definition where there are very many definitions", () => {
    const unknown = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`zz${index}`, 1]));
    const definitions = Array.from({ length: 1_000 }, (_, index) => evaluated(unknown, `d${index}`, `${index}.ts`));
    const set = interpret(evaluationOf(...definitions), settings);
    expect(set.definitions).toEqual([]);
    expect(set.diagnostics).toHaveLength(1_000 * 11);
    expect(set.diagnostics.filter(({ code }) => code === "too-many-problems")).toHaveLength(1_000);
  });
});

it("what is unknown explains what is missing, unless there is so much that it is not listed", () => {
  const unknown = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`q${index}xyz`, 1]));
  const more = (misspelt: string) => {
    const { diagnostics } = interpretProps({
      ...unknown,
      [misspelt]: "API_KEY",
      authParameters: { apiKey: secretKey },
    });
    return diagnostics.map(({ message }) => message).filter((message) => message.includes("not listed"));
  };
  expect(more("aauthorizationType")).toEqual(["52 more problems of this definition are not listed."]);
  expect(more("zauthorizationType")).toEqual(["53 more problems of this definition are not listed."]);
});
