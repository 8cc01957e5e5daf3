import { canUpdate } from "../../patch.ts";
import { defineKind } from "../kind.ts";
import { describedConnection, listedConnection } from "./answers.ts";
import { secretDestinations } from "./destinations.ts";
import { readiness } from "./readiness.ts";
import { CONNECTION_TYPE, connectionSchema } from "./schema.ts";

/** EventBridge connections: how EventBridge authenticates to an HTTP endpoint. */
export const connection = defineKind({
  type: CONNECTION_TYPE,
  service: "EventBridge",
  schema: connectionSchema,
  identity: { name: "Name" },
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
