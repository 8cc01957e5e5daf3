import type { JsonObject } from "./json.ts";

/**
 * A resource in CloudFormation's spelling. Credentials are templates (see `reference.ts`): references to parameters,
 * or fingerprints of literals; never text.
 */
export type Model = JsonObject;
