import type { ExtraProperties } from "../extra-property.ts";

const shortForms: ExtraProperties = {
  apiKey: { type: "string", doc: "The API key, sent as a header." },
  apiKeyName: { type: "string", default: "x-api-key", doc: "Name of the header that carries the API key." },
  username: { type: "string", doc: "The user name of HTTP basic authentication." },
  password: { type: "string", doc: "The password of HTTP basic authentication." },
  oauthToken: {
    type: "string",
    doc: "A static token, sent as `Authorization: Bearer <token>`.",
    label: "token",
    addsScheme: true,
  },
  clientId: { type: "string", doc: "Id of the OAuth client." },
  clientSecret: { type: "string", doc: "Secret of the OAuth client." },
  authorizationEndpoint: { type: "string", doc: "URL of the OAuth token endpoint; https." },
  httpMethod: { type: "string", enum: ["GET", "POST", "PUT"], doc: "Method of the OAuth token request." },
};

const timing: ExtraProperties = {
  connectTimeoutSeconds: { type: "number", doc: "Never sent: EventBridge has its own timeout for an invocation." },
  readTimeoutSeconds: { type: "number", doc: "Never sent: EventBridge has its own timeout for an invocation." },
  maxRetries: { type: "number", doc: "Never sent: retries belong to the `RetryPolicy` of the rule's target." },
};

/** By the path, in CloudFormation's spelling, of the object that may have them. */
export const extraProperties: Readonly<Record<string, ExtraProperties>> = {
  "/AuthParameters": shortForms,
  "/InvocationConnectivityParameters": timing,
};
