// Wall: a pure decision, which plans and surveys share.

import type { Json } from "../../values/json.ts";
import type { Readiness } from "../resource-kind.ts";

/** States that AWS settles in; every other one passes. AUTHORIZED is public, ACTIVE private. */
const good: ReadonlySet<string> = new Set(["AUTHORIZED", "ACTIVE"]);
const bad: ReadonlySet<string> = new Set(["DEAUTHORIZED", "FAILED_CONNECTIVITY"]);

/**
 * AWS says AUTHORIZED of these as soon as they are stored, and ACTIVE once their private path is there, without trying the credential; one that an endpoint refuses
 * (401 or 407) shows with the first event (docs/operations.md).
 */
const unproven: ReadonlySet<Json> = new Set(["API_KEY", "BASIC"]);

/** What a connection's state means. One that is not known is taken for one that passes. */
export const readiness: Readiness = {
  verdict(state) {
    if (good.has(state)) return "good";
    return bad.has(state) ? "bad" : "open";
  },
  standing: ({ AuthorizationType: type }, state) =>
    good.has(state) && type !== undefined && unproven.has(type) ? "stored; AWS tries it with the first event" : null,
  consequence: "it delivers no event through this connection",
  remedy: "Check the endpoint, and write the credential to its parameter anew, even where it is the same",
};
