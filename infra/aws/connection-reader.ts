import { GetResourceCommand, type CloudControlClient } from "@aws-sdk/client-cloudcontrol";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import { CloudError, type ConnectionReader, type LiveConnection } from "../../workflows/ports/cloud.ts";
import { callAws, misunderstood } from "./cloud-errors.ts";
import { parseObject } from "./parse-object.ts";
import { connectionName } from "./progress-event.ts";
import { repeatRead } from "./repeat-read.ts";

export interface CloudControlOptions {
  /** Made with a single attempt (see `clients.ts`): what is repeated, and how, is decided here and by the executor. */
  readonly client: CloudControlClient;
  readonly clock: Clock;
}

/** The reading half, for those who have no permission to write: a few repetitions when AWS throttles or fails. */
export function createConnectionReader({ client, clock }: CloudControlOptions): ConnectionReader {
  return {
    async read(name, signal) {
      const call = { operation: "GetResource", subject: name, signal };
      try {
        const { ResourceDescription } = await repeatRead(clock, signal, () =>
          callAws(call, () =>
            client.send(new GetResourceCommand({ TypeName: CONNECTION_TYPE, Identifier: name }), {
              abortSignal: signal,
            }),
          ),
        );
        const live = toLive(ResourceDescription?.Identifier ?? name, ResourceDescription?.Properties);
        if (live === undefined) throw misunderstood(call, "the properties are not a JSON object");
        return live;
      } catch (error) {
        if (error instanceof CloudError && error.kind === "not-found") return undefined;
        throw error;
      }
    },
  };
}

function toLive(identifier: string, text: string | undefined): LiveConnection | undefined {
  const properties = parseObject(text ?? "");
  return properties === undefined ? undefined : { name: connectionName(identifier), properties };
}
