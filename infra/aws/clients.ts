import { CloudControlClient } from "@aws-sdk/client-cloudcontrol";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import type { Clock } from "../../workflows/ports/clock.ts";
import { systemClock } from "../system-clock.ts";
import { paced } from "./paced.ts";
import { createRateLimiter, DEFAULT_REQUESTS_PER_SECOND, type RateLimiter } from "./rate-limiter.ts";

/** Where AWS is. */
export interface AwsAddress {
  readonly region: string;
  /** URL of something that speaks for AWS; undefined: AWS itself. */
  readonly endpoint?: string | undefined;
  /** Only for something that speaks for AWS; undefined: as the SDK finds them. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** The most requests a second that one process sends to each of the services that an apply calls; default: 10. */
  readonly requestsPerSecond?: number | undefined;
}

/*
 * One function a client, so that a bundle holds the clients it uses.
 *
 * The clients of plans, surveys, imports and applies send each request once: `workflows/calls/insist.ts` repeats it, and
 * knows the deadline and the lock. The others have no such loop around them, and the SDK repeats what they send: that
 * reads, or carries what makes a repetition harmless (a condition, a transaction's token, a deduplication id).
 */

const once = { attempts: 1 };

export function createCloudControlClient(address: AwsAddress, clock: Clock = systemClock): CloudControlClient {
  return paced(new CloudControlClient(settings(address, once)), limiterFor(address, clock));
}

export function createSsmClient(address: AwsAddress, clock: Clock = systemClock): SSMClient {
  return paced(new SSMClient(settings(address, once)), limiterFor(address, clock));
}

export function createEventBridgeClient(address: AwsAddress, clock: Clock = systemClock): EventBridgeClient {
  return paced(new EventBridgeClient(settings(address, once)), limiterFor(address, clock));
}

/** For the pipeline's own credentials, which the webhook reads too: nobody repeats these reads but the SDK. */
export function createCredentialsClient(address: AwsAddress, clock: Clock = systemClock): SSMClient {
  return paced(new SSMClient(settings(address)), limiterFor(address, clock));
}

/** One a client, since AWS counts each service apart: a throttled Parameter Store says nothing about Cloud Control. */
function limiterFor({ requestsPerSecond = DEFAULT_REQUESTS_PER_SECOND }: AwsAddress, clock: Clock): RateLimiter {
  return createRateLimiter({ ceiling: requestsPerSecond, clock });
}

export function createStsClient(address: AwsAddress): STSClient {
  return new STSClient(settings(address));
}

export function createDynamodbClient(address: AwsAddress): DynamoDBClient {
  return new DynamoDBClient(settings(address, { seconds: 5 }));
}

export function createSqsClient(address: AwsAddress): SQSClient {
  return new SQSClient(settings(address, { seconds: 5 }));
}

/** An evaluation may take its function's whole time, and one that ran into it is not worth another. */
export function createLambdaClient(address: AwsAddress): LambdaClient {
  return new LambdaClient(settings(address, { attempts: 2, seconds: 120 }));
}

interface Limits {
  readonly attempts?: number;
  /** How long one attempt may take. */
  readonly seconds?: number;
}

function settings({ region, endpoint, credentials }: AwsAddress, { attempts = 3, seconds = 20 }: Limits = {}) {
  return {
    region,
    maxAttempts: attempts,
    retryMode: "standard",
    // Without `throwOnRequestTimeout` the SDK only warns.
    requestHandler: { connectionTimeout: 3_000, requestTimeout: seconds * 1_000, throwOnRequestTimeout: true },
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
  };
}
