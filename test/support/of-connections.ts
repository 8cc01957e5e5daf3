import { type Draft, draftResource } from "../../workflows/engine/import/draft.ts";
import type { InterpretSettings } from "../../workflows/engine/interpret/context.ts";
import type { JsonObject } from "../../workflows/engine/values/json.ts";
import { connection } from "../../workflows/engine/kinds/connection/index.ts";
import { connectionSchema } from "../../workflows/engine/kinds/connection/schema.ts";
import type { ImportRefusal } from "../../workflows/engine/kinds/kind.ts";
import type { Model } from "../../workflows/engine/values/model.ts";
import * as models from "../../workflows/engine/kinds/model.ts";
import * as schemas from "../../workflows/engine/kinds/schema.ts";
import { samenessAt } from "../../workflows/engine/kinds/resource-kind.ts";
import * as patches from "../../workflows/engine/kinds/patch.ts";

/* What the engine does by any schema, by that of connections: most tests are about these. */

export const leaves = (model: Model) => models.leaves(connectionSchema, model);
export const normaliseLive = (properties: JsonObject) => models.normaliseLive(connectionSchema, properties);
export const readablePart = (model: Model) => models.readablePart(connectionSchema, model);
export const unreadPart = (model: Model) => models.unreadPart(connectionSchema, model);
export const nodeAt = (path: string) => schemas.nodeAt(connectionSchema, path);
export const pathsWithAccess = (access: schemas.Access) => schemas.pathsWithAccess(access, connectionSchema);
export const isSame = samenessAt(connection, { account: "111122223333", region: "eu-west-1" });
export const patchFor = (live: Model, desired: Model, unread: Model = {}) =>
  patches.patchFor(connectionSchema, { live, unread }, desired, isSame);

/** HTTP parameters in CloudFormation's spelling; null: there are none. A secret one has no `Value`. */
export interface HttpParameters {
  /** What goes with each request to the endpoint. */
  readonly invocation: JsonObject | null;
  /** What goes with the OAuth token request. */
  readonly oauth: JsonObject | null;
}

/** The HTTP parameters in their places of a model that has nothing else. */
export function httpModel({ invocation, oauth }: HttpParameters): Model {
  if (invocation === null && oauth === null) return {};
  return {
    AuthParameters: {
      ...(oauth === null ? {} : { OAuthParameters: { OAuthHttpParameters: oauth } }),
      ...(invocation === null ? {} : { InvocationHttpParameters: invocation }),
    },
  };
}

/** A live connection, as Cloud Control and EventBridge tell of it. */
export interface LiveConnection {
  readonly name: string;
  readonly properties: JsonObject;
  readonly http: HttpParameters;
}

export function draftConnection(
  { name, properties, http }: LiveConnection,
  id: string,
  settings: InterpretSettings,
): Draft | ImportRefusal {
  const described = { model: httpModel(http) };
  return draftResource({ kind: connection, name, properties, described }, id, settings);
}
