import { GetParametersCommand, PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import type { Answer } from "../../workflows/ports/answer.ts";
import type { ArnExports } from "../../workflows/ports/parameters.ts";
import { callAws } from "./call-aws.ts";

export interface ArnExportsOptions {
  readonly client: SSMClient;
}

/** Writes ARNs to plain parameters. */
export function createArnExports({ client }: ArnExportsOptions): ArnExports {
  async function put(parameter: string, arn: string, Overwrite: boolean, signal: AbortSignal): Promise<Answer<void>> {
    const command = new PutParameterCommand({ Name: parameter, Value: arn, Type: "String", Overwrite });
    return await callAws({ operation: "PutParameter", subject: parameter, signal }, async () => {
      await client.send(command, { abortSignal: signal });
    });
  }
  return {
    create: (parameter, arn, signal) => put(parameter, arn, false, signal),
    overwrite: (parameter, arn, signal) => put(parameter, arn, true, signal),
    async holds(parameter, arn, signal) {
      // Not decrypted: whoever's secret stands there stays one.
      const command = new GetParametersCommand({ Names: [parameter], WithDecryption: false });
      return await callAws({ operation: "GetParameters", subject: parameter, signal }, async () => {
        const { Parameters = [] } = await client.send(command, { abortSignal: signal });
        return Parameters.some(({ Type, Value }) => Type === "String" && Value === arn);
      });
    },
  };
}
