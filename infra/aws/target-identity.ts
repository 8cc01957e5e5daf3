import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import type { Target } from "../../workflows/engine/plan.ts";
import { callAws, misunderstood } from "./cloud-errors.ts";

export interface TargetIdentityOptions {
  readonly client: STSClient;
  readonly region: string;
}

/** Which account the credentials in use belong to. Rejects with `CloudError`. */
export async function readTargetIdentity(
  { client, region }: TargetIdentityOptions,
  signal: AbortSignal,
): Promise<Pick<Target, "account" | "region">> {
  const call = { operation: "GetCallerIdentity", subject: region, signal };
  const { Account: account } = await callAws(call, () =>
    client.send(new GetCallerIdentityCommand({}), { abortSignal: signal }),
  );
  if (account === undefined || !/^\d{12}$/.test(account)) throw misunderstood(call, "the account has no number");
  return { account, region };
}
