import {
  CreateResourceCommand,
  DeleteResourceCommand,
  GetResourceRequestStatusCommand,
  UpdateResourceCommand,
  type HookProgressEvent,
  type ProgressEvent,
} from "@aws-sdk/client-cloudcontrol";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { ConnectionWriter, Progress } from "../../workflows/ports/cloud.ts";
import { callAws, misunderstood } from "./cloud-errors.ts";
import { createConnectionReader, type CloudControlOptions } from "./connection-reader.ts";
import { parseObject } from "./parse-object.ts";
import { toProgress } from "./progress-event.ts";
import { repeatRead } from "./repeat-read.ts";

/**
 * Connections through the Cloud Control API. Writes are sent once: the executor repeats them, with their token, under
 * its own rate limit.
 */
export function createCloudControl({ client, clock }: CloudControlOptions): ConnectionWriter {
  return {
    ...createConnectionReader({ client, clock }),

    create: (desired, clientToken, signal) =>
      submit("CreateResource", nameIn(desired.reveal()), signal, () =>
        client.send(
          new CreateResourceCommand({
            TypeName: CONNECTION_TYPE,
            DesiredState: desired.reveal(),
            ClientToken: clientToken,
          }),
          { abortSignal: signal },
        ),
      ),

    update: (name, patch, clientToken, signal) =>
      submit("UpdateResource", name, signal, () =>
        client.send(
          new UpdateResourceCommand({
            TypeName: CONNECTION_TYPE,
            Identifier: name,
            PatchDocument: patch.reveal(),
            ClientToken: clientToken,
          }),
          { abortSignal: signal },
        ),
      ),

    delete: (name, clientToken, signal) =>
      submit("DeleteResource", name, signal, () =>
        client.send(
          new DeleteResourceCommand({ TypeName: CONNECTION_TYPE, Identifier: name, ClientToken: clientToken }),
          { abortSignal: signal },
        ),
      ),

    progress: (requestToken, signal) =>
      repeatRead(clock, signal, () =>
        submit("GetResourceRequestStatus", requestToken, signal, () =>
          client.send(new GetResourceRequestStatusCommand({ RequestToken: requestToken }), { abortSignal: signal }),
        ),
      ),
  };
}

/** Sends what answers with a progress event. */
async function submit(
  operation: string,
  subject: string,
  signal: AbortSignal,
  send: () => Promise<ProgressAnswer>,
): Promise<Progress> {
  const { ProgressEvent: event, HooksProgressEvent: hooks } = await callAws({ operation, subject, signal }, send);
  const progress = toProgress(event, hooks);
  if (progress === undefined) throw misunderstood({ operation, subject }, "the progress event is incomplete");
  return progress;
}

interface ProgressAnswer {
  readonly ProgressEvent?: ProgressEvent | undefined;
  readonly HooksProgressEvent?: HookProgressEvent[] | undefined;
}

/** The name in a desired state, for the text of an error. */
function nameIn(desired: string): string {
  const name = parseObject(desired)?.["Name"];
  return typeof name === "string" ? name : "?";
}
