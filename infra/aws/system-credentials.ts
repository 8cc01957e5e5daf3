import { GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { need } from "../../workflows/ports/answer.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import { callAws } from "./call-aws.ts";
import { SYSTEM_PREFIX } from "../../workflows/engine/policy/limits.ts";

/** How long a credential is kept, so that a rotated one is taken up without a new deployment. */
const KEPT_MS = 5 * 60 * 1000;
const READ_MS = 20_000;

/** The pipeline's own credentials by name, below `/bridgehead-system/<stage>/`. */
export const systemParameters = {
  appId: "github-app-id",
  privateKey: "github-private-key",
  webhookSecret: "webhook-secret",
  previousWebhookSecret: "previous-webhook-secret",
  fingerprintKey: "fingerprint-key",
} as const;
export type SystemParameter = keyof typeof systemParameters;

export class MissingCredentialError extends BridgeheadError {
  override readonly name = "MissingCredentialError";
}

export interface SystemCredentials {
  /** Rejects with `MissingCredentialError`. */
  read(parameter: SystemParameter): Promise<SecretText>;
  readOptional(parameter: SystemParameter): Promise<SecretText | undefined>;
}

export function systemPath(stage: string, parameter: SystemParameter): string {
  return `${SYSTEM_PREFIX}${stage}/${systemParameters[parameter]}`;
}

export interface SystemCredentialsOptions {
  readonly client: SSMClient;
  readonly stage: string;
  readonly clock: Pick<Clock, "now">;
}

/** Reads the pipeline's own credentials, and nothing else, from Parameter Store. */
export function createSystemCredentials({ client, stage, clock }: SystemCredentialsOptions): SystemCredentials {
  const kept = new Map<string, { readonly until: number; readonly value: Promise<SecretText | undefined> }>();

  const fetchOne = async (path: string): Promise<SecretText | undefined> => {
    const signal = AbortSignal.timeout(READ_MS);
    const command = new GetParametersCommand({ Names: [path], WithDecryption: true });
    const call = { operation: "GetParameters", subject: path, signal };
    const { Parameters = [] } = need(await callAws(call, () => client.send(command, { abortSignal: signal })));
    const value = Parameters[0]?.Value;
    return value === undefined ? undefined : new SecretText(value);
  };

  const readOptional = async (parameter: SystemParameter): Promise<SecretText | undefined> => {
    const path = systemPath(stage, parameter);
    const found = kept.get(path);
    if (found !== undefined && found.until > clock.now()) return await found.value;
    const value = fetchOne(path);
    kept.set(path, { until: clock.now() + KEPT_MS, value });
    try {
      return await value;
    } catch (error) {
      kept.delete(path);
      throw error;
    }
  };

  return {
    readOptional,
    async read(parameter) {
      const value = await readOptional(parameter);
      if (value === undefined)
        throw new MissingCredentialError(`there is no parameter ${systemPath(stage, parameter)}`);
      return value;
    },
  };
}
