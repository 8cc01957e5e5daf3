import { randomUUID } from "node:crypto";
import { type Answer, errorAnswer, fallbackContentType, successAnswer } from "./answer.ts";
import { AwsError, type StatusConvention } from "./aws-error.ts";
import type { Call } from "./call.ts";
import { dispatch } from "./dispatch.ts";
import type { FaultBook } from "../faults/fault-book.ts";
import { logEntry } from "./log-entry.ts";
import type { RateLimit } from "./rate-limit.ts";
import { settle } from "../cloud-control/request-progress.ts";
import type { RequestLog } from "./request-log.ts";
import { checkSigningTime } from "./signature-time.ts";
import type { Surroundings, ResourceTypes } from "../cloud-control/resource-type.ts";
import { regionOf } from "../state.ts";
import type { StateStore } from "../state-file.ts";
import { subjectNames } from "../faults/subject-names.ts";
import { refreshTokens } from "../events/token-refresh.ts";
import {
  type Headers,
  protocolNamed,
  protocolOf,
  readRequest,
  type ServiceName,
  unknownOperation,
  type WireRequest,
} from "./wire.ts";

/** What all requests share. */
export interface Engine {
  readonly types: ResourceTypes;
  readonly states: StateStore;
  readonly faults: FaultBook;
  readonly log: RequestLog;
  readonly within: RateLimit;
  /** Requests a second that each service takes; undefined: any number. */
  readonly requestsPerSecond: number | undefined;
  readonly now: () => number;
  readonly account: string;
  readonly settleMs: number;
  readonly convention: StatusConvention;
}

/** What is to be written back: an answer, after a while, or nothing but the end of the connection. */
export type Served =
  | { readonly kind: "answer"; readonly answer: Answer; readonly delayMs: number }
  | { readonly kind: "reset" };

/** Serves one AWS request from first byte to last. Everything in here happens at once, so requests never interleave. */
export function serveRequest(engine: Engine, headers: Headers, bytes: Buffer): Served {
  const requestId = randomUUID();
  const protocol = protocolOf(headers);
  const context = {
    service: protocol?.name,
    contentType: protocol?.contentType ?? fallbackContentType,
    operation: "",
    requestId,
    convention: engine.convention,
  };
  let request: WireRequest;
  try {
    if (protocol === undefined) throw unknownOperation();
    request = readRequest(protocol, headers, bytes);
  } catch (error) {
    const refusal = asAwsError(error);
    const nothing = { operation: "", name: null, clientToken: null, requestToken: null, patch: null };
    const service = protocol?.name ?? "unknown";
    engine.log.add({ ...nothing, requestId, service, time: engine.now(), outcome: refusal.code }, bytes);
    return { kind: "answer", answer: errorAnswer(context, refusal), delayMs: 0 };
  }
  return perform(engine, { ...context, operation: request.operation }, request, bytes);
}

/** A request that comes by no wire: it is signed by nobody, and its body is read already. */
export interface UnwiredRequest {
  readonly service: ServiceName;
  readonly operation: string;
  readonly region: string;
  readonly body: unknown;
}

/** Serves one as `serveRequest` does, without a server. */
export function serveUnwired(engine: Engine, { service, operation, region, body }: UnwiredRequest): Served {
  const protocol = protocolNamed(service);
  const { convention } = engine;
  const context = { service, contentType: protocol.contentType, operation, requestId: randomUUID(), convention };
  const request = { protocol, operation, region, accessKeyId: "unwired", signed: undefined, body };
  return perform(engine, context, request, Buffer.alloc(0));
}

type Context = Parameters<typeof errorAnswer>[0];

function perform(engine: Engine, given: Context, request: WireRequest, bytes: Buffer): Served {
  const call = callOf(engine, request, given.requestId);
  const skew = engine.faults.take(call, ["clock-skew"])?.milliseconds ?? 0;
  // Whoever signs goes by the machine's clock, also where a test moves the server's own time by hand.
  const clock = Date.now() + skew;
  const convention = engine.faults.take(call, ["status"])?.convention ?? given.convention;
  const context = { ...given, convention, ...(skew !== 0 && { date: new Date(clock).toUTCString() }) };
  const moved = settle(call, call.now);
  const settled = refreshTokens(call.store, engine.faults, call.now) || moved;
  const known = call.store.requests.size;
  const note = (outcome: string, output?: unknown): void =>
    engine.log.add(logEntry(call, request.body, output, outcome), bytes);

  const reset = engine.faults.take(call, ["reset"]);
  if (reset?.when === "before") {
    if (settled) engine.states.save();
    note("reset");
    return { kind: "reset" };
  }
  const delays = engine.faults.takeAll(call, ["latency"]).map(({ milliseconds }) => milliseconds);
  const delayMs = delays.reduce((sum, each) => sum + each, 0);
  try {
    if (request.signed !== undefined) checkSigningTime(request.protocol.name, request.signed, clock);
    const { output, mutated } = dispatch(request, call, (service, now) =>
      engine.within(service, now, engine.faults.take(call, ["rate"])?.perSecond ?? engine.requestsPerSecond),
    );
    if (mutated || settled) engine.states.save();
    note(reset === undefined ? "ok" : "reset", output);
    if (reset !== undefined) return { kind: "reset" };
    return { kind: "answer", answer: successAnswer(context, output), delayMs };
  } catch (error) {
    const refusal = asAwsError(error);
    // What is refused may leave an entry in the history.
    if (settled || call.store.requests.size !== known) engine.states.save();
    note(refusal.code);
    return { kind: "answer", answer: errorAnswer(context, refusal), delayMs };
  }
}

function callOf(engine: Engine, request: WireRequest, requestId: string): Call {
  const store = regionOf(engine.states.load(), request.region);
  const { account, types, settleMs } = engine;
  const place: Surroundings = { region: request.region, account, store, types, settleMs };
  return {
    ...place,
    requestId,
    service: request.protocol.name,
    operation: request.operation,
    names: subjectNames(request.body, place),
    now: engine.now(),
    accessKeyId: request.accessKeyId,
    faults: engine.faults,
  };
}

/** An error that is not AWS's is a mistake in here: the caller sees it as one, without details that may be secret. */
function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const name = error instanceof Error ? error.name : typeof error;
  return new AwsError("InternalFailure", `The local AWS failed with ${name}.`, 500);
}
