import { CreateResourceCommand, GetResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { expect, it } from "vitest";
import { apiKeyConnection, CONNECTION, startHarness } from "./local-aws-harness.ts";

const basic = { Username: "u", Password: "p" };
const apiKey = { ApiKeyName: "x-api-key", ApiKeyValue: "v" };
const configuration = "arn:aws:vpc-lattice:eu-west-1:000000000000:resourceconfiguration/rcfg-0123456789abcdefg";

it.each([
  ["an unknown property", { Nmae: "x" }, "#: extraneous key [Nmae] is not permitted"],
  ["a name of 65 characters", { Name: "x".repeat(65) }, "#/Name: expected maxLength: 64, actual: 65"],
  ["a wrong character", { Name: "a b" }, "#/Name: failed validation constraint for keyword [pattern]"],
  [
    "an unknown type",
    { AuthorizationType: "AWS_IAM" },
    "#/AuthorizationType: failed validation constraint for keyword [enum]",
  ],
  ["a number for a text", { Description: 7 }, "#/Description: expected type: String, found: Integer"],
  ["null", { Description: null }, "#/Description: expected type: String, found: Null"],
  [
    "a missing credential",
    { AuthParameters: { BasicAuthParameters: { Username: "u" } } },
    "#/AuthParameters/BasicAuthParameters: required key [Password] not found",
  ],
  [
    "two kinds of credentials",
    { AuthParameters: { BasicAuthParameters: basic, ApiKeyAuthParameters: apiKey } },
    "#/AuthParameters: #: 2 subschemas matched instead of one",
  ],
  [
    "three members where the registry takes two",
    {
      AuthParameters: {
        ApiKeyAuthParameters: apiKey,
        InvocationHttpParameters: {},
        ConnectivityParameters: { ResourceParameters: { ResourceConfigurationArn: configuration } },
      },
    },
    "#/AuthParameters: maximum size: [2], found: [3]",
  ],
  [
    "a list item without its value",
    {
      AuthParameters: {
        ApiKeyAuthParameters: apiKey,
        InvocationHttpParameters: { HeaderParameters: [{ Key: "k", Value: "v" }, { Key: "k" }] },
      },
    },
    "#/AuthParameters/InvocationHttpParameters/HeaderParameters/1: required key [Value] not found",
  ],
])("refuses %s at once", async (_, change, message) => {
  const { cloud, aws } = await startHarness();
  const command = new CreateResourceCommand({ TypeName: CONNECTION, DesiredState: apiKeyConnection("orders", change) });
  await expect(cloud.send(command)).rejects.toMatchObject({
    name: "ValidationException",
    message: `Model validation failed (${message})`,
  });
  expect(aws.isIdle()).toBe(true);
});

it("names every violation, one on a line", async () => {
  const { cloud } = await startHarness();
  const DesiredState = apiKeyConnection("orders", { Description: 7, KmsKeyIdentifier: "?" });
  const command = new CreateResourceCommand({ TypeName: CONNECTION, DesiredState });
  await expect(cloud.send(command)).rejects.toThrow(
    "Model validation failed (#/Description: expected type: String, found: Integer\n" +
      "#/KmsKeyIdentifier: failed validation constraint for keyword [pattern])",
  );
});

it("refuses read-only properties, what is no JSON, and types it does not have", async () => {
  const { cloud } = await startHarness();
  const create = (DesiredState: string, TypeName = CONNECTION): Promise<unknown> =>
    cloud.send(new CreateResourceCommand({ TypeName, DesiredState }));
  await expect(create(apiKeyConnection("orders", { Arn: "arn:x" }))).rejects.toThrow("[/properties/Arn]");
  await expect(create("{")).rejects.toMatchObject({ name: "ValidationException" });
  await expect(create("{}", "AWS::Foo::Bar")).rejects.toMatchObject({
    name: "TypeNotFoundException",
    message: "The type 'AWS::Foo::Bar' cannot be found.",
  });
  await expect(cloud.send(new GetResourceCommand({ TypeName: "Foo", Identifier: "x" }))).rejects.toThrow(
    "at 'typeName' failed to satisfy constraint",
  );
});
