import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateResourceCommand,
  DeleteResourceCommand,
  GetResourceRequestStatusCommand,
  UpdateResourceCommand,
} from "@aws-sdk/client-cloudcontrol";
import { DescribeConnectionCommand } from "@aws-sdk/client-eventbridge";
import { expect, it, onTestFinished } from "vitest";
import { apiKeyConnection, CONNECTION, oauthConnection, SECRET, SETTLE_MS, startHarness } from "./local-aws-harness.ts";

// Nothing happens between two requests, so all that was due has to happen in the order of its time at the next one.

it("a connection that is gone by then is missing for a destination that was asked for before", async () => {
  const { aws, cloud, clock } = await startHarness();
  await cloud.send(new CreateResourceCommand({ TypeName: CONNECTION, DesiredState: apiKeyConnection("orders") }));
  clock.advance(SETTLE_MS);
  const DesiredState = JSON.stringify({
    Name: "to-orders",
    ConnectionArn: aws.storedConnection("orders")?.arn,
    InvocationEndpoint: "https://api.example.com/",
    HttpMethod: "POST",
  });
  aws.addFault({ kind: "slow", milliseconds: 1000 });
  const destination = await cloud.send(
    new CreateResourceCommand({ TypeName: "AWS::Events::ApiDestination", DesiredState }),
  );
  await cloud.send(new DeleteResourceCommand({ TypeName: CONNECTION, Identifier: "orders" }));
  clock.advance(5000);
  const RequestToken = destination.ProgressEvent?.RequestToken;
  const ended = await cloud.send(new GetResourceRequestStatusCommand({ RequestToken }));
  expect(ended.ProgressEvent).toMatchObject({ OperationStatus: "FAILED", ErrorCode: "NotFound" });
});

it("a connection that was authorized meanwhile is not authorized again by a late update", async () => {
  const { aws, cloud, events, clock } = await startHarness({ faults: [{ kind: "end-early" }] });
  await cloud.send(new CreateResourceCommand({ TypeName: CONNECTION, DesiredState: oauthConnection("billing") }));
  clock.advance(SETTLE_MS);
  aws.addFault({ kind: "slow", milliseconds: 1000 });
  const path = "/AuthParameters/OAuthParameters/ClientParameters/ClientSecret";
  const PatchDocument = JSON.stringify([{ op: "add", path, value: SECRET }]);
  await cloud.send(new UpdateResourceCommand({ TypeName: CONNECTION, Identifier: "billing", PatchDocument }));
  clock.advance(1000 + SETTLE_MS / 2);
  const described = await events.send(new DescribeConnectionCommand({ Name: "billing" }));
  expect(described.ConnectionState).toBe("AUTHORIZED");
});

it("two servers on one state file see each other's work", async () => {
  const folder = mkdtempSync(join(tmpdir(), "local-aws-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const statePath = join(folder, "aws.json");
  const [one, other] = [await startHarness({ statePath }), await startHarness({ statePath })];
  one.aws.putParameter({ name: "/a", value: SECRET });
  expect(other.aws.putParameter({ name: "/a", value: SECRET })).toBe(2);
  expect(one.aws.putParameter({ name: "/a", value: SECRET })).toBe(3);
});
