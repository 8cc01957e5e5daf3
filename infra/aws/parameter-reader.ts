import { GetParametersCommand, type Parameter, type SSMClient } from "@aws-sdk/client-ssm";
import * as v from "valibot";
import { SecretText } from "../../workflows/engine/secret-text.ts";
import { mapConcurrently } from "../../workflows/map-concurrently.ts";
import type { ParameterReader, ParameterValue } from "../../workflows/ports/parameters.ts";
import { chunked } from "../chunked.ts";
import { callAws } from "./cloud-errors.ts";

/** The most names that GetParameters takes. */
const NAMES_PER_CALL = 10;
/** SSM allows forty such calls a second, and the client's rate limit fewer. */
const READS_AT_ONCE = 8;

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
 * Parameter values, each at exactly the version asked for; the apply path alone has the permission. Rejects with
 * `CloudError`, which names paths and never a value: one parameter that can't be decrypted fails the call that it is
 * in (unconfirmed).
 */
export function createParameterReader({ client }: ParameterReaderOptions): ParameterReader {
  return {
    async read(wanted, signal) {
      const names = [...new Set(wanted.map(({ path, version }) => `${path}:${version}`))];
      const chunks = await mapConcurrently(chunked(names, NAMES_PER_CALL), READS_AT_ONCE, async (chunk) => {
        const call = { operation: "GetParameters", subject: chunk.join(", "), signal };
        const { Parameters = [] } = await callAws(call, () =>
          client.send(new GetParametersCommand({ Names: [...chunk], WithDecryption: true }), { abortSignal: signal }),
        );
        // The answer has another order than the request, and leaves out what does not exist.
        const asked = new Set(chunk);
        return Parameters.flatMap((parameter) => toValue(parameter, asked));
      });
      return chunks.flat();
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
