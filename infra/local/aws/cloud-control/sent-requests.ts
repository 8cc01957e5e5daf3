import type { Json } from "../../../../workflows/engine/values/json.ts";
import { operationNamed } from "../wire/dispatch.ts";
import { maskInput } from "../wire/mask-input.ts";
import { parseJson } from "../wire/parse-json.ts";
import type { RequestLog, RequestLogEntry } from "../wire/request-log.ts";
import type { ResourceTypes } from "./resource-type.ts";

/** How much of the values that were sent is shown: none of those that may be credentials, or all. */
export type Shown = "masked" | "plain";

/** A request with what was sent; null where it was no JSON, or is forgotten. */
export interface SentRequest extends RequestLogEntry {
  readonly input: Json;
}

interface Looked {
  readonly log: RequestLog;
  readonly types: ResourceTypes;
}

/** The requests so far with their bodies, documents in them as values. `plain` shows credentials: for tests alone. */
export function sentRequests({ log, types }: Looked, shown: Shown): readonly SentRequest[] {
  return log.entries().map((entry) => {
    const body = parsed(log.body(entry.requestId));
    if (body === undefined) return { ...entry, input: null };
    if (shown === "plain") return { ...entry, input: withDocuments(body) };
    const shape = operationNamed(entry.service, entry.operation)?.shape ?? {};
    return { ...entry, input: maskInput(shape, body, types) };
  });
}

function parsed(bytes: Buffer | undefined): Json | undefined {
  try {
    return bytes === undefined ? undefined : parseJson(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Desired states and patches travel as text inside the JSON. */
function withDocuments(body: Json): Json {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (!["DesiredState", "PatchDocument"].includes(name) || typeof value !== "string") return [name, value];
      return [name, parsed(Buffer.from(value)) ?? value];
    }),
  );
}
