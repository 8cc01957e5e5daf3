import { randomBytes } from "node:crypto";
import type { JsonObject } from "../../../../workflows/engine/values/json.ts";
import type { ObjectNode } from "../../../../workflows/engine/kinds/schema.ts";
import type { PropertyAccess } from "./resource-model.ts";
import { wordsOf } from "../service-words.ts";
import type { RegionState, StoredRequest, Alteration } from "../state.ts";

/** How a handler failed: a HandlerErrorCode and AWS's words, which may quote the model. */
export interface HandlerFailure {
  readonly code: string;
  readonly message: string;
}

/** What a handler that looks again finds: `at` is when the state changes next, where that is known. */
export type Outlook =
  | { readonly kind: "settled" }
  | { readonly kind: "moving"; readonly at: number | null }
  | { readonly kind: "failed"; readonly failure: HandlerFailure };

/** The resource types that a server has, by name. */
export type ResourceTypes = ReadonlyMap<string, ResourceType>;

/** What a resource handler needs of its surroundings. Times are milliseconds since the epoch. */
export interface Surroundings {
  readonly region: string;
  readonly account: string;
  readonly store: RegionState;
  readonly types: ResourceTypes;
  /** How long an asynchronous operation takes, in milliseconds. */
  readonly settleMs: number;
}

/** What a handler that changes something is given: where, when, and what a fault wants changed. */
export interface Act extends Surroundings {
  readonly at: number;
  readonly alteration: Alteration;
}

/** What every type keeps of a resource. */
export interface Stored {
  /** The whole model as the handler received it, credentials included, less the read-only properties. */
  properties: JsonObject;
  readonly created: number;
  modified: number;
}

/** The properties that tell resources of a type apart, at the top of the model. */
export interface Naming {
  /** The property that holds what Cloud Control knows a resource by. */
  readonly identifier: string;
  /** The property that people name a resource by; often the same. */
  readonly name: string;
}

/** A resource type behind Cloud Control: its schema and its handlers. `undefined` from a handler is success. */
export interface ResourceType {
  readonly typeName: string;
  readonly schema: ObjectNode;
  readonly access: PropertyAccess;
  readonly naming: Naming;
  /** What a resource that is to be made will be known by: as its model says, or as AWS makes up. */
  readonly newIdentifier: (desired: JsonObject, place: Surroundings) => string;
  readonly identifiers: (store: RegionState) => readonly string[];
  readonly stored: (store: RegionState, identifier: string) => Stored | undefined;
  /** The readable model; undefined where there is no such resource. */
  readonly read: (store: RegionState, identifier: string) => JsonObject | undefined;
  readonly create: (act: Act, identifier: string, desired: JsonObject) => HandlerFailure | undefined;
  readonly update: (act: Act, identifier: string, desired: JsonObject) => HandlerFailure | undefined;
  readonly remove: (act: Act, identifier: string) => HandlerFailure | undefined;
  /** Whether what the handler did has taken hold; absent: it has at once. */
  readonly outlook?: (store: RegionState, identifier: string, operation: StoredRequest["operation"]) => Outlook;
}

type Named = Pick<ResourceType, "typeName" | "naming">;

/** The handler names what has no name. The form of that name is unconfirmed. */
export function nameIn({ typeName, naming }: Named, desired: JsonObject): string {
  const given = desired[naming.name];
  return typeof given === "string" ? given : `${wordsOf(typeName).resource}-${randomBytes(6).toString("hex")}`;
}

/** The least that a handler shows of a resource. */
export const sparseModel = ({ naming }: Named, identifier: string): JsonObject => ({ [naming.identifier]: identifier });

/** What identifies a resource, as handlers write it. */
export const primaryIdentifier = ({ naming }: Named, identifier: string): string =>
  JSON.stringify({ [`/properties/${naming.identifier}`]: identifier });

/** The handlers of EventBridge's types name the bare identifier; those of other services may write it as JSON. */
export const notFoundMessage = ({ typeName }: Named, identifier: string): string =>
  `Resource of type '${typeName}' with identifier '${identifier}' was not found.`;

export const notFound = (type: Named, identifier: string): HandlerFailure => ({
  code: "NotFound",
  message: notFoundMessage(type, identifier),
});

export const alreadyExists = ({ typeName }: Named, identifier: string): HandlerFailure => ({
  code: "AlreadyExists",
  message: `Resource of type '${typeName}' with identifier '${identifier}' already exists.`,
});
