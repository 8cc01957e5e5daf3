import type { JsonObject } from "../../workflows/engine/json.ts";
import { connectionSchema } from "../../workflows/engine/kinds/connection/schema.ts";
import * as models from "../../workflows/engine/kinds/model.ts";
import * as schemas from "../../workflows/engine/kinds/schema.ts";
import * as patches from "../../workflows/engine/patch.ts";

/* What the engine does by any schema, by that of connections: most tests are about these. */

export const leaves = (model: models.Model) => models.leaves(connectionSchema, model);
export const normaliseLive = (properties: JsonObject) => models.normaliseLive(connectionSchema, properties);
export const readablePart = (model: models.Model) => models.readablePart(connectionSchema, model);
export const nodeAt = (path: string) => schemas.nodeAt(connectionSchema, path);
export const pathsWithAccess = (access: schemas.Access) => schemas.pathsWithAccess(access, connectionSchema);
export const patchFor = (live: models.Model, desired: models.Model) =>
  patches.patchFor(connectionSchema, live, desired);
