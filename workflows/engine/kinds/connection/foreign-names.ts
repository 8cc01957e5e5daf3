import { squash } from "../../values/did-you-mean.ts";
import type { ForeignName } from "../meaning.ts";
import type { Foreign, ForeignFacts } from "./facts.ts";

/** What names in other tools, and by guess, stand for; style and case of a name do not matter. */
type Names<Meaning> = readonly (readonly [meaning: Meaning, names: string])[];

interface Dictionary {
  readonly properties: Names<string>;
  /** What nobody can write here, by what is said of it. */
  readonly advice?: Names<Foreign>;
}

const httpParameters: Dictionary = {
  properties: [
    ["HeaderParameters", "header headers httpHeaders"],
    ["QueryStringParameters", "queryString queryStrings query queries queryParameters queryParams params"],
    ["BodyParameters", "body bodies bodyParams"],
  ],
};

const httpParameter: Dictionary = {
  properties: [
    ["Key", "name header headerName"],
    ["Value", "val content"],
    ["IsValueSecret", "secret isSecret sensitive isSensitive valueSecret masked"],
  ],
};

/**
 * Names of Terraform, Pulumi, the CDK, CloudFormation and the EventBridge API for what has another name here, and
 * frequent guesses; by the property whose object they are written in.
 */
export const foreignNames: Readonly<Record<string, Dictionary>> = {
  "": {
    properties: [
      ["Name", "connectionName physicalName title"],
      ["Description", "desc comment"],
      ["AuthorizationType", "authType authenticationType authMode authMethod"],
      ["AuthParameters", "auth authParams authorizationParameters authenticationParameters authConfig credentials"],
      ["KmsKeyIdentifier", "kmsKey kmsKeyId kmsKeyArn kmsKeyAlias encryptionKey"],
      ["InvocationConnectivityParameters", "connectivityParameters connectivity"],
    ],
    advice: [
      ["authorization", "authorization authentication"],
      ["prefix", "namePrefix"],
      ["tags", "tags tagsAll"],
      ["target", "provider providers region account accountId env profile"],
      ["dependency", "dependsOn parent opts options"],
      ["protect", "lifecycle preventDestroy"],
      ["removal", "deletionPolicy updateReplacePolicy removalPolicy retainOnDelete skipDestroy"],
      ["loop", "count forEach"],
      ["switch", "enabled disabled state"],
      [
        "destination",
        "endpoint url uri invocationEndpoint invocationRateLimitPerSecond invocationRateLimit rateLimitPerSecond method",
      ],
      ["reported", "connectionArn connectionState stateReason creationTime lastModifiedTime lastAuthorizedTime"],
      ["header", "headers header"],
      ["type", "type resourceType typeName"],
    ],
  },
  AuthParameters: {
    properties: [
      ["ApiKeyAuthParameters", "apiKeyAuth apiKeyParameters"],
      ["BasicAuthParameters", "basic basicAuth basicParameters"],
      ["OAuthParameters", "oauth oauth2 oauthClientCredentials clientCredentials oauthAuthParameters"],
      ["InvocationHttpParameters", "httpParameters invocationParameters"],
      ["apiKeyName", "key keyName headerName header apiKeyHeader"],
      ["apiKey", "value apiKeyValue headerValue apiKeySecret"],
      ["username", "user login userId"],
      ["password", "pass pwd passwd"],
      ["oauthToken", "token bearer bearerToken accessToken authToken"],
      ["clientSecret", "secret oauthClientSecret"],
      ["clientId", "oauthClientId"],
      ["authorizationEndpoint", "tokenUrl tokenUri tokenEndpoint authorizationUrl oauthEndpoint authUrl"],
      ["httpMethod", "method oauthHttpMethod"],
    ],
    advice: [
      ["grant", "scope scopes grantType audience resource"],
      ["header", "headers"],
    ],
  },
  ApiKeyAuthParameters: {
    properties: [
      ["ApiKeyName", "key name header headerName"],
      ["ApiKeyValue", "value apiKey secret"],
    ],
  },
  BasicAuthParameters: {
    properties: [
      ["Username", "user login"],
      ["Password", "pass pwd passwd"],
    ],
  },
  OAuthParameters: {
    properties: [
      ["ClientParameters", "client clientCredentials"],
      ["AuthorizationEndpoint", "tokenUrl tokenUri tokenEndpoint authorizationUrl endpoint url"],
      ["HttpMethod", "method"],
      ["OAuthHttpParameters", "httpParameters parameters"],
    ],
    advice: [["grant", "scope scopes grantType audience resource"]],
  },
  ClientParameters: {
    properties: [
      ["ClientID", "id"],
      ["ClientSecret", "secret"],
    ],
  },
  OAuthHttpParameters: httpParameters,
  InvocationHttpParameters: httpParameters,
  HeaderParameters: httpParameter,
  QueryStringParameters: httpParameter,
  BodyParameters: httpParameter,
  ConnectivityParameters: { properties: [["ResourceParameters", "resource"]] },
  InvocationConnectivityParameters: { properties: [["ResourceParameters", "resource"]] },
  ResourceParameters: {
    properties: [["ResourceConfigurationArn", "arn resourceConfiguration resourceConfigurationId"]],
  },
};

const byObject = new Map(
  Object.entries(foreignNames).map(([name, { properties, advice = [] }]) => [
    name,
    new Map<string, ForeignName<ForeignFacts>>([
      ...properties.flatMap(([is, names]) => names.split(" ").map((from) => [squash(from), { is }] as const)),
      ...advice.flatMap(([foreign, names]) => {
        const meaning = { problem: "unknown-property/foreign", facts: { foreign } } as const;
        return names.split(" ").map((from) => [squash(from), meaning] as const);
      }),
    ]),
  ]),
);

/** The meaning of a name in the object at `path`, a JSON Pointer in CloudFormation's spelling. */
export function foreignName(path: string, name: string): ForeignName<ForeignFacts> | undefined {
  const owner = path.split("/").findLast((segment) => !/^\d+$/.test(segment)) ?? "";
  return byObject.get(owner)?.get(squash(name));
}
