import { isObject, type Json } from "../../values/json.ts";
import { defineKind } from "../kind.ts";
import { reportMissing, validateAuthorization, validateCredentials } from "./authorization.ts";
import { validateEndpoint, validatePrivatePaths } from "./endpoint.ts";
import { extraProperties } from "./extras.ts";
import { validateBasicByHand, validateCredentialHeader, validateKeyName } from "./headers.ts";
import type { ConnectionFacts } from "./facts.ts";
import { foreignName } from "./foreign-names.ts";
import { validateKmsKey } from "./kms-key.ts";
import { validateParameters, validateTokenRequest } from "./parameters.ts";
import { connectionResource } from "./resource.ts";
import { expandShortForms } from "./short-forms.ts";
import { hints, texts } from "./texts.ts";

/** EventBridge connections: how EventBridge authenticates to an HTTP endpoint. */
export const connection = defineKind<ConnectionFacts>({
  ...connectionResource,
  shortForms: { properties: extraProperties, expand: expandShortForms },
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
    missing: reportMissing,
  },
  names: { foreign: foreignName, meant },
  texts,
  hints,
  refuseImport: (live) => (isObject(live["AuthParameters"]) ? undefined : noCredentials),
});

/** A short form takes a text; where an object stands, as in Terraform and Pulumi, its block was meant. */
function meant(name: string, value: Json): string {
  return name === "apiKey" && isObject(value) ? "ApiKeyAuthParameters" : name;
}

const noCredentials = {
  reason: "no-credentials",
  message: "AWS has no credentials for it any more, as after a deauthorisation: give it some, or delete it",
};
