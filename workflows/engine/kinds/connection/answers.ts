import * as v from "valibot";
import type { Json, JsonObject } from "../../values/json.ts";
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

const text = v.optional(v.string());
const time = v.optional(v.date());

const resourceSchema = v.object({ ResourceConfigurationArn: text, ResourceAssociationArn: text });
const privatePathSchema = v.optional(v.object({ ResourceParameters: v.optional(resourceSchema) }));

const oauthSchema = v.object({
  ClientParameters: v.optional(v.object({ ClientID: text })),
  AuthorizationEndpoint: text,
  HttpMethod: text,
  OAuthHttpParameters: v.optional(parametersSchema),
});

/** Members that are not named here, such as a credential that AWS has never sent, are dropped. */
const descriptionSchema = v.object({
  Name: text,
  ConnectionArn: text,
  ConnectionState: v.string(),
  StateReason: text,
  CreationTime: time,
  LastModifiedTime: time,
  LastAuthorizedTime: time,
  Description: text,
  AuthorizationType: text,
  AuthParameters: v.optional(
    v.object({
      ApiKeyAuthParameters: v.optional(v.object({ ApiKeyName: text })),
      BasicAuthParameters: v.optional(v.object({ Username: text })),
      OAuthParameters: v.optional(oauthSchema),
      InvocationHttpParameters: v.optional(parametersSchema),
      ConnectivityParameters: privatePathSchema,
    }),
  ),
  InvocationConnectivityParameters: privatePathSchema,
  KmsKeyIdentifier: text,
  SecretArn: text,
});

/**
 * What DescribeConnection tells; undefined: the answer is not of the form that AWS documents. It has all that Cloud
 * Control reads but `ArnForPolicy`, and the HTTP parameters, which Cloud Control does not read, not even public ones.
 */
export function describedConnection(answer: unknown): Described | undefined {
  const parsed = v.safeParse(descriptionSchema, answer);
  if (!parsed.success) return undefined;
  const { ConnectionArn, ConnectionState, StateReason, ...others } = parsed.output;
  const { CreationTime, LastModifiedTime, LastAuthorizedTime, ...properties } = others;
  return {
    state: ConnectionState,
    reason: StateReason ?? null,
    createdAt: CreationTime?.getTime() ?? null,
    modified: LastModifiedTime?.getTime() ?? null,
    authorized: LastAuthorizedTime?.getTime() ?? null,
    arn: ConnectionArn ?? null,
    model: present({ ...properties, Arn: ConnectionArn }),
  };
}

/** A tree without the members that have nothing. */
function present(tree: object): JsonObject {
  const members = Object.entries(tree).flatMap(([name, value]: [string, unknown]): [string, Json][] => {
    if (value === undefined || value === null) return [];
    // The schemas above let through nothing but JSON.
    if (typeof value !== "object" || Array.isArray(value)) return [[name, value as Json]];
    const member = present(value);
    return Object.keys(member).length === 0 ? [] : [[name, member]];
  });
  return Object.fromEntries(members);
}

const itemSchema = v.object({
  Name: v.string(),
  ConnectionState: v.string(),
  ConnectionArn: text,
  LastModifiedTime: time,
});

const phases: Readonly<Record<string, Listed["phase"]>> = {
  CREATING: "changing",
  UPDATING: "changing",
  DELETING: "deleting",
};

/** What an item of ListConnections tells; undefined as above. */
export function listedConnection(item: unknown): Listed | undefined {
  const parsed = v.safeParse(itemSchema, item);
  if (!parsed.success) return undefined;
  const { Name: identifier, ConnectionState: state, ConnectionArn, LastModifiedTime } = parsed.output;
  const told = { arn: ConnectionArn ?? null, modified: LastModifiedTime?.getTime() ?? null };
  return { identifier, state, phase: phases[state] ?? "settled", ...told };
}
