import { isObject, type Json, type JsonObject } from "../../values/json.ts";
import type { Model } from "../../values/model.ts";

/** A connection with the short forms of its credentials, where they say all that the block of credentials does. */
export function abbreviate(model: Model): JsonObject {
  const auth = model["AuthParameters"];
  if (!isObject(auth)) return model;
  const members = Object.entries(auth).flatMap(([name, member]): [string, Json][] => {
    const brief = isObject(member) && Object.hasOwn(shortBlocks, name) ? shortBlocks[name]?.(member) : undefined;
    return brief === undefined ? [[name, member]] : Object.entries(brief);
  });
  return { ...model, AuthParameters: Object.fromEntries(members) };
}

/** A block of credentials, and its members under their short names. A block with any other member stays as it is. */
const shortBlocks: Readonly<Record<string, (block: JsonObject) => JsonObject | undefined>> = {
  ApiKeyAuthParameters: ({ ApiKeyName, ApiKeyValue, ...others }) =>
    short(others, { apiKeyName: ApiKeyName, apiKey: ApiKeyValue }),
  BasicAuthParameters: ({ Username, Password, ...others }) => short(others, { username: Username, password: Password }),
  OAuthParameters({ ClientParameters, AuthorizationEndpoint, HttpMethod, ...others }) {
    if (!isObject(ClientParameters)) return undefined;
    const { ClientID, ClientSecret, ...more } = ClientParameters;
    return short(
      { ...others, ...more },
      {
        clientId: ClientID,
        clientSecret: ClientSecret,
        authorizationEndpoint: AuthorizationEndpoint,
        httpMethod: HttpMethod,
      },
    );
  },
};

function short(others: JsonObject, members: Readonly<Record<string, Json | undefined>>): JsonObject | undefined {
  const present = Object.entries(members).filter((member): member is [string, Json] => member[1] !== undefined);
  const isWhole = Object.keys(others).length === 0 && present.length === Object.keys(members).length;
  return isWhole ? Object.fromEntries(present) : undefined;
}
