import * as v from "valibot";
import type { StateEvents } from "../resource-kind.ts";

/**
 * What EventBridge tells on the default bus of a connection that something became of (EventBridge's event reference,
 * "Connection state events"). Those of an operation's beginning that says nothing by itself are left out. [U] whether a
 * refreshed token, or a credential that an API refuses, is told as `Authorized` and `Deauthorized`.
 */
const detailTypes = [
  "Connection Update Started",
  "Connection Deletion Started",
  "Connection Activated",
  "Connection Authorized",
  "Connection Deauthorized",
  "Connection Failed Connectivity",
] as const;

const detailSchema = v.object({ ConnectionName: v.pipe(v.string(), v.nonEmpty(), v.maxLength(64)) });

export const connectionEvents: StateEvents = {
  source: "aws.events",
  detailTypes,
  identifier(detail) {
    const parsed = v.safeParse(detailSchema, detail);
    return parsed.success ? parsed.output.ConnectionName : undefined;
  },
};
