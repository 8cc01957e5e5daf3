import { type CloudControlClient, UpdateResourceCommand } from "@aws-sdk/client-cloudcontrol";
import { type EventBridgeClient, UpdateConnectionCommand } from "@aws-sdk/client-eventbridge";
import { createCloudControlClient, createEventBridgeClient } from "../../infra/aws/clients.ts";
import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { type Json, type JsonObject, isObject, valueAt } from "../../workflows/engine/values/json.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { Model } from "../../workflows/engine/values/model.ts";
import type { ApplyBench } from "./apply-bench.ts";
import { defined, target } from "./definitions.ts";

/* Connections of every authorization type, and what somebody may change in them by hand, through either API. */

const SECRET = "/bridgehead/shared";
const reference = `{{resolve:ssm-secure:${SECRET}}}`;
const pathTo = (id: string): Model => ({
  ResourceParameters: {
    ResourceConfigurationArn: `arn:aws:vpc-lattice:eu-west-1:111122223333:resourceconfiguration/rcfg-${id.padStart(17, "0")}`,
  },
});

const lists = ["HeaderParameters", "QueryStringParameters", "BodyParameters"] as const;
const http: Model = Object.fromEntries(
  lists.map((list) => [
    list,
    [
      { Key: "x-open", Value: "shop", IsValueSecret: false },
      { Key: "x-secret", Value: reference, IsValueSecret: true },
    ],
  ]),
);

const credentials = {
  API_KEY: { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: reference } },
  BASIC: { BasicAuthParameters: { Username: "orders", Password: reference } },
  OAUTH_CLIENT_CREDENTIALS: {
    OAuthParameters: {
      ClientParameters: { ClientID: "client", ClientSecret: reference },
      AuthorizationEndpoint: "https://login.example.com/token",
      HttpMethod: "POST",
      OAuthHttpParameters: http,
    },
  },
} as const;
export type AuthorizationType = keyof typeof credentials;

export interface Hand {
  readonly name: string;
  readonly type: AuthorizationType;
  readonly isPrivate: boolean;
}

/** `public`: with parameters of invocations; `private`: with the paths that its type can have. */
export function handMade(bench: ApplyBench, { name, type, isPrivate }: Hand): Definition {
  if (!bench.aws.hasParameter(SECRET)) bench.aws.putParameter({ name: SECRET, value: "ours" });
  const tokenPath = isPrivate && type === "OAUTH_CLIENT_CREDENTIALS" ? { ConnectivityParameters: pathTo("1") } : {};
  return defined({
    Name: name,
    Description: "ours",
    AuthorizationType: type,
    KmsKeyIdentifier: "alias/ours",
    AuthParameters: { ...credentials[type], ...(isPrivate ? tokenPath : { InvocationHttpParameters: http }) },
    ...(isPrivate ? { InvocationConnectivityParameters: pathTo("1") } : {}),
  });
}

/** Members of UpdateConnection's request; what they leave out stays. */
export type HandChange = (count: number) => Model;

const auth = (members: Model): Model => ({ AuthParameters: members });

/** Every way to change three lists: a public value, a flag, one more, one less, none. */
function listChanges(around: (parameters: Model) => Model): Readonly<Record<string, HandChange>> {
  const [open, secret] = http["BodyParameters"] as readonly [Model, Model];
  const kept = { ...secret, Value: "ours" };
  return Object.fromEntries(
    lists.flatMap((list): readonly [string, HandChange][] => [
      [`${list}: a value`, (count) => around({ [list]: [{ ...open, Value: `by-hand-${count}` }, kept] })],
      [`${list}: a flag`, (count) => around({ [list]: [open, { ...kept, Value: `v${count}`, IsValueSecret: false }] })],
      [`${list}: one more`, (count) => around({ [list]: [open, kept, { ...kept, Key: `x-${count}` }] })],
      [`${list}: one less`, () => around({ [list]: [open] })],
      [`${list}: none`, () => around({ [list]: [] })],
    ]),
  );
}

/** What can be seen: every property that either API reads. */
const seen: Readonly<Record<string, HandChange>> = {
  Description: (count) => ({ Description: `by hand ${count}` }),
  "no Description": () => ({ Description: "" }),
  KmsKeyIdentifier: (count) => ({ KmsKeyIdentifier: `alias/by-hand-${count}` }),
};
const seenOf: Readonly<Record<AuthorizationType, Readonly<Record<string, HandChange>>>> = {
  API_KEY: {
    ApiKeyName: (count) => auth({ ApiKeyAuthParameters: { ApiKeyName: `x-${count}` } }),
    AuthorizationType: (count) => ({
      AuthorizationType: "BASIC",
      ...auth({ BasicAuthParameters: { Username: `u${count}`, Password: "by-hand" } }),
    }),
  },
  BASIC: {
    Username: (count) => auth({ BasicAuthParameters: { Username: `by-hand-${count}` } }),
    AuthorizationType: (count) => ({
      AuthorizationType: "API_KEY",
      ...auth({ ApiKeyAuthParameters: { ApiKeyName: `x-${count}`, ApiKeyValue: "by-hand" } }),
    }),
  },
  OAUTH_CLIENT_CREDENTIALS: {
    ClientID: (count) => auth({ OAuthParameters: { ClientParameters: { ClientID: `by-hand-${count}` } } }),
    AuthorizationEndpoint: (count) =>
      auth({ OAuthParameters: { AuthorizationEndpoint: `https://by-hand-${count}.example.com/token` } }),
    HttpMethod: () => auth({ OAuthParameters: { HttpMethod: "PUT" } }),
    ...listChanges((OAuthHttpParameters) => auth({ OAuthParameters: { OAuthHttpParameters } })),
  },
};

/** What nobody can see, and what the time of the last change tells: not of OAuth, where it may move by itself. */
const unseenOf: Readonly<Record<AuthorizationType, Readonly<Record<string, HandChange>>>> = {
  API_KEY: { ApiKeyValue: (count) => auth({ ApiKeyAuthParameters: { ApiKeyValue: `by-hand-${count}` } }) },
  BASIC: { Password: (count) => auth({ BasicAuthParameters: { Password: `by-hand-${count}` } }) },
  OAUTH_CLIENT_CREDENTIALS: {},
};

const secretHeader: HandChange = (count) => {
  const [open, secret] = http["HeaderParameters"] as readonly [Model, Model];
  return auth({ InvocationHttpParameters: { HeaderParameters: [open, { ...secret, Value: `by-hand-${count}` }] } });
};

/** All that somebody may change in such a connection, by what is changed. */
export function changesOf({ type, isPrivate }: Hand): readonly (readonly [string, HandChange])[] {
  const invocations = listChanges((InvocationHttpParameters) => auth({ InvocationHttpParameters }));
  const unseen = { ...unseenOf[type], ...(type === "OAUTH_CLIENT_CREDENTIALS" || isPrivate ? {} : { secretHeader }) };
  const paths: Record<string, HandChange> = {
    "private path": (count) => ({ InvocationConnectivityParameters: pathTo(`${count + 2}`) }),
    ...(type === "OAUTH_CLIENT_CREDENTIALS"
      ? { "private token path": (count) => auth({ ConnectivityParameters: pathTo(`${count + 2}`) }) }
      : {}),
  };
  const { AuthorizationType: another, ...own } = seenOf[type];
  // A private connection keeps its type: its credentials cannot be all the same.
  const ofType = isPrivate || another === undefined ? own : seenOf[type];
  return Object.entries({ ...seen, ...ofType, ...unseen, ...(isPrivate ? paths : invocations) });
}

export interface Hands {
  throughEventBridge(name: string, change: Model): Promise<void>;
  throughCloudControl(name: string, change: Model): Promise<void>;
}

export function handsOn({ aws, clock }: ApplyBench): Hands {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const address = { region: target.region, endpoint: aws.url, credentials, requestsPerSecond: 1_000 };
  const events: EventBridgeClient = createEventBridgeClient(address, clock);
  const control: CloudControlClient = createCloudControlClient(address, clock);
  let sent = 0;
  return {
    async throughEventBridge(name, change) {
      await events.send(new UpdateConnectionCommand({ Name: name, ...change }));
    },
    async throughCloudControl(name, change) {
      sent += 1;
      const has = aws.storedConnection(name)?.properties ?? {};
      const command = new UpdateResourceCommand({
        TypeName: CONNECTION_TYPE,
        Identifier: name,
        PatchDocument: JSON.stringify(patchBy(has, change)),
        ClientToken: `by-hand-${sent}`,
      });
      await control.send(command);
    },
  };
}

interface Add {
  readonly op: "add" | "remove";
  readonly path: string;
  readonly value?: Json;
}

/** What somebody writes who knows Cloud Control: leaves, and the credential again. */
function patchBy(has: JsonObject, change: Model): readonly Add[] {
  const type = change["AuthorizationType"];
  const secrets = [
    "/AuthParameters/ApiKeyAuthParameters/ApiKeyValue",
    "/AuthParameters/BasicAuthParameters/Password",
    "/AuthParameters/OAuthParameters/ClientParameters/ClientSecret",
  ];
  const blocks = Object.keys(isObject(has["AuthParameters"] ?? null) ? (has["AuthParameters"] as JsonObject) : {});
  const given = changesIn(change, has, "");
  const isGiven = (path: string): boolean => given.some(({ path: other }) => path.startsWith(other));
  if (type !== undefined) {
    const old = blocks.filter((block) => block.endsWith("AuthParameters"));
    return [...old.map((block): Add => ({ op: "remove", path: `/AuthParameters/${block}` })), ...given];
  }
  const again = secrets.flatMap((path): readonly Add[] => {
    const value = valueAt(has, path);
    return value === undefined || isGiven(path) ? [] : [{ op: "add", path, value }];
  });
  return [...given, ...again];
}

/** Objects that are there are changed member by member; what Cloud Control does not read is given whole. */
function changesIn(change: JsonObject, has: JsonObject, at: string): readonly Add[] {
  return Object.entries(change).flatMap(([name, value]): readonly Add[] => {
    const path = `${at}/${name}`;
    const before = has[name];
    const isWhole = name.endsWith("HttpParameters");
    return isObject(value) && before !== undefined && isObject(before) && !isWhole
      ? changesIn(value, before, path)
      : [{ op: "add", path, value }];
  });
}
