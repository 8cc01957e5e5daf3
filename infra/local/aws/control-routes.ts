import * as v from "valibot";
import { type FaultBook, faultSchema } from "./faults.ts";
import type { RequestLog } from "./request-log.ts";
import type { Answer } from "./answer.ts";
import type { Headers } from "./wire.ts";

const PREFIX = "/_bridgehead/";

interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

export const isControlPath = (path: string): boolean => path.startsWith(PREFIX);

/**
 * What tests use from outside: `POST /_bridgehead/faults` (a fault, or a list), `DELETE /_bridgehead/faults`,
 * `GET /_bridgehead/requests`. Not for browsers: a web page must not reach it.
 */
export function serveControl(request: ControlRequest, faults: FaultBook, log: RequestLog): Answer {
  if (request.headers["origin"] !== undefined || !isLoopback(request.headers["host"])) {
    return answer(403, { message: "Only programs on this machine may ask." });
  }
  switch (`${request.method} ${request.path}`) {
    case "GET /_bridgehead/requests":
      return answer(200, { requests: log.entries() });
    case "DELETE /_bridgehead/faults":
      faults.clear();
      return answer(200, {});
    case "POST /_bridgehead/faults":
      return addFaults(request.bytes, faults);
    default:
      return answer(404, { message: "There is no such route." });
  }
}

function addFaults(bytes: Buffer, faults: FaultBook): Answer {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString("utf8"));
  } catch {
    return answer(400, { message: "The body is not JSON." });
  }
  const parsed = v.safeParse(v.array(faultSchema), Array.isArray(body) ? body : [body]);
  if (!parsed.success) return answer(400, { message: v.summarize(parsed.issues) });
  for (const fault of parsed.output) faults.add(fault);
  return answer(200, {});
}

function answer(status: number, body: object): Answer {
  return { status, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

/** A name that resolves to this machine but is not one of its own would be another site's trick. */
function isLoopback(host: string | readonly string[] | undefined): boolean {
  return typeof host === "string" && /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(host);
}
