import { squash } from "../../values/did-you-mean.ts";
import type { ForeignName } from "../meaning.ts";

/** A property, or advice, and the names for it in other tools and by guess; style and case of a name do not matter. */
type Names = readonly (readonly [meaning: string, names: string])[];

interface Dictionary {
  readonly properties: Names;
  readonly advice?: Names;
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

const grant =
  "It is a parameter of the token request: write it into `oauthParameters.oauthHttpParameters.bodyParameters`.";
const header =
  "Headers of each request stand in `authParameters.invocationHttpParameters.headerParameters`, as a list.";
const destination = "Remove it: it belongs to the API destination that uses the connection.";
const reported = "Remove it: AWS reports it, a definition cannot set it.";
const retain = 'Write `removal: "retain"` to keep the connection when its definition goes away.';

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
      ["Write `authorizationType`, and the credentials into `authParameters`.", "authorization authentication"],
      ["Write `name` with the whole name: names are never made up.", "namePrefix"],
      ["Remove it: connections have no tags in AWS.", "tags tagsAll"],
      ["Remove it: account and region are the target's.", "provider providers region account accountId env profile"],
      ["Remove it: definitions do not depend on each other.", "dependsOn parent opts options"],
      ["Write `protect: true` to block a plan that would delete the connection.", "lifecycle preventDestroy"],
      [retain, "deletionPolicy updateReplacePolicy removalPolicy retainOnDelete skipDestroy"],
      ["Remove it, and call `AWS.Events.Connection` in a loop of a .ts file.", "count forEach"],
      ["Remove it: a connection is on as long as it is defined.", "enabled disabled state"],
      [
        destination,
        "endpoint url uri invocationEndpoint invocationRateLimitPerSecond invocationRateLimit rateLimitPerSecond method",
      ],
      [reported, "connectionArn connectionState stateReason creationTime lastModifiedTime lastAuthorizedTime"],
      [header, "headers header"],
      ["Remove it: a definition is always a connection.", "type resourceType typeName"],
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
      [grant, "scope scopes grantType audience resource"],
      [header, "headers"],
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
    advice: [[grant, "scope scopes grantType audience resource"]],
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
    new Map<string, ForeignName>([
      ...properties.flatMap(([is, names]) => names.split(" ").map((from) => [squash(from), { is }] as const)),
      ...advice.flatMap(([text, names]) => names.split(" ").map((from) => [squash(from), { advice: text }] as const)),
    ]),
  ]),
);

/** The meaning of a name in the object at `path`, a JSON Pointer in CloudFormation's spelling. */
export function foreignName(path: string, name: string): ForeignName | undefined {
  const owner = path.split("/").findLast((segment) => !/^\d+$/.test(segment)) ?? "";
  return byObject.get(owner)?.get(squash(name));
}
