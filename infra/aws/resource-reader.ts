import { GetResourceCommand, type CloudControlClient } from "@aws-sdk/client-cloudcontrol";
import type { Key } from "../../workflows/engine/values/key.ts";
import { Refusal } from "../../workflows/ports/answer.ts";
import type { LiveResource, ResourceReader } from "../../workflows/ports/resources.ts";
import { callAws, misunderstood } from "./call-aws.ts";
import { identifierIn } from "./progress-event.ts";
import { isObject, parseJson } from "../../workflows/engine/values/json.ts";

export interface CloudControlOptions {
  readonly client: CloudControlClient;
}

/** The reading half, for those who have no permission to write. */
export function createResourceReader({ client }: CloudControlOptions): ResourceReader {
  return {
    async read(key, signal) {
      const call = { operation: "GetResource", subject: key.identifier, signal };
      const answer = await callAws(call, () =>
        client.send(new GetResourceCommand({ TypeName: key.type, Identifier: key.identifier }), {
          abortSignal: signal,
        }),
      );
      if (answer instanceof Refusal) return answer.kind === "not-found" ? undefined : answer;
      const { ResourceDescription: found } = answer;
      return (
        toLive(key, found?.Identifier, found?.Properties) ?? misunderstood(call, "the properties are not a JSON object")
      );
    },
  };
}

function toLive(
  { type, identifier }: Key,
  given: string | undefined,
  text: string | undefined,
): LiveResource | undefined {
  const properties = parseJson(text ?? "");
  if (!isObject(properties)) return undefined;
  return { key: { type, identifier: identifierIn(given ?? identifier) }, properties };
}
