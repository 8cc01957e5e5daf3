import { DeleteResourceCommand, type ProgressEvent } from "@aws-sdk/client-cloudcontrol";
import { describe, expect, it } from "vitest";
import { after, apiKeyConnection, CONNECTION, SECRET, SETTLE_MS, startCreate, under } from "./local-aws-harness.ts";

async function createUnder(faults: readonly string[], desired = apiKeyConnection("orders")): Promise<ProgressEvent> {
  const harness = await under(...faults);
  const ended = await after(harness, SETTLE_MS, await startCreate(harness, desired));
  expect(harness.aws.connectionNames()).toEqual([]);
  expect(ended.OperationStatus).toBe("FAILED");
  return ended;
}

const general = {
  ErrorCode: "GeneralServiceException",
  StatusMessage: "Error occurred during operation 'AWS::Events::Connection'.",
};

describe("what EventBridge refuses a handler", () => {
  it.each([
    ["ConcurrentModificationException", "ResourceConflict"],
    ["LimitExceededException", "ServiceLimitExceeded"],
    ["ResourceAlreadyExistsException", "AlreadyExists"],
    ["ResourceNotFoundException", "NotFound"],
  ])("with %s arrives as %s, in its words", async (exception, ErrorCode) => {
    expect(await createUnder([`service-refuses=${exception},every=1`])).toMatchObject({
      ErrorCode,
      StatusMessage: expect.stringMatching(
        new RegExp(String.raw`^The call failed with ${exception}\. \(Service: EventBridge, Status Code: 400, `),
      ) as string,
    });
  });

  it.each([
    ["ThrottlingException", "Throttling", "Rate exceeded (Service: EventBridge"],
    ["AccessDeniedException", "AccessDenied", "is not authorized to perform: events:CreateConnection (Service"],
    ["ValidationException", "InvalidRequest", "The call failed with ValidationException."],
  ])("with %s arrives without a word, or, under mapped-errors, as %s", async (exception, ErrorCode, words) => {
    const fault = `service-refuses=${exception},every=1`;
    expect(await createUnder([fault])).toMatchObject(general);
    const StatusMessage = expect.stringContaining(words) as string;
    expect(await createUnder([fault, "mapped-errors"])).toMatchObject({ ErrorCode, StatusMessage });
  });

  it("with something else arrives without a word in any case", async () => {
    const faults = ["service-refuses=InternalException,every=1", "mapped-errors"];
    expect(await createUnder(faults)).toMatchObject(general);
  });

  it("for a limit of its API arrives without the value, or, under mapped-errors, with it", async () => {
    const long = SECRET.repeat(40);
    const desired = apiKeyConnection("orders").replace(SECRET, long);
    expect(await createUnder([], desired)).toMatchObject(general);
    const { ErrorCode, StatusMessage } = await createUnder(["mapped-errors"], desired);
    expect(ErrorCode).toBe("InvalidRequest");
    expect(StatusMessage).toContain(`Value '${long}' at 'authParameters.apiKeyAuthParameters.apiKeyValue'`);
    expect(StatusMessage).toContain("Member must have length less than or equal to 512");
  });
});

it.each([
  [[], "Invalid request provided: ApiKeyAuthParameters not provided for API_KEY AuthorizationType."],
  [["mapped-errors"], "Invalid request provided: ApiKeyAuthParameters not provided for API_KEY AuthorizationType."],
])("credentials of another type, under %j, are refused by the handler itself", async (faults, StatusMessage) => {
  const AuthParameters = { BasicAuthParameters: { Username: "u", Password: "p" } };
  const ended = await createUnder(faults, apiKeyConnection("orders", { AuthParameters }));
  expect(ended).toMatchObject({ ErrorCode: "InvalidRequest", StatusMessage });
});

it.each(["InvalidRequest", "AccessDenied", "Throttling", "SomethingNew"])(
  "a failure that a fault asks for keeps its code: %s",
  async (code) => {
    expect(await createUnder([`fail=${code},every=1`])).toMatchObject({ ErrorCode: code });
  },
);

it("a delete that meets another change of the connection is a conflict", async () => {
  const harness = await under("service-refuses=ConcurrentModificationException,every=1,operation=DeleteResource");
  await after(harness, SETTLE_MS, await startCreate(harness, apiKeyConnection("orders")));
  const remove = new DeleteResourceCommand({ TypeName: CONNECTION, Identifier: "orders" });
  const accepted = (await harness.cloud.send(remove)).ProgressEvent ?? {};
  expect(await after(harness, SETTLE_MS, accepted)).toMatchObject({ ErrorCode: "ResourceConflict" });
  expect(harness.aws.connectionNames()).toEqual(["orders"]);
});
