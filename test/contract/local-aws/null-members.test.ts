import { describe, expect, it } from "vitest";
import { operationNamed, operationNames } from "../../../infra/local/aws/wire/dispatch.ts";
import type { Member, Shape } from "../../../infra/local/aws/wire/input.ts";
import { isObject, type Json, type JsonObject } from "../../../workflows/engine/values/json.ts";
import { apiKeyConnection, CONNECTION, keyAgain, SECRET, SETTLE_MS, startHarness } from "./local-aws-harness.ts";
import { post, targets } from "./post.ts";

/*
 * AWS's JSON protocols take a null member for an absent one. Each operation is asked twice, on two servers that are in
 * the same state: with every optional member null, and without them.
 */

/** What stands for a value that the server made. */
interface Made {
  readonly requestToken: string;
  readonly running: string;
  readonly connectionArn: string;
  readonly secretArn: string;
}

const onType = { TypeName: CONNECTION };
const key = { Name: "/app/key" };
const credentials = { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: SECRET } };
const tagged = { ResourceType: "Parameter", ResourceId: "/app/key" };
const destination = { InvocationEndpoint: "https://api.example.com/", HttpMethod: "POST" };

/** The least that each operation takes. */
const requests: Readonly<Record<string, (made: Made) => JsonObject>> = {
  "cloudcontrol.CancelResourceRequest": ({ running }) => ({ RequestToken: running }),
  "cloudcontrol.CreateResource": () => ({ ...onType, DesiredState: apiKeyConnection("new") }),
  "cloudcontrol.DeleteResource": () => ({ ...onType, Identifier: "orders" }),
  "cloudcontrol.GetResource": () => ({ ...onType, Identifier: "orders" }),
  "cloudcontrol.GetResourceRequestStatus": ({ requestToken }) => ({ RequestToken: requestToken }),
  "cloudcontrol.ListResourceRequests": () => ({ ResourceRequestStatusFilter: {} }),
  "cloudcontrol.ListResources": () => onType,
  "cloudcontrol.UpdateResource": () => ({
    ...onType,
    Identifier: "orders",
    PatchDocument: JSON.stringify([keyAgain]),
  }),
  "events.CreateApiDestination": ({ connectionArn }) => ({
    ...destination,
    Name: "more",
    ConnectionArn: connectionArn,
  }),
  "events.CreateConnection": () => ({ Name: "new", AuthorizationType: "API_KEY", AuthParameters: credentials }),
  "events.DeauthorizeConnection": () => ({ Name: "orders" }),
  "events.DeleteApiDestination": () => ({ Name: "to-orders" }),
  "events.DeleteConnection": () => ({ Name: "orders" }),
  "events.DescribeApiDestination": () => ({ Name: "to-orders" }),
  "events.DescribeConnection": () => ({ Name: "orders" }),
  "events.ListApiDestinations": () => ({}),
  "events.ListConnections": () => ({}),
  "events.UpdateApiDestination": () => ({ Name: "to-orders" }),
  "events.UpdateConnection": () => ({ Name: "orders", AuthParameters: { ApiKeyAuthParameters: {} } }),
  "secretsmanager.DescribeSecret": ({ secretArn }) => ({ SecretId: secretArn }),
  "secretsmanager.GetSecretValue": ({ secretArn }) => ({ SecretId: secretArn }),
  "ssm.AddTagsToResource": () => ({ ...tagged, Tags: [] }),
  "ssm.DeleteParameter": () => key,
  "ssm.DeleteParameters": () => ({ Names: ["/app/key"] }),
  "ssm.DescribeParameters": () => ({}),
  "ssm.GetParameter": () => key,
  "ssm.GetParameterHistory": () => key,
  "ssm.GetParameters": () => ({ Names: ["/app/key"] }),
  "ssm.GetParametersByPath": () => ({ Path: "/app", ParameterFilters: [{ Key: "Type", Values: ["SecureString"] }] }),
  "ssm.LabelParameterVersion": () => ({ ...key, Labels: ["prod"] }),
  "ssm.ListTagsForResource": () => tagged,
  "ssm.PutParameter": () => ({ Name: "/app/new", Value: "x", Type: "String" }),
  "ssm.RemoveTagsFromResource": () => ({ ...tagged, TagKeys: [] }),
  "ssm.UnlabelParameterVersion": () => ({ ...key, ParameterVersion: 1, Labels: ["prod"] }),
};

/** STS speaks another protocol, which has no nulls. */
const known = operationNames.flatMap(([service, names]) =>
  service === "sts" ? [] : names.map((name) => [service, name] as const),
);

it("every operation of the JSON protocols is asked", () => {
  expect(Object.keys(requests).toSorted()).toEqual(known.map(([service, name]) => `${service}.${name}`).toSorted());
});

describe.each(known)("%s %s", (service, name) => {
  it("takes null members for absent ones", async () => {
    const shape = operationNamed(service, name)?.shape ?? {};
    const absent = await asked(service, name, (body) => body);
    const nulls = await asked(service, name, (body) => withNulls(shape, body));
    expect(absent.status).toBe(200);
    expect(nulls).toEqual(absent);
  });
});

it("an update with null credentials keeps those that the connection has", async () => {
  const { aws } = await ready();
  const before = aws.storedConnection("orders")?.properties;
  for (const AuthParameters of [null, { ApiKeyAuthParameters: null }, { BasicAuthParameters: null }]) {
    const answer = await post(aws.url, "AWSEvents.UpdateConnection", { Name: "orders", AuthParameters });
    expect(answer.status).toBe(200);
  }
  expect(aws.storedConnection("orders")?.properties).toEqual(before);
});

it("a null in a list is no item, and one in a document of Cloud Control is a value", async () => {
  const { aws } = await ready();
  const list = await post(aws.url, "AmazonSSM.GetParameters", { Names: ["/app/key", null] });
  expect(await list.json()).toMatchObject({ __type: "com.amazon.coral.service#SerializationException" });
  const DesiredState = apiKeyConnection("new", { Description: null });
  const created = await post(aws.url, "CloudApiService.CreateResource", { ...onType, DesiredState });
  expect(await created.json()).toMatchObject({
    Message: "Model validation failed (#/Description: expected type: String, found: Null)",
  });
});

async function asked(service: string, name: string, edit: (body: JsonObject) => JsonObject) {
  const { aws, made } = await ready();
  const build = requests[`${service}.${name}`];
  const target = Object.entries(targets).find(([known]) => known === service)?.[1].target;
  if (build === undefined || target === undefined) throw new Error(`${service}.${name} is not asked`);
  const answer = await post(aws.url, `${target}.${name}`, edit(build(made)));
  return {
    status: answer.status,
    body: sameEachTime(await answer.text()),
    orders: sameEachTime(JSON.stringify(aws.storedConnection("orders") ?? null)),
  };
}

async function ready() {
  const { aws, clock } = await startHarness();
  const create = async (name: string): Promise<string> => {
    const answer = await post(aws.url, "CloudApiService.CreateResource", {
      ...onType,
      DesiredState: apiKeyConnection(name),
    });
    const { ProgressEvent } = (await answer.json()) as { ProgressEvent: { RequestToken: string } };
    return ProgressEvent.RequestToken;
  };
  const requestToken = await create("orders");
  clock.advance(SETTLE_MS);
  const { arn: connectionArn = "", secretArn = "" } = aws.storedConnection("orders") ?? {};
  await post(aws.url, "AWSEvents.CreateApiDestination", {
    ...destination,
    Name: "to-orders",
    ConnectionArn: connectionArn,
  });
  aws.putParameter({ name: "/app/key", value: SECRET });
  const made: Made = { requestToken, connectionArn, secretArn, running: await create("slow") };
  return { aws, made };
}

/** What is made up at random differs between two servers. */
const sameEachTime = (text: string): string =>
  text.replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?:-[\da-f]{6})?/g, "RANDOM");

/** The body with a null for each optional member that it does not have, at every level. */
function withNulls(shape: Shape, body: JsonObject): JsonObject {
  const given = Object.entries(body).map(([name, value]): [string, Json] => [name, nullsIn(shape[name], value)]);
  const nulls = Object.entries(shape).flatMap(([name, member]): [string, Json][] =>
    member.required === true || Object.hasOwn(body, name) ? [] : [[name, null]],
  );
  return Object.fromEntries([...given, ...nulls]);
}

function nullsIn(member: Member | undefined, value: Json): Json {
  if ((member?.type === "structure" || member?.type === "model") && isObject(value)) {
    return withNulls(member.members, value);
  }
  return member?.type === "list" && Array.isArray(value)
    ? value.map((item: Json) => nullsIn(member.items, item))
    : value;
}
