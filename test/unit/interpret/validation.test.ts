import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../workflows/engine/values/json.ts";
import {
  codes,
  diagnosticOf,
  found,
  interpretProps,
  onlyDefinition,
  plainApiKey,
  secretKey,
  withAuth,
} from "./support.ts";

const headers = (...headerParameters: readonly Json[]): JsonObject =>
  withAuth("API_KEY", { apiKeyName: "k", apiKey: secretKey, invocationHttpParameters: { headerParameters } });

const key = (apiKey: string): JsonObject => withAuth("API_KEY", { apiKeyName: "k", apiKey });

describe("the name", () => {
  it("is the id unless it is given", () => {
    expect(onlyDefinition(interpretProps(plainApiKey)).name).toBe("orders");
    expect(onlyDefinition(interpretProps({ ...plainApiKey, name: "n" }))).toMatchObject({ id: "orders", name: "n" });
  });

  it.each(["", "orders api", "orders/api", "ä", "a".repeat(65), "a\n"])("%j is refused", (name) => {
    expect(codes({ ...plainApiKey, name })).toEqual(["error invalid-name"]);
  });
});

describe("limits of the registry schema", () => {
  it.each<[string, JsonObject, string]>([
    ["a description of 513 characters", { description: "d".repeat(513) }, "error invalid-format"],
    ["a key id with a blank", { kmsKeyIdentifier: "alias/my key" }, "error invalid-format"],
    ["an unknown authorization type", { authorizationType: "api_key" }, "error invalid-value"],
    ["no authorization parameters", { authParameters: {} }, "error credentials-missing"],
    ["a private path without its resource", { invocationConnectivityParameters: {} }, "error missing-property"],
    [
      "an ARN that is none of a resource configuration",
      { invocationConnectivityParameters: { resourceParameters: { resourceConfigurationArn: "" } } },
      "error invalid-format",
    ],
  ])("%s is refused", (_, changed, expected) => {
    expect(codes({ ...plainApiKey, ...changed })).toEqual([expected]);
  });

  it("a type and credentials are required", () => {
    expect(interpretProps({}).diagnostics.map(({ message }) => message)).toEqual([
      "The connection lacks `authParameters`.",
      "The connection lacks `authorizationType`.",
    ]);
  });

  it("names what is missing in the author's spelling", () => {
    const set = interpretProps({
      AuthorizationType: "BASIC",
      AuthParameters: { BasicAuthParameters: { Username: "u" } },
    });
    expect(diagnosticOf(set, "missing-property")).toMatchObject({
      line: 4,
      message: "`AuthParameters.BasicAuthParameters` lacks `Password`.",
    });
  });

  it("two members of the authentication parameters are taken, three are not", () => {
    const three = {
      apiKeyName: "x-own",
      apiKey: secretKey,
      invocationHttpParameters: { headerParameters: [{ key: "k", value: "v", isValueSecret: false }] },
      connectivityParameters: {
        resourceParameters: {
          resourceConfigurationArn:
            "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-0123456789abcdefg",
        },
      },
    };
    expect(found(interpretProps(withAuth("API_KEY", three)))).toEqual([
      "error too-many-members 3",
      "warning connectivity-without-oauth 12",
    ]);
    const { connectivityParameters: _, ...two } = three;
    expect(codes(withAuth("API_KEY", two))).toEqual([]);
  });
});

describe("stricter limits of the API", () => {
  it("a credential has 512 characters at most", () => {
    expect(codes(key("x".repeat(512)))).toEqual(["warning literal-credential"]);
    expect(codes(key("x".repeat(513)))).toEqual(["error api-limit", "warning literal-credential"]);
  });

  it("a colon in a credential is a warning, as it is unconfirmed", () => {
    expect(codes(key("a:b"))).toEqual(["warning colon-in-credential", "warning literal-credential"]);
  });

  it.each<[string, Json, string[]]>([
    ["no header name", { key: "", value: "v", isValueSecret: false }, ["error api-limit"]],
    ["a line break in a header's value", { key: "a", value: "v\r\nx: y", isValueSecret: false }, ["error api-limit"]],
    ["a blank in a header's name", { key: "a b", value: "v", isValueSecret: false }, ["error api-limit"]],
    ["a header's value outside ASCII", { key: "a", value: "ä", isValueSecret: false }, ["error api-limit"]],
    ["a long header value", { key: "a", value: "v".repeat(513), isValueSecret: false }, ["error api-limit"]],
  ])("%s is refused", (_, parameter, expected) => {
    expect(codes(headers(parameter))).toEqual(expected);
  });

  it("a list has 100 parameters at most", () => {
    const list = Array.from({ length: 101 }, (_, index) => ({ key: `k${index}`, value: "v", isValueSecret: false }));
    expect(codes(headers(...list.slice(1)))).toEqual([]);
    expect(codes(headers(...list))).toEqual(["error api-limit"]);
  });

  it("checks hostile texts in no time", () => {
    // In time that grows with the square each would outlive the test's timeout.
    expect(codes(key(`${"a ".repeat(500_000)}\u0001`))).toContain("error api-limit");
    expect(codes(headers({ key: "a", value: `${" ".repeat(1_000_000)}\u0001` }))).toContain("error api-limit");
  });
});

describe("authorization", () => {
  it("type and credentials go together", () => {
    const set = interpretProps(withAuth("BASIC", { apiKeyName: "k", apiKey: secretKey }));
    expect(found(set)).toEqual(["error authorization-mismatch 2"]);
    expect(set.diagnostics[0]?.hint).toBe('Write `authorizationType: "API_KEY",` or give a user name and password.');
  });
});

describe("Bridgehead's own properties", () => {
  it("have defaults, and are never sent", () => {
    const set = interpretProps(plainApiKey);
    expect(onlyDefinition(set).options).toEqual({
      adopt: false,
      removal: "delete",
      protect: false,
      exportArn: null,
      exportSecretArn: null,
    });
    const options = {
      adopt: true,
      removal: "retain",
      protect: true,
      exportArn: "/bridgehead-arns/orders",
      exportSecretArn: "/bridgehead-arns/secret",
    };
    const other = onlyDefinition(interpretProps({ ...plainApiKey, ...options }));
    expect(other.options).toEqual(options);
    expect(other.model).toEqual(onlyDefinition(set).model);
    expect(onlyDefinition(interpretProps({ ...plainApiKey, adopt: "write" })).options.adopt).toBe("write");
  });

  it.each<[JsonObject, string]>([
    [{ adopt: "yes" }, "invalid-option"],
    [{ protect: null }, "invalid-option"],
    [{ removal: "retian" }, "invalid-option"],
    [{ exportArn: 3 }, "invalid-option"],
    [{ exportArn: "bridgehead/arn" }, "invalid-option"],
    [{ exportArn: "arn" }, "export-arn"],
    [{ exportSecretArn: "/arn" }, "export-arn"],
    [{ exportSecretArn: 3 }, "invalid-option"],
    [{ exportSecretArn: "/bridgehead/orders/key" }, "export-arn"],
    [{ exportArn: "/bridgehead-system/prod/x" }, "export-arn"],
    [{ exportArn: "/bridgehead/orders/key" }, "export-arn"],
  ])("%j is refused", (changed, code) => {
    expect(codes({ ...plainApiKey, ...changed })).toEqual([`error ${code}`]);
  });
});
