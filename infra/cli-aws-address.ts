import process from "node:process";
import { STSClient } from "@aws-sdk/client-sts";
import * as v from "valibot";
import { BridgeheadError } from "../workflows/engine/bridgehead-error.ts";
import type { AwsAddress } from "./aws/clients.ts";
import { requestsPerSecondSchema } from "./function-settings.ts";

export class AwsAddressError extends BridgeheadError {
  override readonly name = "AwsAddressError";
}

/** Something on this machine that speaks for AWS takes any credentials and any region, so none have to be set. */
const STAND_IN = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } } as const;

/** What the embedded AWS is asked at most: nobody else asks it, and it has no limit unless it is given one. */
export const LOCAL_REQUESTS_PER_SECOND = 200;

/** The AWS that the environment and the shared configuration name, as the `aws` command finds it. */
export async function awsAddress(env: Readonly<Record<string, string | undefined>> = process.env): Promise<AwsAddress> {
  const endpoint = env["AWS_ENDPOINT_URL"];
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    throw new AwsAddressError("AWS_ENDPOINT_URL is not a URL: write http://127.0.0.1:PORT, or leave it out");
  }
  const isStandIn = endpoint !== undefined && isLoopback(new URL(endpoint).hostname);
  // The SDK reads AWS_REGION and the profile, but not AWS_DEFAULT_REGION, which the `aws` command goes by.
  const region = env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? (await profileRegion());
  if (region === undefined && !isStandIn) {
    throw new AwsAddressError("no AWS region is set: set AWS_REGION, or pass --local to use an AWS on this machine");
  }
  const hasCredentials = env["AWS_ACCESS_KEY_ID"] !== undefined || env["AWS_PROFILE"] !== undefined;
  return {
    region: region ?? STAND_IN.region,
    endpoint,
    requestsPerSecond: requestsPerSecond(env["BRIDGEHEAD_REQUESTS_PER_SECOND"]),
    ...(isStandIn && !hasCredentials ? { credentials: STAND_IN.credentials } : {}),
  };
}

function requestsPerSecond(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const parsed = v.safeParse(requestsPerSecondSchema, given);
  if (parsed.success) return parsed.output;
  throw new AwsAddressError("BRIDGEHEAD_REQUESTS_PER_SECOND is not a whole number from 1 to 9999");
}

async function profileRegion(): Promise<string | undefined> {
  try {
    return await new STSClient({}).config.region();
  } catch {
    return undefined;
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
