import * as v from "valibot";
import { CONNECTION_TYPE } from "../../../workflows/engine/kinds/connection/schema.ts";
import type { Answer } from "./wire/answer.ts";
import type { FaultBook } from "./faults/fault-book.ts";
import { FaultSpecError } from "./faults/fault-values.ts";
import { faultSchema } from "./faults/faults.ts";
import { maskModel } from "./wire/mask-input.ts";
import { faultHelp, parseFault } from "./faults/parse-fault.ts";
import type { RequestLog } from "./wire/request-log.ts";
import { sentRequests } from "./cloud-control/sent-requests.ts";
import type { ResourceTypes, Stored } from "./cloud-control/resource-type.ts";
import type { Headers } from "./wire/wire.ts";

const PREFIX = "/_bridgehead/";

interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

/** What the routes look at and change. */
interface Controlled {
  readonly faults: FaultBook;
  readonly log: RequestLog;
  readonly types: ResourceTypes;
  storedResource(typeName: string, name: string, region: string | undefined): Stored | undefined;
}

export const isControlPath = (path: string): boolean => path.startsWith(PREFIX);

/**
 * What tests use from outside, under `/_bridgehead/`:
 *
 * - `GET faults`: the faults in force, and those there are; `POST faults`: adds one, or a list, each an object or as
 *   `npx --no bridgehead dev --fault` takes it; `DELETE faults`: clears them.
 * - `GET requests`: what was sent, less values that may be credentials, which `?values=plain` shows; `?service=`,
 *   `?operation=` and `?name=` choose; `DELETE requests`: forgets them.
 * - `GET resources/TYPE/NAME`: what AWS has stored of a resource, in the same way; `?region=` chooses.
 * - `GET connections/NAME`: the same of a connection.
 *
 * Not for browsers: a web page must not reach it.
 */
export function serveControl(request: ControlRequest, aws: Controlled): Answer {
  if (request.headers["origin"] !== undefined) {
    return answer(403, { message: "Only programs may ask, and no web page." });
  }
  const route = request.path.slice(PREFIX.length);
  switch (`${request.method} ${route}`) {
    case "GET faults":
      return answer(200, { inForce: aws.faults.inForce(), known: faultHelp });
    case "POST faults":
      return addFaults(request.bytes, aws.faults);
    case "DELETE faults":
      aws.faults.clear();
      return answer(200, {});
    case "GET requests":
      return listRequests(request.query, aws);
    case "DELETE requests":
      aws.log.clear();
      return answer(200, {});
  }
  if (request.method === "GET") {
    const [, name] = /^connections\/([^/]+)$/.exec(route) ?? [];
    if (name !== undefined) return showResource(CONNECTION_TYPE, decoded(name), request.query, aws);
    const [, typeName, id] = /^resources\/([^/]+)\/(.+)$/.exec(route) ?? [];
    if (typeName !== undefined && id !== undefined) {
      return showResource(decoded(typeName), decoded(id), request.query, aws);
    }
  }
  return answer(404, { message: "There is no such route." });
}

const isPlain = (query: URLSearchParams): boolean => query.get("values") === "plain";

function listRequests(query: URLSearchParams, aws: Controlled): Answer {
  const asked = ["service", "operation", "name"] as const;
  const requests = sentRequests(aws, isPlain(query) ? "plain" : "masked").filter((entry) =>
    asked.every((member) => !query.has(member) || query.get(member) === entry[member]),
  );
  return answer(200, { requests });
}

function showResource(typeName: string, name: string, query: URLSearchParams, aws: Controlled): Answer {
  const type = aws.types.get(typeName);
  const found = type === undefined ? undefined : aws.storedResource(typeName, name, query.get("region") ?? undefined);
  if (type === undefined || found === undefined) return answer(404, { message: "There is no such resource." });
  if (isPlain(query)) return answer(200, found);
  // The secret of a connection is made of its credentials.
  return answer(200, { ...found, secret: undefined, properties: maskModel(type.schema, found.properties) });
}

function addFaults(bytes: Buffer, faults: FaultBook): Answer {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString("utf8"));
  } catch {
    return answer(400, { message: "The body is not JSON." });
  }
  try {
    const given = (Array.isArray(body) ? body : [body]).map((fault: unknown) =>
      typeof fault === "string" ? parseFault(fault) : v.parse(faultSchema, fault),
    );
    for (const fault of given) faults.add(fault);
    return answer(200, {});
  } catch (error) {
    if (error instanceof FaultSpecError) return answer(400, { message: error.message });
    if (error instanceof v.ValiError) return answer(400, { message: v.summarize(error.issues) });
    throw error;
  }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function answer(status: number, body: object): Answer {
  return { status, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}
