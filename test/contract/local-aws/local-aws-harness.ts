import { CloudControlClient } from "@aws-sdk/client-cloudcontrol";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import { onTestFinished } from "vitest";
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
export function oauthConnection(name: string): string {
  return JSON.stringify({
    Name: name,
    AuthorizationType: "OAUTH_CLIENT_CREDENTIALS",
    AuthParameters: {
      OAuthParameters: {
        ClientParameters: { ClientID: "client", ClientSecret: SECRET },
        AuthorizationEndpoint: "https://login.example.com/token",
        HttpMethod: "POST",
      },
    },
  });
}
