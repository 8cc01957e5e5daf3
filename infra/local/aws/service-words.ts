import { randomUUID } from "node:crypto";

/** How AWS speaks of the service behind a type, and of a resource of it. */
interface ServiceWords {
  /** In messages: `EventBridge`. */
  readonly service: string;
  /** In ARNs and in the names of permissions: `events`. */
  readonly prefix: string;
  /** `Connection`. */
  readonly resource: string;
}

/** Services whose messages call them otherwise than the names of their types. */
const renamed: ReadonlyMap<string, string> = new Map([["Events", "EventBridge"]]);

export function wordsOf(typeName: string): ServiceWords {
  const [, service = "", resource = ""] = typeName.split("::");
  return { service: renamed.get(service) ?? service, prefix: service.toLowerCase(), resource };
}

/** A refusal of the service's own API, as a handler passes it on. */
export const serviceMessage = (typeName: string, message: string): string =>
  `${message} (Service: ${wordsOf(typeName).service}, Status Code: 400, Request ID: ${randomUUID()})`;
