import { isObject, type JsonObject } from "../../json.ts";
import type { Model } from "../model.ts";

/**
 * The HTTP parameters of a live connection, which Cloud Control does not read, in CloudFormation's spelling: lists of
 * `{ Key, Value, IsValueSecret }`. A secret one has no `Value` here, whatever AWS answered.
 */
export interface LiveHttpParameters {
  /** What goes with each request to the endpoint; null: nothing. */
  readonly invocation: JsonObject | null;
  /** What goes with the OAuth token request; null: nothing. */
  readonly oauth: JsonObject | null;
}

/** A model with the HTTP parameters in their places. */
export function withLiveHttp(model: Model, { invocation, oauth }: LiveHttpParameters): Model {
  if (invocation === null && oauth === null) return model;
  const auth = objectIn(model, "AuthParameters");
  const own = objectIn(auth, "OAuthParameters");
  return {
    ...model,
    AuthParameters: {
      ...auth,
      ...(oauth === null ? {} : { OAuthParameters: { ...own, OAuthHttpParameters: oauth } }),
      ...(invocation === null ? {} : { InvocationHttpParameters: invocation }),
    },
  };
}

function objectIn(value: JsonObject, name: string): JsonObject {
  const member = value[name];
  return isObject(member) ? member : {};
}
