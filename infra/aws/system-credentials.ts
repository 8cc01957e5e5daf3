import { createPrivateKey } from "node:crypto";
import { GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { SYSTEM_PREFIX } from "../../workflows/engine/policy/limits.ts";
import { BridgeheadError } from "../../workflows/engine/values/errors.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { need } from "../../workflows/ports/answer.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import type { Log } from "../../workflows/ports/log.ts";
import type { AppCredentials } from "../github/github-client.ts";
import { keepValue, type KeptValue } from "../kept-value.ts";
import { callAws } from "./call-aws.ts";

/** Milliseconds for one reading with its repetitions: GitHub waits ten seconds for the answer to a webhook. */
const READ_MS = 5_000;

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

/** A parameter is there, and what it holds cannot be what it is for. */
export class MalformedCredentialError extends BridgeheadError {
  override readonly name = "MalformedCredentialError";
}

/** Each is read when it is first asked for: a role can read no more than its own. */
export interface SystemCredentials {
  /** Id and private key of the GitHub App: read together, since each is worth nothing without the other. */
  readonly app: KeptValue<AppCredentials>;
  /** The webhook's secret and, while it is rotated, the previous one. */
  readonly webhookSecrets: KeptValue<readonly SecretText[]>;
  readonly fingerprintKey: KeptValue<SecretText>;
}

export function systemPath(stage: string, parameter: SystemParameter): string {
  return `${SYSTEM_PREFIX}${stage}/${systemParameters[parameter]}`;
}

export interface SystemCredentialsOptions {
  readonly client: SSMClient;
  readonly stage: string;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
}

/**
 * The pipeline's own credentials, and nothing else, from Parameter Store. Reading one rejects with
 * `MissingCredentialError` or `MalformedCredentialError`.
 */
export function createSystemCredentials({ client, stage, clock, log }: SystemCredentialsOptions): SystemCredentials {
  /** What is there of them, in one call. */
  const read = async (...parameters: readonly SystemParameter[]) => {
    const paths = parameters.map((parameter) => systemPath(stage, parameter));
    const signal = AbortSignal.timeout(READ_MS);
    const command = new GetParametersCommand({ Names: paths, WithDecryption: true });
    const call = { operation: "GetParameters", subject: paths.join(" "), signal };
    const { Parameters = [] } = need(await callAws(call, () => client.send(command, { abortSignal: signal })));
    const optional = (parameter: SystemParameter): SecretText | undefined => {
      const value = Parameters.find(({ Name }) => Name === systemPath(stage, parameter))?.Value;
      return value === undefined ? undefined : new SecretText(value);
    };
    const required = (parameter: SystemParameter): SecretText => {
      const value = optional(parameter);
      if (value !== undefined) return value;
      throw new MissingCredentialError(`there is no parameter ${systemPath(stage, parameter)}`);
    };
    return { optional, required };
  };

  const keep = <T>(
    parameter: SystemParameter,
    readValue: () => Promise<T>,
    isSame: (one: T, other: T) => boolean,
  ): KeptValue<T> => {
    const isGone = (error: unknown): boolean => error instanceof MissingCredentialError;
    return keepValue({ name: systemPath(stage, parameter), read: readValue, isSame, isGone, clock, log });
  };

  return {
    app: keep(
      "privateKey",
      async () => {
        const { required } = await read("appId", "privateKey");
        const [appId, privateKey] = [required("appId").reveal().trim(), required("privateKey")];
        const malformed = (parameter: SystemParameter, what: string) =>
          new MalformedCredentialError(`the parameter ${systemPath(stage, parameter)} holds no ${what}`);
        if (!/^[1-9]\d{0,14}$/.test(appId)) throw malformed("appId", "number of an App");
        if (!isRsaKey(privateKey)) throw malformed("privateKey", "RSA key in PEM");
        return { appId: Number(appId), privateKey };
      },
      (one, other) => one.appId === other.appId && one.privateKey.equals(other.privateKey),
    ),
    webhookSecrets: keep(
      "webhookSecret",
      async () => {
        const { required, optional } = await read("webhookSecret", "previousWebhookSecret");
        return [required("webhookSecret"), optional("previousWebhookSecret")].filter((secret) => secret !== undefined);
      },
      (one, other) =>
        one.length === other.length &&
        one.every((secret, index) => {
          const counterpart = other[index];
          return counterpart !== undefined && secret.equals(counterpart);
        }),
    ),
    fingerprintKey: keep(
      "fingerprintKey",
      async () => (await read("fingerprintKey")).required("fingerprintKey"),
      (one, other) => one.equals(other),
    ),
  };
}

/** Whether GitHub's tokens can be signed with it. Written with `\n` for its line breaks it is taken as well, as Octokit does. */
function isRsaKey(privateKey: SecretText): boolean {
  try {
    return createPrivateKey(privateKey.reveal().replaceAll(String.raw`\n`, "\n")).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}
