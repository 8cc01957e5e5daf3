import { GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { SYSTEM_PREFIX } from "../../workflows/engine/config.ts";
import { CloudError } from "../../workflows/ports/resources.ts";
import type { Freeze } from "../../workflows/ports/safety.ts";
import { callAws } from "./cloud-errors.ts";

const LONGEST_REASON = 200;

export interface FreezeOptions {
  readonly client: SSMClient;
  readonly stage: string;
}

/** The parameter whose existence freezes a target; its value says why. */
export function freezePath(stage: string): string {
  return `${SYSTEM_PREFIX}${stage}/freeze`;
}

/** Fails closed: absent means not frozen, unreadable means frozen. */
export function createFreeze({ client, stage }: FreezeOptions): Freeze {
  const path = freezePath(stage);
  return {
    async frozen(signal) {
      try {
        const call = { operation: "GetParameters", subject: path, signal };
        // Without decryption: whoever made it a SecureString keeps the reason to themselves.
        const command = new GetParametersCommand({ Names: [path], WithDecryption: false });
        const { Parameters = [] } = await callAws(call, () => client.send(command, { abortSignal: signal }));
        const [found] = Parameters;
        if (found === undefined) return null;
        return found.Type === "SecureString" ? `${path} exists` : (found.Value ?? "").slice(0, LONGEST_REASON);
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        return `${path} cannot be read (${error.code})`;
      }
    },
  };
}
