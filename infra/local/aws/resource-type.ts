import type { JsonObject } from "../../../workflows/engine/json.ts";
import type { Place } from "./call.ts";
import type { ObjectNode } from "../../../workflows/engine/kinds/schema.ts";
import type { PropertyAccess } from "./resource-model.ts";
import type { RegionState, Twist } from "./state.ts";

/** How a handler failed: a HandlerErrorCode and AWS's words, which may quote the model. */
export interface HandlerFailure {
  readonly code: string;
  readonly message: string;
}

/** What a handler that changes something is given: where, when, and what a fault wants changed. */
export interface Act extends Place {
  readonly at: number;
  readonly twist: Twist;
}

/** A resource type behind Cloud Control: its schema and its handlers. `undefined` from a handler is success. */
export interface ResourceType {
  readonly typeName: string;
  readonly schema: ObjectNode;
  readonly access: PropertyAccess;
  readonly names: (store: RegionState) => readonly string[];
  /** The readable model; undefined where there is no such resource. */
  readonly read: (store: RegionState, name: string) => JsonObject | undefined;
  readonly create: (act: Act, name: string, desired: JsonObject) => HandlerFailure | undefined;
  readonly update: (act: Act, name: string, desired: JsonObject) => HandlerFailure | undefined;
  readonly remove: (act: Act, name: string) => HandlerFailure | undefined;
  /** When what the handler made will be ready, in milliseconds since the epoch, or why it will not; undefined: it is. */
  readonly outlook?: (store: RegionState, name: string) => number | HandlerFailure | undefined;
}

export const notFoundMessage = (typeName: string, name: string): string =>
  `Resource of type '${typeName}' with identifier '${JSON.stringify({ "/properties/Name": name })}' was not found.`;

export const notFound = (typeName: string, name: string): HandlerFailure => ({
  code: "NotFound",
  message: notFoundMessage(typeName, name),
});

export const alreadyExists = (typeName: string, name: string): HandlerFailure => ({
  code: "AlreadyExists",
  message: `Resource of type '${typeName}' with identifier '${name}' already exists.`,
});

/** A refusal of the EventBridge API, as its handlers pass it on. */
export const serviceMessage = (message: string, requestId: string): string =>
  `${message} (Service: EventBridge, Status Code: 400, Request ID: ${requestId})`;
