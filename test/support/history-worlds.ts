import type { Definition } from "../../workflows/engine/definition/definition.ts";
import { isObject, type Json, type JsonObject } from "../../workflows/engine/values/json.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import type { Model } from "../../workflows/engine/values/model.ts";
import type { Kinds } from "../../workflows/engine/kinds/registry.ts";
import { type ApplyBench, makeAsAnother } from "./apply-bench.ts";
import { crate, crateOf, yard } from "./crates.ts";
import { defined } from "./definitions.ts";
import type { Declared, Hand, Slot } from "./histories.ts";

/** What the steps of a history mean for one kind. */
export interface World {
  readonly kinds: Kinds;
  definition(slot: Slot, name: string, declared: Declared): Definition;
  /** What AWS keeps, credentials included; undefined: there is nothing of that name. */
  stored(bench: ApplyBench, name: string): JsonObject | undefined;
  /** Somebody goes past Bridgehead, with something that is there. */
  byHand(bench: ApplyBench, name: string, hand: Hand): Promise<void>;
}

const configuration = "arn:aws:vpc-lattice:eu-west-1:111122223333:resourceconfiguration/rcfg-00000000000000000";
const path = { ResourceParameters: { ResourceConfigurationArn: configuration } };

export function referenceTo(parameter: string): string {
  return `{{resolve:ssm-secure:/bridgehead/${parameter}}}`;
}

function credentialOf({ type, parameter, hasTokenBody }: Declared): Model {
  const secret = referenceTo(parameter);
  switch (type) {
    case "API_KEY":
      return { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: secret } };
    case "BASIC":
      return { BasicAuthParameters: { Username: "orders", Password: secret } };
    case "OAUTH_CLIENT_CREDENTIALS": {
      const body = { OAuthHttpParameters: { BodyParameters: [{ Key: "scope", Value: "all", IsValueSecret: false }] } };
      return {
        OAuthParameters: {
          ClientParameters: { ClientID: "client", ClientSecret: secret },
          AuthorizationEndpoint: "https://login.example.com/token",
          HttpMethod: "POST",
          ...(hasTokenBody ? body : {}),
        },
      };
    }
  }
}

function invocationOf({ invocation, parameter }: Declared): Model {
  const header = { Key: "x-secret", Value: referenceTo(parameter), IsValueSecret: true };
  const query = { Key: "shop", Value: "orders", IsValueSecret: false };
  const lists = {
    ...(invocation.includes("secret") ? { HeaderParameters: [header] } : {}),
    ...(invocation.includes("plain") ? { QueryStringParameters: [query] } : {}),
  };
  return invocation.length === 0 ? {} : { InvocationHttpParameters: lists };
}

export const connections: World = {
  kinds: builtinKinds,
  definition: (id, name, declared) =>
    defined(
      {
        Name: name,
        ...(declared.version === 0 ? {} : { Description: `v${declared.version}` }),
        AuthorizationType: declared.type,
        AuthParameters: { ...credentialOf(declared), ...invocationOf(declared) },
        ...(declared.isPrivate ? { InvocationConnectivityParameters: path } : {}),
      },
      { id },
    ),
  stored: ({ aws }, name) => aws.storedConnection(name)?.properties,
  async byHand(bench, name, hand) {
    const { aws } = bench;
    if (hand === "removed" || hand === "made anew") aws.removeConnection(name);
    if (hand === "made anew") await makeAsAnother(bench, name);
    const auth = aws.storedConnection(name)?.properties["AuthParameters"];
    if (hand === "version" || hand === "both") aws.changeConnection(name, { Description: "by hand" });
    if (hand === "credential" || hand === "both") aws.changeConnection(name, { AuthParameters: otherCredential(auth) });
  },
};

/** What tells that a credential was changed tells it of these two: an OAuth secret stays as it is. */
function otherCredential(auth: Json | undefined): JsonObject {
  return Object.fromEntries(
    Object.entries(auth as JsonObject).map(([name, block]) => {
      if (name === "ApiKeyAuthParameters" && isObject(block)) return [name, { ...block, ApiKeyValue: "by-hand" }];
      if (name === "BasicAuthParameters" && isObject(block)) return [name, { ...block, Password: "by-hand" }];
      return [name, block];
    }),
  );
}

/** Of these Cloud Control alone tells, and nothing tells that a code was changed. */
export const crates: World = {
  kinds: yard,
  definition: (id, name, { version, parameter }) =>
    crateOf({ Name: name, Size: version, Code: referenceTo(parameter) }, { id }),
  stored({ aws }, name) {
    const { Arn: _, ...properties } = aws.storedResource(crate.type, name)?.properties ?? { Arn: null };
    return Object.keys(properties).length === 0 ? undefined : properties;
  },
  async byHand({ aws }, name) {
    aws.changeResource(crate.type, name, { Size: 9 });
  },
};
