import { CONNECTION_TYPE, connectionSchema } from "../../../../workflows/engine/kinds/connection/schema.ts";
import { pathsWithAccess } from "../../../../workflows/engine/kinds/schema.ts";
import { isObject, type JsonObject } from "../../../../workflows/engine/values/json.ts";
import { missingCredentials } from "./connection-model.ts";
import { createConnection, deleteConnection, updateConnection, usersOf } from "./connection-service.ts";
import { isOpen, isReady } from "./connection-states.ts";
import { handlerFailure, type Refusal } from "../cloud-control/handler-errors.ts";
import { applyPatch } from "../cloud-control/patch.ts";
import { without } from "../cloud-control/resource-model.ts";
import {
  type Act,
  alreadyExists,
  type HandlerFailure,
  nameIn,
  notFound,
  type Outlook,
  primaryIdentifier,
  type ResourceType,
} from "../cloud-control/resource-type.ts";
import { serviceMessage } from "../service-words.ts";
import type { RegionState, StoredConnection, StoredRequest } from "../state.ts";

const access = {
  readOnly: pathsWithAccess("read-only", connectionSchema),
  writeOnly: pathsWithAccess("write-only", connectionSchema),
  createOnly: pathsWithAccess("create-only", connectionSchema),
};

/** `AWS::Events::Connection`, handler by handler. */
export const connectionType: ResourceType = {
  typeName: CONNECTION_TYPE,
  schema: connectionSchema,
  access,
  naming: { identifier: "Name", name: "Name" },
  newIdentifier: (desired) => nameIn(connectionType, desired),
  identifiers: (store) => [...store.connections.keys()],
  stored: (store, name) => store.connections.get(name),
  read: (store, name) => {
    const found = store.connections.get(name);
    return found === undefined ? undefined : readableModel(found);
  },
  create: (act, name, desired) => mismatch(desired) ?? failure(act, name, createConnection(act, name, desired)),
  update: (act, name, desired) =>
    mismatch(desired) ?? failure(act, name, updateConnection(act, name, without(desired, access.readOnly))),
  remove: (act, name) => inUse(act, name) ?? failure(act, name, deleteConnection(act, name)),
  outlook,
};

/** What Cloud Control shows of a connection. Key order as in recorded answers of AWS. */
export function readableModel(connection: StoredConnection): JsonObject {
  const { Name, AuthParameters, AuthorizationType, ...others } = connection.properties;
  const model: JsonObject = {
    SecretArn: connection.secretArn,
    ...(AuthParameters === undefined ? {} : { AuthParameters }),
    Arn: connection.arn,
    ArnForPolicy: connection.arn.slice(0, connection.arn.lastIndexOf("/")),
    ...(AuthorizationType === undefined ? {} : { AuthorizationType }),
    Name: Name ?? connection.name,
    ...others,
  };
  const additions = Object.entries(connection.generated).map(([path, value]) => ({ op: "add" as const, path, value }));
  const complete = applyPatch(without(model, access.writeOnly), additions);
  if (!isObject(complete)) throw new Error("a connection's model is not an object");
  return complete;
}

/** The handler looks at this before it calls the service. */
function mismatch(desired: JsonObject): HandlerFailure | undefined {
  const block = missingCredentials(desired);
  const type = desired["AuthorizationType"];
  if (block === undefined || typeof type !== "string") return undefined;
  const missing = `${block} not provided for ${type} AuthorizationType.`;
  return { code: "InvalidRequest", message: `Invalid request provided: ${missing}` };
}

function failure(act: Act, name: string, refusal: Refusal | undefined): HandlerFailure | undefined {
  if (refusal === undefined) return undefined;
  switch (refusal.exception) {
    case "ResourceAlreadyExistsException":
      return alreadyExists(connectionType, name);
    case "ResourceNotFoundException":
      return notFound(connectionType, name);
    default:
      return handlerFailure(CONNECTION_TYPE, refusal, act.alteration);
  }
}

/** Neither the handler nor a documented rule of the service minds that; that nothing does is unconfirmed. */
function inUse(act: Act, name: string): HandlerFailure | undefined {
  const found = act.store.connections.get(name);
  const users = found === undefined ? [] : usersOf(act.store, found);
  if (act.alteration.inUse === undefined || users.length === 0) return undefined;
  const message = `Connection '${name}' is used by ${users.length} API destination(s).`;
  return { code: act.alteration.inUse, message: serviceMessage(CONNECTION_TYPE, message) };
}

/** The handlers wait until EventBridge can use the connection, or until it is gone, and fail in any other state. */
function outlook(store: RegionState, name: string, operation: StoredRequest["operation"]): Outlook {
  const found = store.connections.get(name);
  if (found === undefined) {
    return operation === "DELETE" ? { kind: "settled" } : { kind: "failed", failure: notFound(connectionType, name) };
  }
  const { state, stateReason, next } = found;
  if (operation === "DELETE" ? state === "DELETING" : isOpen(state)) return { kind: "moving", at: next?.at ?? null };
  if (operation !== "DELETE" && isReady(state)) return { kind: "settled" };
  const subject = `${CONNECTION_TYPE} [${primaryIdentifier(connectionType, name)}]`;
  const message = `Couldn't stabilize ${subject} due to connection state: ${String(stateReason)}`;
  return { kind: "failed", failure: { code: "GeneralServiceException", message } };
}
