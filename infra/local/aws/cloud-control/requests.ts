import type { JsonObject } from "../../../../workflows/engine/values/json.ts";
import { AwsError, validation } from "../wire/aws-error.ts";
import { type Call, operation, type Operation, reads, timestamp, writes } from "../wire/call.ts";
import { requestToken } from "./inputs.ts";
import { byKey, pageOf } from "../wire/page.ts";
import { dueAt, hookEvents, progressEvent } from "./request-progress.ts";
import type { StoredRequest } from "../state.ts";
import { timesOf } from "../times.ts";

const LIST_PAGE = 20;

const statuses = ["PENDING", "IN_PROGRESS", "SUCCESS", "FAILED", "CANCEL_IN_PROGRESS", "CANCEL_COMPLETE"];

/** The operations of Cloud Control on requests. */
export const requestOperations: Readonly<Record<string, Operation>> = {
  GetResourceRequestStatus: operation(reads, { RequestToken: requestToken }, (input, call) => {
    const request = requestNamed(call, input.RequestToken);
    const hooks = hookEvents(call, request);
    return {
      ProgressEvent: progressEvent(request),
      ...(hooks.length === 0 ? {} : { HooksProgressEvent: hooks }),
    };
  }),

  ListResourceRequests: operation(
    reads,
    {
      MaxResults: { type: "integer", min: 1, max: 100 },
      NextToken: { type: "string", min: 1, max: 2048, pattern: String.raw`[\-A-Za-z0-9+\/=]+` },
      ResourceRequestStatusFilter: {
        type: "structure",
        members: {
          Operations: { type: "list", items: { type: "string", enum: ["CREATE", "DELETE", "UPDATE"] } },
          OperationStatuses: { type: "list", items: { type: "string", enum: statuses } },
        },
      },
    },
    (input, call) => {
      const filter = input.ResourceRequestStatusFilter;
      const wanted = [...call.store.requests.values()].filter(
        ({ operation, status, untyped }) =>
          (filter?.Operations === undefined || (untyped !== true && filter.Operations.includes(operation))) &&
          (filter?.OperationStatuses?.includes(status) ?? true),
      );
      const page = pageOf(call, wanted.toSorted(byKey(newestFirst)), newestFirst, {
        limit: input.MaxResults ?? LIST_PAGE,
        token: input.NextToken,
        invalid: () => validation("The NextToken is not valid."),
      });
      return {
        ResourceRequestStatusSummaries: page.items.map(summary),
        ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
      };
    },
  ),

  CancelResourceRequest: operation(writes, { RequestToken: requestToken }, (input, call) => {
    const request = requestNamed(call, input.RequestToken);
    switch (request.status) {
      case "SUCCESS":
      case "FAILED":
        throw validation(`Request ${request.token} is already in status ${request.status}`);
      case "CANCEL_IN_PROGRESS":
      case "CANCEL_COMPLETE":
        break;
      case "PENDING":
      case "IN_PROGRESS":
        // What the handler has done already stays; a handler that has not acted yet never will.
        request.status = "CANCEL_IN_PROGRESS";
        request.changed = call.now;
        request.acted = true;
        request.endsAt = call.now + timesOf(call, request.alteration).act;
    }
    return { ProgressEvent: progressEvent(request) };
  }),
};

/** The history has no models: AWS's examples show none, and what a running update holds is nobody's to list. */
function summary(request: StoredRequest): JsonObject {
  const { ResourceModel: _, ...rest } = progressEvent(request);
  // The list alone says when to look at a running request, as recorded; that it is when the request goes on is ours.
  return request.status === "IN_PROGRESS" ? { RetryAfter: timestamp(dueAt(request)), ...rest } : rest;
}

/** Sorts by falling time of submission, as text of equal length. */
const newestFirst = (request: StoredRequest): string =>
  `${String(Number.MAX_SAFE_INTEGER - Math.floor(request.submitted)).padStart(16, "0")}:${request.token}`;

function requestNamed(call: Call, token: string): StoredRequest {
  const request = call.store.requests.get(token);
  if (request === undefined) {
    throw new AwsError("RequestTokenNotFoundException", `Request with token ${token} was not found`);
  }
  return request;
}
