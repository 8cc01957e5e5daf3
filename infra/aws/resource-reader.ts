import { GetResourceCommand, type CloudControlClient } from "@aws-sdk/client-cloudcontrol";
import type { Key } from "../../workflows/engine/kinds/key.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import { CloudError, type LiveResource, type ResourceReader } from "../../workflows/ports/resources.ts";
import { callAws, misunderstood } from "./cloud-errors.ts";
import { parseObject } from "./parse-object.ts";
import { identifierIn } from "./progress-event.ts";
import { repeatRead } from "./repeat-read.ts";

export interface CloudControlOptions {
  /** Made with a single attempt (see `clients.ts`): what is repeated, and how, is decided here and by the executor. */
  readonly client: CloudControlClient;
  readonly clock: Clock;
}

/** The reading half, for those who have no permission to write: a few repetitions when AWS throttles or fails. */
export function createResourceReader({ client, clock }: CloudControlOptions): ResourceReader {
  return {
    async read(key, signal) {
      const call = { operation: "GetResource", subject: key.identifier, signal };
      try {
        const { ResourceDescription } = await repeatRead(clock, signal, () =>
          callAws(call, () =>
            client.send(new GetResourceCommand({ TypeName: key.type, Identifier: key.identifier }), {
              abortSignal: signal,
            }),
          ),
        );
        const live = toLive(key, ResourceDescription?.Identifier, ResourceDescription?.Properties);
        if (live === undefined) throw misunderstood(call, "the properties are not a JSON object");
        return live;
      } catch (error) {
        if (error instanceof CloudError && error.kind === "not-found") return undefined;
        throw error;
      }
    },
  };
}

function toLive(
  { type, identifier }: Key,
  given: string | undefined,
  text: string | undefined,
): LiveResource | undefined {
  const properties = parseObject(text ?? "");
  if (properties === undefined) return undefined;
  return { key: { type, identifier: identifierIn(given ?? identifier) }, properties };
}
