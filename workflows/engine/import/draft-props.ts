import { camelCaseOf } from "../kinds/spellings.ts";
import type { Model } from "../kinds/model.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";

/** The properties of a definition as a person would write them: camelCase, and the short forms where they say it all. */
export function draftProps(model: Model, id: string): JsonObject {
  const { Name, ...rest } = model;
  const named: JsonObject = Name === undefined || Name === id ? rest : { Name, ...rest };
  const auth = named["AuthParameters"];
  const spelled = inCamelCase(named);
  return {
    ...spelled,
    ...(isObject(auth) ? { authParameters: shortAuth(auth) } : {}),
    adopt: true,
  };
}

function inCamelCase(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [camelCaseOf(name), spell(member)]));
}

function spell(value: Json): Json {
  if (Array.isArray(value)) return value.map(spell);
  return isObject(value) ? inCamelCase(value) : value;
}

/** A block of credentials, and its members under their short names. A block with any other member stays as it is. */
const shortBlocks: Readonly<Record<string, (block: JsonObject) => JsonObject | undefined>> = {
  ApiKeyAuthParameters: ({ ApiKeyName, ApiKeyValue, ...others }) => short(others, { ApiKeyName, apiKey: ApiKeyValue }),
  BasicAuthParameters: ({ Username, Password, ...others }) => short(others, { Username, Password }),
  OAuthParameters({ ClientParameters, AuthorizationEndpoint, HttpMethod, ...others }) {
    if (!isObject(ClientParameters)) return undefined;
    const { ClientID, ClientSecret, ...more } = ClientParameters;
    return short({ ...others, ...more }, { ClientID, ClientSecret, AuthorizationEndpoint, HttpMethod });
  },
};

function short(others: JsonObject, members: Readonly<Record<string, Json | undefined>>): JsonObject | undefined {
  const present = Object.entries(members).filter((member): member is [string, Json] => member[1] !== undefined);
  const isWhole = Object.keys(others).length === 0 && present.length === Object.keys(members).length;
  return isWhole ? inCamelCase(Object.fromEntries(present)) : undefined;
}

function shortAuth(auth: JsonObject): JsonObject {
  const members = Object.entries(auth).flatMap(([name, member]): [string, Json][] => {
    const brief = isObject(member) && Object.hasOwn(shortBlocks, name) ? shortBlocks[name]?.(member) : undefined;
    return brief === undefined ? [[camelCaseOf(name), spell(member)]] : Object.entries(brief);
  });
  return Object.fromEntries(members);
}
