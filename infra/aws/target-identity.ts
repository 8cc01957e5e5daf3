// Wall: an adapter; only the composition knows it.

import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import type { Target } from "../../workflows/engine/plan/plan.ts";
import { need, RefusedError } from "../../workflows/ports/answer.ts";
import { callAws, misunderstood } from "./call-aws.ts";

export interface TargetIdentityOptions {
  readonly client: STSClient;
  readonly region: string;
}

/** Which account the credentials in use belong to. Rejects with `RefusedError`. */
export async function readTargetIdentity(
  { client, region }: TargetIdentityOptions,
  signal: AbortSignal,
): Promise<Pick<Target, "account" | "region">> {
  const call = { operation: "GetCallerIdentity", subject: region, signal };
  const command = new GetCallerIdentityCommand({});
  const { Account: account } = need(await callAws(call, () => client.send(command, { abortSignal: signal })));
  if (account === undefined || !/^\d{12}$/.test(account)) {
    throw new RefusedError(misunderstood(call, "the account has no number"));
  }
  return { account, region };
}
