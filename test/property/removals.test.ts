import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createdModel, updatedModel } from "../../infra/local/aws/events/connection-model.ts";
import { connectionType, readableModel } from "../../infra/local/aws/events/connection-type.ts";
import { applyPatch } from "../../infra/local/aws/cloud-control/patch.ts";
import { without } from "../../infra/local/aws/cloud-control/resource-model.ts";
import type { Act } from "../../infra/local/aws/cloud-control/resource-type.ts";
import { emptyState, regionOf, type StoredConnection } from "../../infra/local/aws/state.ts";
import type { JsonObject } from "../../workflows/engine/values/json.ts";
import { connectionResource } from "../../workflows/engine/kinds/connection/resource.ts";
import { knownPart } from "../../workflows/engine/kinds/model.ts";
import type { Model } from "../../workflows/engine/values/model.ts";
import { Literals } from "../../workflows/engine/values/literals.ts";
import { SecretText } from "../../workflows/engine/values/secret-text.ts";
import { connectionModels } from "./connection-models.ts";
import { normaliseLive, patchFor, unreadPart } from "../support/of-connections.ts";

/* UpdateConnection as it was seen: it keeps what a request leaves out, and clears what is sent as empty. */

const literals = new Literals(new SecretText("removals"));
const models = fc.oneof(...[false, true].map((isPrivate) => connectionModels(literals, { isPrivate })));
const region = "eu-west-1";
const account = "111122223333";
const place = { region, account, store: regionOf(emptyState(), region), types: new Map(), settleMs: 0 };
/** Otherwise nothing takes a key off. */
const act: Act = { ...place, at: 0, alteration: { releaseKey: true } };

/** What Cloud Control reads of a connection that has this. */
function read(properties: JsonObject): JsonObject {
  const times = { created: 0, modified: 0, authorized: 0, state: "AUTHORIZED", stateReason: null, next: null };
  const arns = { arn: `arn:aws:events:${region}:${account}:connection/orders/1`, secretArn: "arn:secret" };
  const stored: StoredConnection = { name: "orders", properties, generated: {}, ...arns, ...times };
  return readableModel(stored);
}

it.each<[string, (before: Model) => Model]>([
  ["another API showed, secrets excepted", (before) => unreadPart(knownPart(connectionResource.schema, before))],
  ["was sent, where nobody could look", unreadPart],
])("an update takes AWS from anything to exactly what is asked for, by what %s", (_, unreadOf) => {
  fc.assert(
    fc.property(models, models, (before, after) => {
      const unread = unreadOf(before);
      const has = createdModel(before, act);
      const live = normaliseLive(read(has));
      fc.pre(connectionResource.replaceWhen(live, after, unread) === undefined);
      const asked = applyPatch(read(has), patchFor(live, after, unread)) as JsonObject;
      const changed = updatedModel(has, without(asked, connectionType.access.readOnly), act);
      // Empty objects say nothing.
      expect(normaliseLive(changed)).toEqual(normaliseLive(createdModel(after, act)));
    }),
    { numRuns: 500 },
  );
});
