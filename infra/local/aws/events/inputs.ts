import { type AwsError, validation } from "../wire/aws-error.ts";

/** Name of a connection or an API destination. */
export const eventsName = {
  type: "string",
  required: true,
  min: 1,
  max: 64,
  pattern: String.raw`[\.\-_A-Za-z0-9]+`,
} as const;

/** Members that EventBridge's lists share. */
export const listing = {
  NamePrefix: { type: "string", min: 1, max: 64, pattern: eventsName.pattern },
  NextToken: { type: "string", min: 1, max: 2048 },
  Limit: { type: "integer", min: 1, max: 100 },
} as const;

/** How many a list holds when it is not asked for fewer. */
export const listLimit = 100;

export const invalidToken = (): AwsError => validation("The NextToken is not valid.");
