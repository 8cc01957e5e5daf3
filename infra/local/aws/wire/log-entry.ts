import { isObject } from "../../../../workflows/engine/values/json.ts";
import type { Call } from "./call.ts";
import { parsePatch } from "../cloud-control/patch.ts";
import type { RequestLogEntry } from "./request-log.ts";

/** What the log keeps of a request that a service took up; `output` is its answer, undefined for a refusal. */
export function logEntry(call: Call, body: unknown, output: unknown, outcome: string): RequestLogEntry {
  const input = isObject(body) ? body : {};
  const event = isObject(output) ? output["ProgressEvent"] : undefined;
  const made = isObject(event) ? event["RequestToken"] : undefined;
  return {
    requestId: call.requestId,
    service: call.service,
    operation: call.operation,
    name: call.names.length === 0 ? null : call.names.join(","),
    clientToken: textOrNull(input["ClientToken"]),
    requestToken: textOrNull(made ?? input["RequestToken"]),
    patch: patchPaths(input["PatchDocument"]),
    time: call.now,
    outcome,
  };
}

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Paths name properties; what stands at them is left out. */
function patchPaths(document: unknown): readonly string[] | null {
  if (typeof document !== "string") return null;
  try {
    return parsePatch(document).map(({ op, path }) => `${op} ${path}`);
  } catch {
    return ["not a patch document"];
  }
}
