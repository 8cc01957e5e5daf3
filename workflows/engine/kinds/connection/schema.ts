import type { ObjectNode, StringNode } from "../schema.ts";
import { httpParameters } from "./http-parameters.ts";

/*
 * What is known about the resource type `AWS::Events::Connection`. `test/policy/schema-facts.test.ts` holds this file
 * against `@aws-cdk/aws-service-spec`, so that a change on AWS's side is noticed.
 */

/**
 * What the registry allows in credentials: no control character except tabs, and not tabs alone. The registry states
 * it as `^[ \t]*C+([ \t]+C+)*[ \t]*$`, where C includes the blank, which takes exponential time on some texts; these
 * are the same languages in linear time.
 */
const HTTP_TEXT = String.raw`^\t*[^\x00-\x1F\x7F][^\x00-\x08\x0A-\x1F\x7F]*$`;

/**
 * The API model of EventBridge also forbids a colon in credentials, the registry allows it. Which of the two the
 * live service enforces is unconfirmed, so a colon is a warning, never an error (docs/operations.md).
 */
const API_AUTH_TEXT = String.raw`^\t*[^\x00-\x1F:\x7F][^\x00-\x08\x0A-\x1F:\x7F]*$`;

const authText = (doc: string, example?: string): StringNode => ({
  kind: "string",
  doc,
  ...(example === undefined ? {} : { example }),
  minLength: 1,
  pattern: HTTP_TEXT,
  travels: "credential",
  form: "a text without control characters",
  apiMaxLength: 512,
  apiPattern: API_AUTH_TEXT,
  apiPatternUnconfirmed: {
    code: "colon-in-credential",
    message: "has a colon, which EventBridge may refuse",
    hint: "Prefer a value without a colon.",
  },
});

const credential = (doc: string, label: string): StringNode => ({
  ...authText(doc),
  access: "write-only",
  secret: "always",
  label,
});

const resourceParameters: ObjectNode = {
  kind: "object",
  doc: "The VPC Lattice resource configuration that leads to the private endpoint.",
  required: ["ResourceConfigurationArn"],
  properties: {
    ResourceConfigurationArn: {
      kind: "string",
      doc: "ARN of the VPC Lattice resource configuration.",
      decides: "where secrets are sent",
      maxLength: 2048,
      form: "the ARN of a VPC Lattice resource configuration",
      quotable: true,
      example: "arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-0123456789abcdefg",
      pattern: String.raw`^arn:[a-z0-9f\-]+:vpc-lattice:[a-zA-Z0-9\-]+:\d{12}:resourceconfiguration/rcfg-[0-9a-z]{17}$`,
    },
    ResourceAssociationArn: {
      kind: "string",
      doc: "ARN of the association that EventBridge makes.",
      access: "read-only",
      minLength: 20,
      maxLength: 2048,
      pattern: String.raw`^arn:[a-z0-9\-]+:vpc-lattice:[a-zA-Z0-9\-]+:\d{12}:servicenetworkresourceassociation/snra-[0-9a-z]{17}$`,
    },
  },
};

const connectivity = (doc: string): ObjectNode => ({
  kind: "object",
  doc,
  required: ["ResourceParameters"],
  properties: { ResourceParameters: resourceParameters },
});

/** The URL characters that the registry allows in endpoints. */
const URL_TEXT = String.raw`^((%[0-9A-Fa-f]{2}|[-()_.!~*';/?:@\x26=+$,A-Za-z0-9])+)([).!';/?:,])?$`;

const authParameters: ObjectNode = {
  kind: "object",
  doc: "The credentials, and what goes with each request.",
  minProperties: 1,
  // The API would take three; through Cloud Control the registry schema decides.
  maxProperties: 2,
  exactlyOneOf: ["BasicAuthParameters", "OAuthParameters", "ApiKeyAuthParameters"],
  properties: {
    ApiKeyAuthParameters: {
      kind: "object",
      doc: "An API key, sent as a header.",
      noun: "an API key",
      required: ["ApiKeyName", "ApiKeyValue"],
      properties: {
        ApiKeyName: { ...authText("Name of the header that carries the key.", "x-api-key"), travels: "header-name" },
        ApiKeyValue: { ...credential("The key.", "api-key"), travels: "header", scheme: true },
      },
    },
    BasicAuthParameters: {
      kind: "object",
      doc: "A user name and a password, sent as HTTP basic authentication.",
      noun: "a user name and password",
      required: ["Username", "Password"],
      properties: {
        Username: authText("The user name.", "orders"),
        Password: credential("The password.", "password"),
      },
    },
    OAuthParameters: {
      kind: "object",
      doc: "OAuth client credentials: EventBridge fetches a token and sends it as a bearer token.",
      noun: "an OAuth client",
      required: ["ClientParameters", "AuthorizationEndpoint", "HttpMethod"],
      properties: {
        ClientParameters: {
          kind: "object",
          doc: "The OAuth client.",
          required: ["ClientID", "ClientSecret"],
          properties: {
            ClientID: authText("The client's id.", "orders"),
            ClientSecret: credential("The client's secret.", "client-secret"),
          },
        },
        AuthorizationEndpoint: {
          kind: "string",
          doc: "URL of the token endpoint.",
          decides: "where the client secret is sent",
          minLength: 1,
          maxLength: 2048,
          form: "the address of a token endpoint, in the characters of a URL",
          example: "https://auth.example.com/oauth/token",
          pattern: URL_TEXT,
        },
        HttpMethod: {
          kind: "string",
          doc: "Method of the token request.",
          enum: ["GET", "POST", "PUT"],
          example: "POST",
        },
        OAuthHttpParameters: {
          ...httpParameters("Extra parameters of the token request."),
          label: "oauth",
          properties: Object.fromEntries(
            Object.entries(httpParameters("").properties).map(([name, node]) => [
              name,
              { ...node, access: "write-only" as const },
            ]),
          ),
        },
      },
    },
    InvocationHttpParameters: {
      ...httpParameters("Extra parameters of each request to the endpoint."),
      access: "write-only",
    },
    ConnectivityParameters: connectivity("The private network path to the OAuth token endpoint."),
  },
};

export const CONNECTION_TYPE = "AWS::Events::Connection";

/** The whole resource type, in CloudFormation's spelling. */
export const connectionSchema: ObjectNode = {
  kind: "object",
  doc: "An EventBridge connection: how EventBridge authenticates to an HTTP endpoint.",
  apiRequired: ["Name", "AuthorizationType", "AuthParameters"],
  properties: {
    Name: {
      kind: "string",
      doc: "The physical name, unique in account and region. Cannot be changed: a new name is a new connection.",
      access: "create-only",
      minLength: 1,
      maxLength: 64,
      // Unanchored in the registry; the service matches the whole name.
      pattern: String.raw`^[\.\-_A-Za-z0-9]+$`,
      form: "1 to 64 letters, digits, `.`, `-` or `_`",
      quotable: true,
      repair: { words: "A-Za-z0-9._-" },
    },
    Arn: { kind: "string", doc: "The connection's ARN.", access: "read-only" },
    ArnForPolicy: { kind: "string", doc: "The ARN to use in IAM policies.", access: "read-only" },
    SecretArn: {
      kind: "string",
      doc: "ARN of the Secrets Manager secret that EventBridge keeps for the connection.",
      access: "read-only",
    },
    Description: {
      kind: "string",
      removal: "empty",
      doc: "What the connection is for; one line of 512 characters at most.",
      maxLength: 512,
      // `.*` in the API model, matched against the whole text.
      apiPattern: String.raw`^[^\n\r\u0085\u2028\u2029]*$`,
      form: "one line of text",
      repair: "line",
      example: "Orders of the shop",
    },
    AuthorizationType: {
      kind: "string",
      doc: "How EventBridge authenticates to the endpoint.",
      enum: ["API_KEY", "BASIC", "OAUTH_CLIENT_CREDENTIALS"],
      choice: "judged-by-the-kind",
    },
    AuthParameters: authParameters,
    InvocationConnectivityParameters: connectivity("The private network path to the endpoint that is invoked."),
    KmsKeyIdentifier: {
      kind: "string",
      // Whether anything takes a key off is unconfirmed; what stays is reported.
      removal: "empty",
      doc: "KMS key that encrypts the connection's secret, of the same region and with the tag `EventBridgeApiDestinations`. Default: a key of AWS.",
      decides: "whose key the connection's secret is encrypted with",
      maxLength: 2048,
      pattern: String.raw`^[a-zA-Z0-9_\-/:]*$`,
      form: "a key id, a key ARN, an alias or an alias ARN: letters, digits, `-`, `_`, `/` and `:`",
      example: "alias/my-key",
      quotable: true,
    },
  },
};

/** What `authorizationType` goes with which credentials block; nothing in the registry schema ties the two. */
export const credentialsOf = {
  API_KEY: "ApiKeyAuthParameters",
  BASIC: "BasicAuthParameters",
  OAUTH_CLIENT_CREDENTIALS: "OAuthParameters",
} as const;

export type AuthorizationType = keyof typeof credentialsOf;

export const authorizationTypes = Object.keys(credentialsOf) as readonly AuthorizationType[];
