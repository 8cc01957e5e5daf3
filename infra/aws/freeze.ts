import { GetParametersCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { Refusal } from "../../workflows/ports/answer.ts";
import type { Freeze } from "../../workflows/ports/freeze.ts";
import { callAws } from "./call-aws.ts";
import { SYSTEM_PREFIX } from "../../workflows/engine/policy/limits.ts";

const LONGEST_REASON = 200;

export interface FreezeOptions {
  readonly client: SSMClient;
  readonly stage: string;
}

/** The parameter whose existence freezes a target; its value says why. */
export function freezePath(stage: string): string {
  return `${SYSTEM_PREFIX}${stage}/freeze`;
}

/** Whether that parameter exists. */
export function createFreeze({ client, stage }: FreezeOptions): Freeze {
  const path = freezePath(stage);
  return {
    async frozen(signal) {
      const call = { operation: "GetParameters", subject: path, signal };
      // Without decryption: whoever made it a SecureString keeps the reason to themselves.
      const command = new GetParametersCommand({ Names: [path], WithDecryption: false });
      const answer = await callAws(call, () => client.send(command, { abortSignal: signal }));
      if (answer instanceof Refusal) return answer;
      const [found] = answer.Parameters ?? [];
      if (found === undefined) return null;
      return found.Type === "SecureString" ? `${path} exists` : (found.Value ?? "").slice(0, LONGEST_REASON);
    },
  };
}
