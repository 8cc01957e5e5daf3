import { openHelpers } from "../../../infra/local/aws/local-aws-state.ts";
import type { LocalAwsState } from "../../../infra/local/aws/local-aws-state.ts";
import { openLocalEngine } from "../../../infra/local/aws/start-local-aws.ts";
import { serveUnwired, type UnwiredRequest } from "../../../infra/local/aws/wire/serve-request.ts";
import type { FaultBook } from "../../../infra/local/aws/faults/fault-book.ts";
import { createConnection } from "../../../infra/local/aws/events/connection-service.ts";
import type { ResourceType } from "../../../infra/local/aws/cloud-control/resource-type.ts";
import { regionOf, type RegionState } from "../../../infra/local/aws/state.ts";
import { applyAwsWith, type Clients } from "../../../infra/compose/aws.ts";
import { CONNECTION_TYPE } from "../../../workflows/engine/kinds/connection/schema.ts";
import { builtinKinds } from "../../../workflows/engine/kinds/builtin.ts";
import type { JsonObject } from "../../../workflows/engine/values/json.ts";
import type { ApplyAws } from "../../../workflows/ports/aws.ts";
import type { Calling } from "./calling.ts";
import { target } from "../../support/definitions.ts";

/** An operation that a handler of AWS's carried out. */
export interface Effect {
  readonly operation: "create" | "update" | "delete";
  readonly name: string;
  readonly at: number;
  /** Which instance it is: one that is made again has another. */
  readonly arn: string | undefined;
  /** The request that it was of. */
  readonly requestToken: string;
  readonly desired: JsonObject;
}

export interface SimulatedAws extends LocalAwsState {
  readonly faults: FaultBook;
  readonly store: RegionState;
  /** What handlers did so far. */
  readonly effects: readonly Effect[];
  /** Somebody makes a connection past everybody. Returns its ARN. */
  makeConnection(name: string, auth: JsonObject): string;
  /** As a process reaches it, by the product's own adapters. */
  ports(call: Calling): ApplyAws;
}

/** How long an operation takes, in milliseconds, where no fault says otherwise. */
const SETTLE_MS = 2_000;

/** The local AWS without its server: what it does is the same, and happens at once when it is called. */
export function createAws(now: () => number): SimulatedAws {
  const effects: Effect[] = [];
  const opened = openLocalEngine({ now, settleMs: SETTLE_MS, region: target.region, account: target.account });
  const types = new Map(opened.types);
  const connection = types.get(CONNECTION_TYPE);
  if (connection === undefined) throw new Error("the local AWS has no connections");
  types.set(CONNECTION_TYPE, watched(connection, effects));
  // Nobody asks for the requests, and they would be kept.
  const log = { ...opened.log, add: () => undefined };
  const engine = { ...opened, types, log };
  const store = regionOf(engine.states.load(), target.region);

  return {
    ...openHelpers(engine, target.region),
    faults: engine.faults,
    store,
    effects,
    makeConnection(name, AuthParameters) {
      const { account, settleMs } = engine;
      const act = { region: target.region, account, store, types, settleMs, at: now(), alteration: {} };
      const refused = createConnection(act, name, {
        Name: name,
        // What nobody could tell from ours would be taken for what a failed create of ours left.
        Description: "made by hand",
        AuthorizationType: "API_KEY",
        AuthParameters,
      });
      if (refused !== undefined) throw new Error(refused.message);
      return store.connections.get(name)?.arn ?? "";
    },
    ports(call) {
      const client = (service: UnwiredRequest["service"]) => ({
        send(command: { readonly input: object }, options?: { readonly abortSignal?: AbortSignal }) {
          const operation = command.constructor.name.replace(/Command$/, "");
          return call(`aws.${operation}`, () => {
            options?.abortSignal?.throwIfAborted();
            const body: unknown = JSON.parse(JSON.stringify(command.input));
            const served = serveUnwired(engine, { service, operation, region: target.region, body });
            if (served.kind === "reset") throw Object.assign(new Error("reset"), { code: "ECONNRESET" });
            return read(served.answer);
          });
        },
      });
      const clients = { cloudControl: client("cloudcontrol"), events: client("events"), ssm: client("ssm") };
      return applyAwsWith({ kinds: builtinKinds, stage: target.stage }, clients as unknown as Clients);
    },
  };
}

/** Members that the SDK makes dates of. */
const dates: ReadonlySet<string> = new Set([
  "EventTime",
  "RetryAfter",
  "LastModifiedDate",
  "CreationTime",
  "LastModifiedTime",
  "LastAuthorizedTime",
]);

/** What the SDK makes of an answer. */
function read({ status, body }: { readonly status: number; readonly body: string }): unknown {
  const answer: unknown = JSON.parse(body, (name, value: unknown) =>
    dates.has(name) && typeof value === "number" ? new Date(Math.round(value * 1000)) : value,
  );
  if (status < 300) return answer;
  const { __type: type = "", message, Message } = answer as Readonly<Record<string, string>>;
  const fault = status < 500 ? "client" : "server";
  const name = type.split("#").at(-1) ?? "";
  throw Object.assign(new Error(message ?? Message ?? ""), {
    name,
    $fault: fault,
    $metadata: { httpStatusCode: status },
  });
}

function watched(type: ResourceType, effects: Effect[]): ResourceType {
  const note = (
    operation: Effect["operation"],
    act: Parameters<ResourceType["create"]>[0],
    { name, arn, desired }: Pick<Effect, "name" | "arn" | "desired">,
  ): void => {
    const request = [...act.store.requests.values()].find(
      (each) =>
        each.identifier === name && each.actsAt === act.at && each.operation === operation.toUpperCase() && each.acted,
    );
    effects.push({ operation, name, at: act.at, arn, requestToken: request?.token ?? "", desired });
  };
  const arnOf = (act: Parameters<ResourceType["create"]>[0], name: string): string | undefined =>
    act.store.connections.get(name)?.arn;
  return {
    ...type,
    create(act, name, desired) {
      const failed = type.create(act, name, desired);
      if (failed === undefined) note("create", act, { name, arn: arnOf(act, name), desired });
      return failed;
    },
    update(act, name, desired) {
      const failed = type.update(act, name, desired);
      if (failed === undefined) note("update", act, { name, arn: arnOf(act, name), desired });
      return failed;
    },
    remove(act, name) {
      const arn = arnOf(act, name);
      const failed = type.remove(act, name);
      if (failed === undefined) note("delete", act, { name, arn, desired: {} });
      return failed;
    },
  };
}
