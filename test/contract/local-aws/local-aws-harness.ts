import {
  CloudControlClient,
  CreateResourceCommand,
  GetResourceRequestStatusCommand,
  type ProgressEvent,
  UpdateResourceCommand,
} from "@aws-sdk/client-cloudcontrol";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import { onTestFinished } from "vitest";
import { parseFault } from "../../../infra/local/aws/faults/parse-fault.ts";
import { type LocalAws, type LocalAwsOptions, startLocalAws } from "../../../infra/local/aws/start-local-aws.ts";

export const CONNECTION = "AWS::Events::Connection";
export const REGION = "eu-west-1";
export const SECRET = "canary-7f3a91";

/** Time that a test moves by hand. */
export interface ManualClock {
  now(): number;
  advance(milliseconds: number): void;
}

export interface Harness {
  readonly aws: LocalAws;
  readonly clock: ManualClock;
  readonly cloud: CloudControlClient;
  readonly ssm: SSMClient;
  readonly events: EventBridgeClient;
  readonly sts: STSClient;
}

/** Operations take 100 milliseconds of the manual clock: the handler acts after 50. */
export const SETTLE_MS = 100;

/** A local AWS and the real clients on it, which try each call once; closed when the test ends. */
export async function startHarness(options: LocalAwsOptions = {}): Promise<Harness> {
  let time = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  const clock = {
    now: () => time,
    advance: (milliseconds: number) => {
      time += milliseconds;
    },
  };
  const aws = await startLocalAws({ now: clock.now, settleMs: SETTLE_MS, region: REGION, ...options });
  const settings = {
    endpoint: aws.url,
    region: REGION,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  const clients = {
    cloud: new CloudControlClient(settings),
    ssm: new SSMClient(settings),
    events: new EventBridgeClient(settings),
    sts: new STSClient(settings),
  };
  onTestFinished(async () => {
    for (const client of Object.values(clients)) client.destroy();
    await aws.close();
  });
  return { aws, clock, ...clients };
}

/** The same with faults, as the command line spells them. */
export async function under(...faults: readonly string[]): Promise<Harness> {
  return await startHarness({ faults: faults.map(parseFault) });
}

/** The desired state of an API key connection, as JSON text. */
export function apiKeyConnection(name: string, more: object = {}): string {
  return JSON.stringify({
    Name: name,
    AuthorizationType: "API_KEY",
    AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: SECRET } },
    ...more,
  });
}

/** The desired state of an OAuth connection, as JSON text. */
export function oauthConnection(name: string, token: object = {}): string {
  return JSON.stringify({
    Name: name,
    AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
    AuthParameters: {
      OAuthParameters: {
        ClientParameters: { ClientID: "client", ClientSecret: SECRET },
        AuthorizationEndpoint: "https://login.example.com/token",
        HttpMethod: "POST",
        ...token,
      },
    },
  });
}

/** What every patch of an API key connection, or of an OAuth one, has to add again. */
export const keyAgain = { op: "add", path: "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue", value: SECRET };
export const clientAgain = {
  op: "add",
  path: "/AuthParameters/OAuthParameters/ClientParameters/ClientSecret",
  value: SECRET,
};

/** Sends a create; it has only been accepted. */
export async function startCreate({ cloud }: Harness, DesiredState: string): Promise<ProgressEvent> {
  const answer = await cloud.send(new CreateResourceCommand({ TypeName: CONNECTION, DesiredState }));
  return answer.ProgressEvent ?? {};
}

/** Sends an update; it has only been accepted. */
export async function startUpdate({ cloud }: Harness, Identifier: string, patch: readonly object[]) {
  const PatchDocument = JSON.stringify(patch);
  const answer = await cloud.send(new UpdateResourceCommand({ TypeName: CONNECTION, Identifier, PatchDocument }));
  return answer.ProgressEvent ?? {};
}

/** How the operation stands after so long. */
export async function after(harness: Harness, wait: number, { RequestToken }: ProgressEvent): Promise<ProgressEvent> {
  harness.clock.advance(wait);
  const answer = await harness.cloud.send(new GetResourceRequestStatusCommand({ RequestToken }));
  return answer.ProgressEvent ?? {};
}
