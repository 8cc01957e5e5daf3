import type { Kind } from "../../../workflows/engine/kinds/kind.ts";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "./wire/answer.ts";
import type { StatusConvention } from "./wire/aws-error.ts";
import { isControlPath, serveControl } from "./control-routes.ts";
import { listenOnLoopback, readBody } from "../loopback-server.ts";
import { openFaults } from "./faults/fault-book.ts";
import type { Fault } from "./faults/faults.ts";
import { type LocalAwsState, openHelpers } from "./local-aws-state.ts";
import { openRateLimit } from "./wire/rate-limit.ts";
import { openRequestLog, type RequestLogEntry } from "./wire/request-log.ts";
import { type SentRequest, sentRequests, type Shown } from "./cloud-control/sent-requests.ts";
import { type Engine, serveRequest } from "./wire/serve-request.ts";
import { openState } from "./state-file.ts";
import { connectionType } from "./events/connection-type.ts";
import { destinationType } from "./events/destination-type.ts";
import { genericType } from "./cloud-control/generic-type.ts";
import type { ResourceTypes } from "./cloud-control/resource-type.ts";

export interface LocalAwsOptions {
  /** 0, the default, picks a free port. */
  readonly port?: number;
  /** A JSON file that keeps the state from run to run; it holds credentials, so only its owner may read it. */
  readonly statePath?: string;
  /** Twelve digits; `000000000000` by default. */
  readonly account?: string;
  /** Region of what is put in or looked at through `LocalAws`; requests name theirs. `us-east-1` by default. */
  readonly region?: string;
  /** Milliseconds that every answer takes. */
  readonly latencyMs?: number;
  /** Milliseconds that an accepted operation takes, and an OAuth connection to be authorized after it; 40 by default. */
  readonly settleMs?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** How Cloud Control's errors map to HTTP statuses, on which AWS's own sources disagree; `documented` by default. */
  readonly status?: StatusConvention;
  /** Requests a second that each service takes before it answers `ThrottlingException`; no limit by default. */
  readonly requestsPerSecond?: number;
  readonly faults?: readonly Fault[];
  /** Kinds that Cloud Control has beside connections and API destinations; none by default. */
  readonly kinds?: { readonly all: readonly Kind[] };
}

export interface LocalAws extends LocalAwsState {
  /** The endpoint for all services, without a slash at its end. */
  readonly url: string;
  /** Every request so far, without values. */
  requests(): readonly RequestLogEntry[];
  /** The same with what was sent; `plain` shows credentials too, which are masked otherwise. */
  sentRequests(shown?: Shown): readonly SentRequest[];
  addFault(fault: Fault): void;
  clearFaults(): void;
  close(): Promise<void>;
}

const DEFAULT_SETTLE_MS = 40;
const MAX_BODY = 1_048_576;

/** What answers requests, without a server. Throws where the state file cannot be read. */
export function openLocalEngine(options: LocalAwsOptions = {}): Engine {
  const engine: Engine = {
    types: openTypes(options.kinds ?? { all: [] }),
    states: openState(options.statePath),
    faults: openFaults(options.faults ?? []),
    log: openRequestLog(),
    within: openRateLimit(),
    requestsPerSecond: options.requestsPerSecond,
    now: options.now ?? Date.now,
    account: options.account ?? "000000000000",
    settleMs: options.settleMs ?? DEFAULT_SETTLE_MS,
    convention: options.status ?? "documented",
  };
  engine.states.load();
  return engine;
}

/**
 * Starts the local AWS on the loopback: Cloud Control, Parameter Store, the EventBridge calls around connections and
 * STS on one port, as the AWS SDK and the `aws` command reach them with `AWS_ENDPOINT_URL`.
 *
 * @throws where the port is taken or the state file cannot be read.
 */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const engine = openLocalEngine(options);
  const state = openHelpers(engine, options.region ?? "us-east-1");
  const controlled = {
    faults: engine.faults,
    log: engine.log,
    types: engine.types,
    storedResource: (type: string, name: string, region: string | undefined) =>
      state.storedResource(type, name, region),
  };
  const { port = 0, latencyMs = 0 } = options;
  const server = await listenOnLoopback(port, (request, response) =>
    handle(request, response, { engine, controlled, latencyMs }),
  );
  return {
    ...state,
    url: server.url,
    requests: () => engine.log.entries(),
    sentRequests: (shown = "masked") => sentRequests(engine, shown),
    addFault: (fault) => engine.faults.add(fault),
    clearFaults: () => engine.faults.clear(),
    close: () => server.close(),
  };
}

interface Served {
  readonly engine: Engine;
  readonly controlled: Parameters<typeof serveControl>[1];
  readonly latencyMs: number;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  { engine, controlled, latencyMs }: Served,
): Promise<void> {
  const bytes = await readBody(request, MAX_BODY);
  if (bytes === undefined) {
    write(response, { status: 413, headers: { Connection: "close" }, body: "" });
    return;
  }
  const [path = "/", query = ""] = (request.url ?? "/").split("?");
  const method = request.method ?? "";
  if (isControlPath(path)) {
    const asked = { method, path, query: new URLSearchParams(query), headers: request.headers, bytes };
    write(response, serveControl(asked, controlled));
    return;
  }
  if (method !== "POST" || path !== "/") {
    write(response, { status: 404, headers: {}, body: "" });
    return;
  }
  const served = serveRequest(engine, request.headers, bytes);
  if (served.kind === "reset") {
    request.socket.resetAndDestroy();
    return;
  }
  const wait = latencyMs + served.delayMs;
  if (wait > 0) await sleep(wait);
  write(response, served.answer);
}

function write(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, "Content-Length": Buffer.byteLength(answer.body) });
  response.end(answer.body);
}

/** The types of a server: those with handlers of their own, and every other kind as its schema describes it. */
export function openTypes(kinds: { readonly all: readonly Kind[] }): ResourceTypes {
  const types = [...kinds.all.map(genericType), connectionType, destinationType];
  return new Map(types.map((type) => [type.typeName, type]));
}
