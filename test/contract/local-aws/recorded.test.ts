import {
  CancelResourceRequestCommand,
  CreateResourceCommand,
  GetResourceRequestStatusCommand,
  ListResourceRequestsCommand,
} from "@aws-sdk/client-cloudcontrol";
import {
  CreateConnectionCommand,
  DescribeConnectionCommand,
  UpdateConnectionCommand,
} from "@aws-sdk/client-eventbridge";
import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersCommand,
  ListTagsForResourceCommand,
  PutParameterCommand,
} from "@aws-sdk/client-ssm";
import { expect, it } from "vitest";
import {
  after,
  apiKeyConnection,
  CONNECTION,
  oauthConnection,
  SECRET,
  SETTLE_MS,
  startCreate,
  startHarness,
} from "./local-aws-harness.ts";
import { post } from "./post.ts";

/*
 * What was recorded against AWS, row by row: [ls] by LocalStack's snapshots, [mv] by moto's tests that are marked as
 * verified on AWS. Titles are the rows; other files have the details of some.
 */

const TOKEN = "abc-123";

it("[ls] for API_KEY and BASIC AWS says AUTHORIZED at once: it says nothing about the credential", async () => {
  const { events } = await startHarness();
  const basic = { BasicAuthParameters: { Username: "nobody", Password: "wrong" } };
  const key = { ApiKeyAuthParameters: { ApiKeyName: "x", ApiKeyValue: "wrong" } };
  const made = [
    await events.send(new CreateConnectionCommand({ Name: "a", AuthorizationType: "BASIC", AuthParameters: basic })),
    await events.send(new CreateConnectionCommand({ Name: "b", AuthorizationType: "API_KEY", AuthParameters: key })),
  ];
  expect(made.map(({ ConnectionState }) => ConnectionState)).toEqual(["AUTHORIZED", "AUTHORIZED"]);
  const { OAuthParameters } = (JSON.parse(oauthConnection("c")) as { AuthParameters: { OAuthParameters: never } })
    .AuthParameters;
  const AuthParameters = { OAuthParameters };
  const oauth = { Name: "c", AuthorizationType: "OAUTH_CLIENT_CREDENTIALS", AuthParameters } as const;
  expect((await events.send(new CreateConnectionCommand(oauth))).ConnectionState).toBe("AUTHORIZING");
});

it("[ls] `{}` as InvocationHttpParameters is accepted by UpdateConnection", async () => {
  const { events } = await startHarness();
  const credentials = { BasicAuthParameters: { Username: "user", Password: SECRET }, InvocationHttpParameters: {} };
  const input = { Name: "orders", AuthorizationType: "BASIC", AuthParameters: credentials } as const;
  await events.send(new CreateConnectionCommand(input));
  await events.send(new UpdateConnectionCommand(input));
  const { AuthParameters } = await events.send(new DescribeConnectionCommand({ Name: "orders" }));
  expect(AuthParameters).toEqual({ BasicAuthParameters: { Username: "user" }, InvocationHttpParameters: {} });
});

it("[ls] ClientTokenConflict: `ClientToken <token> is already associated with an existing operation with RequestToken <uuid>`, status 400, `__type` prefix `com.amazon.cloudapiservice#`", async () => {
  const { aws } = await startHarness();
  const create = (name: string): Promise<Response> =>
    post(aws.url, "CloudApiService.CreateResource", {
      TypeName: CONNECTION,
      DesiredState: apiKeyConnection(name),
      ClientToken: TOKEN,
    });
  const { ProgressEvent } = (await (await create("a")).json()) as { ProgressEvent: { RequestToken: string } };
  const refused = await create("b");
  expect(refused.status).toBe(400);
  expect(await refused.json()).toEqual({
    __type: "com.amazon.cloudapiservice#ClientTokenConflictException",
    Message: `ClientToken ${TOKEN} is already associated with an existing operation with RequestToken ${ProgressEvent.RequestToken}`,
  });
});

it("[ls] cancel of an ended request: ValidationException `Request <token> is already in status SUCCESS`; of a cancelled one: 200 with CANCEL_COMPLETE", async () => {
  const harness = await startHarness();
  const cancel = (RequestToken: string | undefined) =>
    harness.cloud.send(new CancelResourceRequestCommand({ RequestToken }));
  const ended = await startCreate(harness, apiKeyConnection("a"));
  harness.clock.advance(SETTLE_MS);
  await expect(cancel(ended.RequestToken)).rejects.toMatchObject({
    name: "ValidationException",
    message: `Request ${ended.RequestToken} is already in status SUCCESS`,
    $metadata: { httpStatusCode: 400 },
  });
  const { RequestToken } = await startCreate(harness, apiKeyConnection("b"));
  await cancel(RequestToken);
  harness.clock.advance(SETTLE_MS);
  const again = await cancel(RequestToken);
  expect(again.$metadata.httpStatusCode).toBe(200);
  expect(again.ProgressEvent?.OperationStatus).toBe("CANCEL_COMPLETE");
});

it("[ls] ResourceModel of a SUCCESS event: absent", async () => {
  const harness = await startHarness();
  const ended = await after(harness, SETTLE_MS, await startCreate(harness, apiKeyConnection("a")));
  expect(ended.OperationStatus).toBe("SUCCESS");
  expect(ended).not.toHaveProperty("ResourceModel");
});

it("[ls] RequestTokenNotFound: `Request with token X was not found` (no full stop)", async () => {
  const { cloud } = await startHarness();
  const refused = { name: "RequestTokenNotFoundException", message: "Request with token X was not found" };
  const RequestToken = "X";
  await expect(cloud.send(new GetResourceRequestStatusCommand({ RequestToken }))).rejects.toMatchObject(refused);
  await expect(cloud.send(new CancelResourceRequestCommand({ RequestToken }))).rejects.toMatchObject(refused);
});

it("[ls] ListResourceRequests shows `RetryAfter` for IN_PROGRESS; holds FAILED entries without `Operation` for types that do not exist", async () => {
  const harness = await startHarness();
  const list = async (filter: object) => {
    const command = new ListResourceRequestsCommand({ ResourceRequestStatusFilter: filter });
    return (await harness.cloud.send(command)).ResourceRequestStatusSummaries ?? [];
  };
  const TypeName = "AWS::DoesNot::Exist";
  await expect(harness.cloud.send(new CreateResourceCommand({ TypeName, DesiredState: "{}" }))).rejects.toMatchObject({
    name: "TypeNotFoundException",
    message: `The type '${TypeName}' cannot be found.`,
  });
  const { RequestToken } = await startCreate(harness, apiKeyConnection("a"));
  expect(await list({ OperationStatuses: ["IN_PROGRESS"] })).toEqual([
    expect.objectContaining({ RequestToken, RetryAfter: expect.any(Date) as Date }),
  ]);
  const [failed, ...others] = await list({ OperationStatuses: ["FAILED"] });
  expect(others).toEqual([]);
  expect(failed).toMatchObject({ TypeName, OperationStatus: "FAILED" });
  expect(failed).not.toHaveProperty("Operation");
  expect(failed).not.toHaveProperty("Identifier");
  // So a filter for every operation does not find it.
  const all = await list({ Operations: ["CREATE", "UPDATE", "DELETE"] });
  expect(all.map((each) => each.RequestToken)).toEqual([RequestToken]);
});

it("[ls] a create without a name: no Identifier until the handler ran", async () => {
  const harness = await startHarness();
  const { Name: _, ...unnamed } = JSON.parse(apiKeyConnection("a")) as Record<string, unknown>;
  const accepted = await startCreate(harness, JSON.stringify(unnamed));
  expect(accepted).not.toHaveProperty("Identifier");
  const acted = await after(harness, SETTLE_MS / 2, accepted);
  expect(harness.aws.connectionNames()).toEqual([acted.Identifier]);
});

it("[mv, ls] at the root `x` and `/x` are one parameter (get, delete, tags); GetParameter answers with the name asked for; GetParameter by the ARN that AWS gave works; `/a//b` and `a/b/c`: ValidationException about sub-paths", async () => {
  const { ssm } = await startHarness();
  const get = async (Name: string) => (await ssm.send(new GetParameterCommand({ Name }))).Parameter;
  const Tags = [{ Key: "team", Value: "blue" }];
  await ssm.send(new PutParameterCommand({ Name: "x", Value: "1", Type: "String", Tags }));
  for (const Name of ["x", "/x"]) expect(await get(Name)).toMatchObject({ Name, Value: "1" });
  const arn = (await get("x"))?.ARN ?? "";
  expect(await get(arn)).toMatchObject({ Name: "x", ARN: arn });
  expect(await get(`${arn}:1`)).toMatchObject({ Name: "x", Version: 1 });
  const tags = new ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: "/x" });
  expect((await ssm.send(tags)).TagList).toEqual(Tags);
  await ssm.send(new DeleteParameterCommand({ Name: "/x" }));
  await expect(get("x")).rejects.toMatchObject({ name: "ParameterNotFound" });
  for (const name of ["/a//b", "a/b/c"]) {
    await expect(get(name)).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("sub-paths divided by slash symbol") as string,
    });
  }
});

it("[ls] GetParameters with missing names: 200 with InvalidParameters", async () => {
  const { aws, ssm } = await startHarness();
  aws.putParameter({ name: "/a", value: "1", type: "String" });
  const answer = await ssm.send(new GetParametersCommand({ Names: ["/missing", "/a", "/a:9"] }));
  expect(answer.$metadata.httpStatusCode).toBe(200);
  expect(answer.Parameters?.map(({ Name }) => Name)).toEqual(["/a"]);
  expect(answer.InvalidParameters).toEqual(["/missing", "/a:9"]);
});
