import { isObject, type Json, type JsonObject } from "../../../workflows/engine/values/json.ts";
import type { Files } from "./git.ts";

/* What a schedule declares. The simulator knows the meaning of each text by itself, without the engine. */

export const slots = ["a", "b", "c"] as const;
export type Slot = (typeof slots)[number];

export const parameters = ["/bridgehead/team/k1", "/bridgehead/k2"] as const;
export type Parameter = (typeof parameters)[number];

export const authorizations = ["API_KEY", "BASIC", "OAUTH_CLIENT_CREDENTIALS"] as const;
export type Authorization = (typeof authorizations)[number];

export interface Declared {
  /** Whether it has its second name: the same id, another resource. */
  readonly isRenamed: boolean;
  readonly version: number;
  readonly type: Authorization;
  readonly parameter: Parameter;
  readonly isRetained: boolean;
  readonly isAdopted: boolean;
  readonly isProtected: boolean;
  /** Whether it sends a secret header with whatever it calls. */
  readonly hasHeader: boolean;
}

export const usual: Declared = {
  isRenamed: false,
  version: 0,
  type: "API_KEY",
  parameter: parameters[0],
  isRetained: false,
  isAdopted: false,
  isProtected: false,
  hasHeader: false,
};

export function nameOf(slot: Slot, isRenamed: boolean): string {
  return isRenamed ? `${slot}-other` : slot;
}

/** A file that declares nothing, since it cannot be read. */
export const broken = "{ this is no JSON";

export const configurations: readonly (string | undefined)[] = [
  undefined,
  JSON.stringify({ onRotation: "apply" }),
  JSON.stringify({ secretPrefixes: ["/bridgehead/team/"] }),
  JSON.stringify({ rules: { "no-such-rule": "off" } }),
];
export const CONFIG = "bridgehead.config.json";

export function pathOf(slot: Slot): string {
  return `connections/${slot}.json`;
}

function credentialOf({ type, parameter }: Declared): JsonObject {
  const secret = `{{resolve:ssm-secure:${parameter}}}`;
  switch (type) {
    case "API_KEY":
      return { apiKeyName: "x-api-key", apiKey: secret };
    case "BASIC":
      return { username: "orders", password: secret };
    case "OAUTH_CLIENT_CREDENTIALS":
      return {
        clientId: "client",
        clientSecret: secret,
        authorizationEndpoint: "https://login.example.com/token",
        httpMethod: "POST",
      };
  }
}

export function textOf(slot: Slot, declared: Declared): string {
  const { isRenamed, version, type, parameter, isRetained, isAdopted, isProtected, hasHeader } = declared;
  const value = `{{resolve:ssm-secure:${parameter}}}`;
  const header = { headerParameters: [{ key: "x-secret", value, isValueSecret: true }] };
  return JSON.stringify({
    id: slot,
    name: nameOf(slot, isRenamed),
    ...(version > 0 && { description: `v${version}` }),
    authorizationType: type,
    authParameters: { ...credentialOf(declared), ...(hasHeader && { invocationHttpParameters: header }) },
    ...(isRetained && { removal: "retain" }),
    ...(isAdopted && { adopt: true }),
    ...(isProtected && { protect: true }),
  });
}

const booleans = [false, true] as const;

/** One declaration for each value of a member. */
function each<Name extends keyof Declared>(
  all: readonly Declared[],
  name: Name,
  values: readonly Declared[Name][],
): readonly Declared[] {
  return all.flatMap((declared) => values.map((value) => ({ ...declared, [name]: value })));
}

/** Everything that a file of a slot may declare. */
export const allDeclared: readonly Declared[] = (
  ["isRenamed", "isRetained", "isAdopted", "isProtected", "hasHeader"] as const
).reduce<readonly Declared[]>(
  (all, name) => each(all, name, booleans),
  each(each(each([usual], "version", [0, 1, 2]), "type", authorizations), "parameter", parameters),
);

const meanings: ReadonlyMap<string, Declared> = new Map(
  slots.flatMap((slot) => allDeclared.map((declared) => [textOf(slot, declared), declared] as const)),
);

/** What files declare; undefined: a slot declares nothing, or what nobody can read. */
export function declaredIn(files: Files, slot: Slot): Declared | undefined {
  return meanings.get(files[pathOf(slot)] ?? "");
}

/** Whether there can be no plan of it: something cannot be read, or is not allowed. */
export function isBroken(files: Files): boolean {
  const configuration = configurations.findIndex((text) => text === files[CONFIG]);
  const isForbidden = (slot: Slot): boolean =>
    configuration === 2 && declaredIn(files, slot)?.parameter === parameters[1];
  return configuration === 3 || slots.some((slot) => files[pathOf(slot)] === broken || isForbidden(slot));
}

/** What AWS is to have of it, with the credential as text. */
export function expected(slot: Slot, declared: Declared, secret: string): JsonObject {
  const { isRenamed, version, type, hasHeader } = declared;
  const header = { HeaderParameters: [{ Key: "x-secret", Value: secret, IsValueSecret: true }] };
  return {
    Name: nameOf(slot, isRenamed),
    ...(version > 0 && { Description: `v${version}` }),
    AuthorizationType: type,
    AuthParameters: { ...blockOf(type, secret), ...(hasHeader && { InvocationHttpParameters: header }) },
  };
}

/** The same without what is empty: whether AWS keeps the form of what is gone says nothing. */
export function withoutEmpty(model: JsonObject): JsonObject {
  const kept = Object.entries(model).flatMap(([name, value]): [string, Json][] => {
    const now = isObject(value) ? withoutEmpty(value) : value;
    const isEmpty = now === "" || (typeof now === "object" && now !== null && Object.keys(now).length === 0);
    return isEmpty ? [] : [[name, now]];
  });
  return Object.fromEntries(kept);
}

export function blockOf(type: Authorization, secret: string): JsonObject {
  switch (type) {
    case "API_KEY":
      return { ApiKeyAuthParameters: { ApiKeyName: "x-api-key", ApiKeyValue: secret } };
    case "BASIC":
      return { BasicAuthParameters: { Username: "orders", Password: secret } };
    case "OAUTH_CLIENT_CREDENTIALS":
      return {
        OAuthParameters: {
          ClientParameters: { ClientID: "client", ClientSecret: secret },
          AuthorizationEndpoint: "https://login.example.com/token",
          HttpMethod: "POST",
        },
      };
  }
}
