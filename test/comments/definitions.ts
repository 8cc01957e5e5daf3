import { definitionJson } from "../support/pipeline.ts";

/* Definitions as people write them. Each has its credential below `/bridgehead/ID/key`. */

export type Files = Readonly<Record<string, string | null>>;

/** A definition file below the folder of definitions. */
export function file(id: string, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, string>> {
  return { [`connections/${id}.json`]: definitionJson(id, more) };
}

export function gone(id: string): Files {
  return { [`connections/${id}.json`]: null };
}

/** One file with a definition for each of these ids; `more`: what they have beside their key. */
export function listJson(
  ids: readonly string[],
  more: (id: string, index: number) => Readonly<Record<string, unknown>> = () => ({}),
): string {
  const definitions = ids.map((id, index): unknown => JSON.parse(definitionJson(id, more(id, index))));
  return JSON.stringify(definitions, null, 2);
}

export function basic(id: string): Readonly<Record<string, unknown>> {
  return {
    authorizationType: "BASIC",
    authParameters: { username: "sync", password: `{{resolve:ssm-secure:/bridgehead/${id}/key}}` },
  };
}

export function oauth(id: string, authorizationEndpoint: string): Readonly<Record<string, unknown>> {
  const clientSecret = `{{resolve:ssm-secure:/bridgehead/${id}/key}}`;
  const clientParameters = { clientId: "bridgehead", clientSecret };
  return {
    authorizationType: "OAUTH_CLIENT_CREDENTIALS",
    authParameters: { oauthParameters: { clientParameters, authorizationEndpoint, httpMethod: "POST" } },
  };
}

/** Long values that a reader has to compare. */
export function endpoint(version: string): string {
  const audience = encodeURIComponent("https://orders.example.com/api");
  return `https://login.example.com/tenants/acme-web-shop-production-eu-central/oauth2/${version}/token?audience=${audience}&resource=orders`;
}

/** A definition whose credential stands in the file. */
export function literal(id: string, apiKey: string): string {
  return `import { AWS } from "bridgehead";

await AWS.Events.Connection("${id}", {
  authorizationType: "API_KEY",
  authParameters: { apiKeyName: "Authorization", apiKey: "${apiKey}" },
});
`;
}
