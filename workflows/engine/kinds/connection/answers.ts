import * as v from "valibot";
import type { JsonObject } from "../../json.ts";
import type { Model } from "../model.ts";
import type { Described, Listed } from "../resource-kind.ts";

/* The gates for what EventBridge itself answers about connections. */

/** A secret's value is dropped right here: that AWS withholds it is unconfirmed. So is an undeclared one's. */
const parameterSchema = v.pipe(
  v.object({ Key: v.string(), Value: v.optional(v.string()), IsValueSecret: v.optional(v.boolean()) }),
  v.transform(({ Key, Value, IsValueSecret }): JsonObject => {
    if (IsValueSecret !== false) return { Key, IsValueSecret: true };
    return Value === undefined ? { Key, IsValueSecret } : { Key, Value, IsValueSecret };
  }),
);

const listSchema = v.optional(v.array(parameterSchema), []);

const parametersSchema = v.pipe(
  v.object({ HeaderParameters: listSchema, QueryStringParameters: listSchema, BodyParameters: listSchema }),
  v.transform((lists): JsonObject | null => {
    const used = Object.entries(lists).filter(([, list]) => list.length > 0);
    return used.length === 0 ? null : Object.fromEntries(used);
  }),
);

const descriptionSchema = v.object({
  ConnectionState: v.string(),
  StateReason: v.optional(v.string()),
  CreationTime: v.optional(v.date()),
  ConnectionArn: v.optional(v.string()),
  AuthParameters: v.optional(
    v.object({
      InvocationHttpParameters: v.optional(parametersSchema),
      OAuthParameters: v.optional(v.object({ OAuthHttpParameters: v.optional(parametersSchema) })),
    }),
  ),
});

/**
 * What DescribeConnection tells; undefined: the answer is not of the form that AWS documents. Of the credentials it has
 * the HTTP parameters, which Cloud Control does not read back, not even public ones.
 */
export function describedConnection(answer: unknown): Described | undefined {
  const parsed = v.safeParse(descriptionSchema, answer);
  if (!parsed.success) return undefined;
  const { ConnectionState, StateReason, CreationTime, ConnectionArn, AuthParameters } = parsed.output;
  const { InvocationHttpParameters, OAuthParameters } = AuthParameters ?? {};
  return {
    state: ConnectionState,
    reason: StateReason ?? null,
    createdAt: CreationTime?.getTime() ?? null,
    arn: ConnectionArn ?? null,
    model: httpModel({
      invocation: InvocationHttpParameters ?? null,
      oauth: OAuthParameters?.OAuthHttpParameters ?? null,
    }),
  };
}

/** HTTP parameters in CloudFormation's spelling; null: there are none. A secret one has no `Value`. */
export interface HttpParameters {
  /** What goes with each request to the endpoint. */
  readonly invocation: JsonObject | null;
  /** What goes with the OAuth token request. */
  readonly oauth: JsonObject | null;
}

/** The HTTP parameters in their places of a model that has nothing else. */
export function httpModel({ invocation, oauth }: HttpParameters): Model {
  if (invocation === null && oauth === null) return {};
  return {
    AuthParameters: {
      ...(oauth === null ? {} : { OAuthParameters: { OAuthHttpParameters: oauth } }),
      ...(invocation === null ? {} : { InvocationHttpParameters: invocation }),
    },
  };
}

const itemSchema = v.object({ Name: v.string(), ConnectionState: v.string() });

const phases: Readonly<Record<string, Listed["phase"]>> = {
  CREATING: "changing",
  UPDATING: "changing",
  DELETING: "deleting",
};

/** What an item of ListConnections tells; undefined as above. */
export function listedConnection(item: unknown): Listed | undefined {
  const parsed = v.safeParse(itemSchema, item);
  if (!parsed.success) return undefined;
  const { Name: identifier, ConnectionState: state } = parsed.output;
  return { identifier, state, phase: phases[state] ?? "settled" };
}
