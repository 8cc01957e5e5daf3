import { GetParametersCommand, type Parameter, type SSMClient } from "@aws-sdk/client-ssm";
import * as v from "valibot";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { Refusal } from "../../workflows/ports/answer.ts";
import type { ParameterReader, ParameterValue } from "../../workflows/ports/parameters.ts";
import { callAws } from "./call-aws.ts";

const parameterSchema = v.object({
  Name: v.string(),
  Selector: v.string(),
  Version: v.pipe(v.number(), v.safeInteger()),
  Type: v.picklist(["String", "StringList", "SecureString"]),
  Value: v.string(),
});

export interface ParameterReaderOptions {
  readonly client: SSMClient;
}

/**
 * Parameter values, each at exactly the version asked for; the apply path alone has the permission. A refusal names
 * paths and never a value: one parameter that can't be decrypted fails the call that it is in (unconfirmed).
 */
export function createParameterReader({ client }: ParameterReaderOptions): ParameterReader {
  return {
    async read(wanted, signal) {
      const names = [...new Set(wanted.map(({ path, version }) => `${path}:${version}`))];
      const call = { operation: "GetParameters", subject: names.join(", "), signal };
      const command = new GetParametersCommand({ Names: names, WithDecryption: true });
      const answer = await callAws(call, () => client.send(command, { abortSignal: signal }));
      if (answer instanceof Refusal) return answer;
      // The answer has another order than the request, and leaves out what does not exist.
      const asked = new Set(names);
      return (answer.Parameters ?? []).flatMap((parameter) => toValue(parameter, asked));
    },
  };
}

/** Nothing for an answer that is not what was asked for: to the caller that parameter is missing. */
function toValue(parameter: Parameter, asked: ReadonlySet<string>): readonly ParameterValue[] {
  const parsed = v.safeParse(parameterSchema, parameter);
  if (!parsed.success) return [];
  const { Name: path, Selector: selector, Version: version, Type: type, Value: value } = parsed.output;
  if (!asked.has(`${path}${selector}`) || selector !== `:${version}`) return [];
  return [{ path, version, type, value: new SecretText(value) }];
}
