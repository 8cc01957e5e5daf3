import {
  CreateResourceCommand,
  DeleteResourceCommand,
  GetResourceRequestStatusCommand,
  UpdateResourceCommand,
  type HookProgressEvent,
  type ProgressEvent,
} from "@aws-sdk/client-cloudcontrol";
import type { Progress, ResourceWriter } from "../../workflows/ports/resources.ts";
import { callAws, misunderstood } from "./cloud-errors.ts";
import { toProgress } from "./progress-event.ts";
import { repeatRead } from "./repeat-read.ts";
import { type CloudControlOptions, createResourceReader } from "./resource-reader.ts";

/**
 * Resources through the Cloud Control API. Writes are sent once: the executor repeats them, with their token, under
 * its own rate limit.
 */
export function createCloudControl({ client, clock }: CloudControlOptions): ResourceWriter {
  return {
    ...createResourceReader({ client, clock }),

    create: ({ type, identifier }, desired, clientToken, signal) =>
      submit("CreateResource", identifier, signal, () =>
        client.send(
          new CreateResourceCommand({ TypeName: type, DesiredState: desired.reveal(), ClientToken: clientToken }),
          { abortSignal: signal },
        ),
      ),

    update: ({ type, identifier }, patch, clientToken, signal) =>
      submit("UpdateResource", identifier, signal, () =>
        client.send(
          new UpdateResourceCommand({
            TypeName: type,
            Identifier: identifier,
            PatchDocument: patch.reveal(),
            ClientToken: clientToken,
          }),
          { abortSignal: signal },
        ),
      ),

    delete: ({ type, identifier }, clientToken, signal) =>
      submit("DeleteResource", identifier, signal, () =>
        client.send(new DeleteResourceCommand({ TypeName: type, Identifier: identifier, ClientToken: clientToken }), {
          abortSignal: signal,
        }),
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
