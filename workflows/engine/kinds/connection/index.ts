import { isObject } from "../../values/json.ts";
import { defineKind } from "../kind.ts";
import { abbreviate } from "./abbreviate.ts";
import { validateAuthorization, validateCredentials } from "./authorization.ts";
import { validateEndpoint } from "./endpoint.ts";
import { extraProperties } from "./extras.ts";
import { validateBasicByHand, validateCredentialHeader, validateKeyName } from "./headers.ts";
import { help } from "./help.ts";
import { validateKmsKey } from "./kms-key.ts";
import { validateParameters } from "./parameters.ts";
import { validatePrivatePaths } from "./private-path.ts";
import { connectionResource } from "./resource.ts";
import { expandShortForms } from "./short-forms.ts";
import { validateTokenRequest } from "./token-request.ts";

/** EventBridge connections: how EventBridge authenticates to an HTTP endpoint. */
export const connection = defineKind({
  ...connectionResource,
  shortForms: { properties: extraProperties, expand: expandShortForms, abbreviate },
  checks: {
    // What leads to a wrong host, or has another form altogether, is said once: the rules of the schema come after.
    before: [validateCredentials, validateEndpoint, validateKeyName, validateBasicByHand],
    after: [
      validateAuthorization,
      validateKmsKey,
      validateParameters,
      validateCredentialHeader,
      validateTokenRequest,
      validatePrivatePaths,
    ],
  },
  help,
  refuseImport: (live) => (isObject(live["AuthParameters"]) ? undefined : noCredentials),
});

const noCredentials = {
  reason: "no-credentials",
  message: "AWS has no credentials for it any more, as after a deauthorisation: give it some, or delete it",
};
