import { isObject } from "../../json.ts";
import { canUpdate } from "../../patch.ts";
import { defineKind } from "../kind.ts";
import { abbreviate } from "./abbreviate.ts";
import { describedConnection, listedConnection } from "./answers.ts";
import { validateAuthorization, validateCredentials } from "./authorization.ts";
import { secretDestinations } from "./destinations.ts";
import { validateEndpoint } from "./endpoint.ts";
import { extraProperties } from "./extras.ts";
import { help } from "./help.ts";
import { validateKmsKey } from "./kms-key.ts";
import { validateParameters } from "./parameters.ts";
import { readiness } from "./readiness.ts";
import { connectionRules } from "./rules.ts";
import { CONNECTION_TYPE, connectionSchema } from "./schema.ts";
import { expandShortForms } from "./short-forms.ts";

/** EventBridge connections: how EventBridge authenticates to an HTTP endpoint. */
export const connection = defineKind({
  type: CONNECTION_TYPE,
  service: "EventBridge",
  schema: connectionSchema,
  identity: { name: "Name" },
  shortForms: { properties: extraProperties, expand: expandShortForms, abbreviate },
  checks: {
    // What leads to a wrong host is said once: the rules of the schema come after.
    before: [validateCredentials, validateEndpoint],
    after: [validateAuthorization, validateKmsKey, validateParameters],
  },
  rules: connectionRules,
  help,
  sends: secretDestinations,
  replaceWhen: (live, desired) => (canUpdate(connectionSchema, live, desired) ? undefined : noLongerPrivate),
  refuseImport: (live) => (isObject(live["AuthParameters"]) ? undefined : noCredentials),
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

const noCredentials = {
  reason: "no-credentials",
  message: "AWS has no credentials for it any more, as after a deauthorisation: give it some, or delete it",
};
