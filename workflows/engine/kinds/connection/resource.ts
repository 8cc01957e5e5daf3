import type { Json } from "../../values/json.ts";
import { canUpdate, fitsOneUpdate } from "../patch.ts";
import { defineResourceKind } from "../resource-kind.ts";
import { abbreviate } from "./abbreviate.ts";
import { describedConnection, listedConnection } from "./answers.ts";
import { secretDestinations, tokenHosts } from "./destinations.ts";
import { connectionEvents } from "./events.ts";
import { isSameKmsKey } from "./kms-key.ts";
import { wayInManagedSecret } from "./managed-secret.ts";
import { readiness } from "./readiness.ts";
import { connectionRules } from "./rules.ts";
import { CONNECTION_TYPE, connectionSchema } from "./schema.ts";

/**
 * EventBridge refreshes the tokens of these, which writes their secret; whether that moves the time of the last change
 * is unconfirmed (docs/operations.md).
 */
const movesByItself: ReadonlySet<Json> = new Set(["OAUTH_CLIENT_CREDENTIALS"]);

/** Connections as they are: what plans, surveys and applies go by. */
export const connectionResource = defineResourceKind({
  type: CONNECTION_TYPE,
  service: "EventBridge",
  schema: connectionSchema,
  identity: { name: "Name" },
  keepsSecretAt: "/SecretArn",
  wayInSecret: wayInManagedSecret,
  rules: connectionRules,
  sends: secretDestinations,
  hosts: tokenHosts,
  replaceWhen: (live, desired, unread) => {
    if (!canUpdate(connectionSchema, live, desired)) return noLongerPrivate;
    return fitsOneUpdate(connectionSchema, { live, unread }, desired) ? undefined : tooMuchAtOnce;
  },
  abbreviate,
  isSame: isSameKmsKey,
  timeTells: ({ AuthorizationType: type }) => type !== undefined && !movesByItself.has(type),
  supplement: describedConnection,
  survey: listedConnection,
  tells: connectionEvents,
  ready: readiness,
  dependents: { noun: "API destination" },
  // Amazon EventBridge quotas, "Connections": per account and Region, adjustable.
  quota: 3_000,
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

/** What goes is sent as empty lists, and Cloud Control takes two members of the credentials at once. */
const tooMuchAtOnce = {
  reason:
    "one update cannot take its parameters away and give it a private path: it is deleted, and then made anew; two " +
    "changes, one after the other, would leave it in place",
  adoption: "has parameters that cannot be taken away by the update that gives it a private path",
  hint: "define the parameters that it has; a later change can take them away",
};
