/** A property that a definition may have beside those of the resource type. */
export interface ExtraProperty {
  /** One sentence for editors and documentation. */
  readonly doc: string;
  readonly type: "string" | "boolean" | "number";
  readonly enum?: readonly string[];
  /** What holds where the property is left out; absent: nothing that could be written. */
  readonly default?: string | boolean;
}

type ExtraProperties = Readonly<Record<string, ExtraProperty>>;

/** Bridgehead's own properties. None of them is sent to AWS. */
const options: ExtraProperties = {
  adopt: {
    type: "boolean",
    default: false,
    doc: "Take over a live connection of this name that Bridgehead did not create; without it that is an error.",
  },
  removal: {
    type: "string",
    enum: ["delete", "retain"],
    default: "delete",
    doc: "What happens to the connection when the definition goes away.",
  },
  protect: { type: "boolean", default: false, doc: "Block every plan that would delete or replace the connection." },
  exportArn: {
    type: "string",
    doc:
      "Name of an SSM parameter that receives the ARN, which changes when the connection is replaced. It stands below " +
      "an allowed prefix, such as `/bridgehead/arns/orders`, and nothing else uses it.",
  },
};

const shortForms: ExtraProperties = {
  apiKey: { type: "string", doc: "The API key, sent as a header." },
  apiKeyName: { type: "string", default: "x-api-key", doc: "Name of the header that carries the API key." },
  username: { type: "string", doc: "The user name of HTTP basic authentication." },
  password: { type: "string", doc: "The password of HTTP basic authentication." },
  oauthToken: { type: "string", doc: "A static token, sent as `Authorization: Bearer <token>`." },
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

/** By the path, in CloudFormation's spelling, of the object that may have them. They have one spelling each. */
export const extraProperties: Readonly<Record<string, ExtraProperties>> = {
  "": options,
  "/AuthParameters": shortForms,
  "/InvocationConnectivityParameters": timing,
};
