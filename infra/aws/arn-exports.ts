import { PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import type { ArnExports } from "../../workflows/ports/safety.ts";
import { callAws } from "./call-aws.ts";

export interface ArnExportsOptions {
  readonly client: SSMClient;
}

/** Writes ARNs to plain parameters. */
export function createArnExports({ client }: ArnExportsOptions): ArnExports {
  return {
    async write(parameter, arn, signal) {
      const command = new PutParameterCommand({ Name: parameter, Value: arn, Type: "String", Overwrite: true });
      return await callAws({ operation: "PutParameter", subject: parameter, signal }, async () => {
        await client.send(command, { abortSignal: signal });
      });
    },
  };
}
