import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../workflows/engine/values/json.ts";
import { connectionSchema } from "../../../workflows/engine/kinds/connection/schema.ts";
import { nodeAt, type SchemaNode } from "../../../workflows/engine/kinds/schema.ts";
import { diagnosticOf, found, interpretProps, plainApiKey, secretKey } from "./support.ts";

const ARN = "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-0123456789abcdefg";

const through = (resourceConfigurationArn: string): JsonObject => ({
  resourceParameters: { resourceConfigurationArn },
});

const oauth = (authorizationEndpoint: string, more: JsonObject = {}): JsonObject => ({
  authorizationType: "OAUTH_CLIENT_CREDENTIALS",
  authParameters: { clientId: "c", clientSecret: secretKey, httpMethod: "POST", authorizationEndpoint, ...more },
});

/** Each property that decides about secrets, with what else a connection has, and the line that it is on. */
const deciding: Readonly<Record<string, readonly [(value: string) => JsonObject, number]>> = {
  "/AuthParameters/OAuthParameters/AuthorizationEndpoint": [(value) => oauth(value), 7],
  "/AuthParameters/ConnectivityParameters/ResourceParameters/ResourceConfigurationArn": [
    (value) => oauth("https://auth.example.com/token", { connectivityParameters: through(value) }),
    10,
  ],
  "/InvocationConnectivityParameters/ResourceParameters/ResourceConfigurationArn": [
    (value) => ({ ...plainApiKey, invocationConnectivityParameters: through(value) }),
    8,
  ],
  "/KmsKeyIdentifier": [(value) => ({ ...plainApiKey, kmsKeyIdentifier: value }), 6],
};

function decidingPaths(node: SchemaNode, at = ""): readonly string[] {
  if (node.kind === "string") return node.decides === undefined ? [] : [at];
  if (node.kind !== "object") return [];
  return Object.entries(node.properties).flatMap(([name, child]) => decidingPaths(child, `${at}/${name}`));
}

describe("what decides where secrets go, and whose key they are encrypted with", () => {
  it("is the token endpoint, both private paths and the KMS key", () => {
    expect(decidingPaths(connectionSchema).toSorted()).toEqual(Object.keys(deciding).toSorted());
  });

  it.each(Object.entries(deciding))("is no plain reference: %s", (path, [props, line]) => {
    const node = nodeAt(connectionSchema, path);
    const example = node?.kind === "string" ? (node.example ?? "") : "";
    for (const reference of ["{{resolve:ssm:/bridgehead/x}}", "{{resolve:ssm:/bridgehead/x:3}}"]) {
      for (const value of [reference, example.replace(/.{3}$/, reference)]) {
        const set = interpretProps(props(value));
        expect(found(set)).toEqual([`error reference-not-allowed ${line}`]);
        const { message, hint } = diagnosticOf(set, "reference-not-allowed");
        expect(message).toContain("cannot be a reference: whoever may write the parameter would decide ");
        expect(hint).toContain("Write the value as text, as in ");
        expect(hint).toContain(example);
        expect(set.definitions).toEqual([]);
      }
    }
    expect(found(interpretProps(props(example)))).toEqual([]);
  });

  it.each(Object.entries(deciding))(
    "is no secure one either, and nobody is told to take a plain one: %s",
    (_, [props, line]) => {
      const set = interpretProps(props(secretKey));
      expect(found(set)).toEqual([`error readable-secret ${line}`]);
      expect(diagnosticOf(set, "readable-secret").hint).toContain("Write the value as text, as in ");
      expect(set.definitions).toEqual([]);
    },
  );

  it.each([
    ["{{resolve:ssm /bridgehead/x}}", "malformed-reference"],
    ["ssm('/bridgehead/x')", "malformed-reference"],
    ["{{resolve:secretsmanager:x}}", "unsupported-reference"],
  ])("is not what was meant as one either, and the hint is a text: %s", (value, code) => {
    const { hint } = diagnosticOf(interpretProps({ ...plainApiKey, kmsKeyIdentifier: value }), code);
    expect(hint).toBe('Write the value as text, as in `kmsKeyIdentifier: "alias/my-key",`');
  });

  it("is not what else is readable: there a plain reference stays", () => {
    const value = "{{resolve:ssm:/bridgehead/x}}";
    expect(found(interpretProps({ ...plainApiKey, description: value }))).toEqual([]);
    expect(
      found(
        interpretProps({
          ...oauth("https://auth.example.com/token", { connectivityParameters: through(ARN) }),
          description: value,
        }),
      ),
    ).toEqual([]);
  });
});
