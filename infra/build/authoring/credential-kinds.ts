import type { credentialsOf } from "../../../workflows/engine/kinds/connection/schema.ts";

/** The authorization types of EventBridge. */
export type AuthorizationType = keyof typeof credentialsOf;

/** Credentials in one level, as the documentation that the interface comes from writes them. */
interface ShortForm {
  /** Its name in TypeScript. */
  readonly type: string;
  readonly doc: string;
  /** Name -> the path below `AuthParameters` that it stands for. */
  readonly stands: Readonly<Record<string, string>>;
  readonly optional?: readonly string[];
}

interface Kind {
  /** The part of its names in TypeScript. */
  readonly name: string;
  readonly short: readonly ShortForm[];
}

/** The kinds of credentials, and the short forms of each. */
export const kinds: Readonly<Record<AuthorizationType, Kind>> = {
  API_KEY: {
    name: "ApiKey",
    short: [
      {
        type: "ShortApiKey",
        doc: "An API key, sent as a header.",
        stands: { apiKey: "ApiKeyAuthParameters/ApiKeyValue", apiKeyName: "ApiKeyAuthParameters/ApiKeyName" },
        optional: ["apiKeyName"],
      },
      {
        type: "ShortBearerToken",
        doc: "A static bearer token, which AWS keeps as an API key of the name `Authorization`.",
        stands: { oauthToken: "ApiKeyAuthParameters/ApiKeyValue" },
      },
    ],
  },
  BASIC: {
    name: "Basic",
    short: [
      {
        type: "ShortBasic",
        doc: "A user name and a password, sent as HTTP basic authentication.",
        stands: { username: "BasicAuthParameters/Username", password: "BasicAuthParameters/Password" },
      },
    ],
  },
  OAUTH_CLIENT_CREDENTIALS: {
    name: "OAuth",
    short: [
      {
        type: "ShortOAuth",
        doc: "OAuth client credentials: EventBridge fetches a token and sends it as a bearer token.",
        stands: {
          clientId: "OAuthParameters/ClientParameters/ClientID",
          clientSecret: "OAuthParameters/ClientParameters/ClientSecret",
          authorizationEndpoint: "OAuthParameters/AuthorizationEndpoint",
          httpMethod: "OAuthParameters/HttpMethod",
        },
      },
    ],
  },
};

export const authorizationTypes = Object.keys(kinds) as readonly AuthorizationType[];

/** The path that a short form stands for; null where the name is none. */
export function pathOfShortForm(name: string): string | null {
  for (const { stands } of Object.values(kinds).flatMap(({ short }) => short)) {
    const path = Object.hasOwn(stands, name) ? stands[name] : undefined;
    if (path !== undefined) return `/AuthParameters/${path}`;
  }
  return null;
}
