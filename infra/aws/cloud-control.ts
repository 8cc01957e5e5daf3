import {
  CreateResourceCommand,
  DeleteResourceCommand,
  GetResourceRequestStatusCommand,
  UpdateResourceCommand,
  type HookProgressEvent,
  type ProgressEvent,
} from "@aws-sdk/client-cloudcontrol";
import { type Answer, Refusal } from "../../workflows/ports/answer.ts";
import type { Progress, ResourceWriter } from "../../workflows/ports/resources.ts";
import { type AwsCall, callAws, misunderstood } from "./call-aws.ts";
import { toProgress } from "./progress-event.ts";
import { type CloudControlOptions, createResourceReader } from "./resource-reader.ts";

/** Resources through the Cloud Control API. */
export function createCloudControl({ client }: CloudControlOptions): ResourceWriter {
  return {
    ...createResourceReader({ client }),

    create: ({ type, identifier: subject }, desired, clientToken, signal) =>
      submit({ operation: "CreateResource", subject, signal, clientToken }, () =>
        client.send(
          new CreateResourceCommand({ TypeName: type, DesiredState: desired.reveal(), ClientToken: clientToken }),
          { abortSignal: signal },
        ),
      ),

    update: ({ type, identifier: subject }, patch, clientToken, signal) =>
      submit({ operation: "UpdateResource", subject, signal, clientToken }, () =>
        client.send(
          new UpdateResourceCommand({
            TypeName: type,
            Identifier: subject,
            PatchDocument: patch.reveal(),
            ClientToken: clientToken,
          }),
          { abortSignal: signal },
        ),
      ),

    delete: ({ type, identifier: subject }, clientToken, signal) =>
      submit({ operation: "DeleteResource", subject, signal, clientToken }, () =>
        client.send(new DeleteResourceCommand({ TypeName: type, Identifier: subject, ClientToken: clientToken }), {
          abortSignal: signal,
        }),
      ),

    progress: (requestToken, signal) =>
      submit({ operation: "GetResourceRequestStatus", subject: requestToken, signal }, () =>
        client.send(new GetResourceRequestStatusCommand({ RequestToken: requestToken }), { abortSignal: signal }),
      ),
  };
}

/** Sends what answers with a progress event. */
async function submit(call: AwsCall, send: () => Promise<ProgressAnswer>): Promise<Answer<Progress>> {
  const answer = await callAws(call, send);
  if (answer instanceof Refusal) return answer;
  const { ProgressEvent: event, HooksProgressEvent: hooks } = answer;
  return toProgress(event, hooks) ?? misunderstood(call, "the progress event is incomplete");
}

interface ProgressAnswer {
  readonly ProgressEvent?: ProgressEvent | undefined;
  readonly HooksProgressEvent?: HookProgressEvent[] | undefined;
}
