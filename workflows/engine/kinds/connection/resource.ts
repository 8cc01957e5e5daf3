import { canUpdate } from "../../patch.ts";
import { defineResourceKind } from "../resource-kind.ts";
import { describedConnection, listedConnection } from "./answers.ts";
import { secretDestinations } from "./destinations.ts";
import { readiness } from "./readiness.ts";
import { connectionRules } from "./rules.ts";
import { CONNECTION_TYPE, connectionSchema } from "./schema.ts";

/** Connections as they are: what plans, surveys and applies go by. */
export const connectionResource = defineResourceKind({
  type: CONNECTION_TYPE,
  service: "EventBridge",
  schema: connectionSchema,
  identity: { name: "Name" },
  rules: connectionRules,
  sends: secretDestinations,
  replaceWhen: (live, desired) => (canUpdate(connectionSchema, live, desired) ? undefined : noLongerPrivate),
  supplement: describedConnection,
  survey: listedConnection,
  ready: readiness,
  dependents: { noun: "API destination" },
});

/**
 * EventBridge itself wants an empty ARN in place of a private path that goes, which the registry's pattern forbids. So
 * a private connection does not become a public one (unconfirmed for Cloud Control).
 */
const noLongerPrivate = {
  reason: "a private path cannot be taken from a connection: it is deleted, and then made anew",
  adoption: "is private, and cannot be taken over as a public one",
  hint: "choose another name, or define the private path that it has; a later change can take it away",
};
