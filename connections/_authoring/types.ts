/**
 * The types of a definition, for editors. Written by `node infra/build/authoring/authoring.ts` from the facts about the
 * resource type in `schema.ts` and `extras.ts`: do not edit.
 *
 * The credentials are tied to the type of authorization, by a property that every member of `ConnectionProps` has: so
 * the compiler picks the one that is meant, and an error is about the property that is wrong, not about the whole
 * definition. Two things are left to the validation, which says them better: two kinds of credentials together under
 * `AWS_IAM`, and `undefined`, which is allowed where a property may be left out.
 */

/** How EventBridge authenticates to the endpoint; `AWS_IAM`: inferred from the credentials, with a warning. */
export type AuthorizationType = "API_KEY" | "BASIC" | "OAUTH_CLIENT_CREDENTIALS" | "AWS_IAM";

/** The properties of a connection, in camelCase or in CloudFormation's spelling. */
export type ConnectionProps =
  | ApiKeyConnection
  | BasicConnection
  | OAuthConnection
  | UntypedConnection
  | CloudFormationApiKeyConnection
  | CloudFormationBasicConnection
  | CloudFormationOAuthConnection
  | CloudFormationUntypedConnection;

/** Bridgehead's own properties. None of them is sent to AWS. */
export interface ConnectionOptions {
  /**
   * Take over a live connection of this name that Bridgehead did not create; without it that is an error. `true` writes
   * nothing where all that can be read is as the definition says, so that a credential stays as it is; where something
   * differs, the update carries the credential, too. `"write"` always writes. Default: `false`.
   */
  adopt?: boolean | "write" | undefined;
  /** What happens to the connection when the definition goes away. Default: `delete`. */
  removal?: "delete" | "retain" | undefined;
  /** Block every plan that would delete or replace the connection. Default: `false`. */
  protect?: boolean | undefined;
  /**
   * Name of an SSM parameter that receives the ARN, which changes when the connection is replaced. It stands below the
   * prefix for ARNs, such as `/bridgehead-arns/orders`, does not exist yet, and nothing else writes it.
   */
  exportArn?: string | undefined;
  /**
   * The same for the ARN of the secret in which AWS keeps the credential of the connection, as for HTTP tasks of Step
   * Functions; not of a kind that has none.
   */
  exportSecretArn?: string | undefined;
}

/** What a connection may have beside its credentials. */
export interface ConnectionSettings extends ConnectionOptions {
  /**
   * The physical name, unique in account and region. Cannot be changed: a new name is a new connection. Takes 1 to 64
   * letters, digits, `.`, `-` or `_`. Default: the id. Readable for whoever may describe the connection.
   */
  name?: string | undefined;
  /**
   * The physical name, unique in account and region. Cannot be changed: a new name is a new connection. Takes 1 to 64
   * letters, digits, `.`, `-` or `_`. Default: the id. Readable for whoever may describe the connection. Also written
   * `name`.
   */
  Name?: string | undefined;
  /**
   * What the connection is for; one line of 512 characters at most. For example `Orders of the shop`. Readable for
   * whoever may describe the connection.
   */
  description?: string | undefined;
  /**
   * What the connection is for; one line of 512 characters at most. For example `Orders of the shop`. Readable for
   * whoever may describe the connection. Also written `description`.
   */
  Description?: string | undefined;
  /** The private network path to the endpoint that is invoked. */
  invocationConnectivityParameters?: InvocationConnectivityParameters | undefined;
  /** The private network path to the endpoint that is invoked. Also written `invocationConnectivityParameters`. */
  InvocationConnectivityParameters?: InvocationConnectivityParameters | undefined;
  /**
   * KMS key that encrypts the connection's secret, of the same region and with the tag `EventBridgeApiDestinations`.
   * Default: a key of AWS. Takes a key id, a key ARN, an alias or an alias ARN: letters, digits, `-`, `_`, `/` and `:`;
   * 2048 characters at most. For example `alias/my-key`. Readable for whoever may describe the connection. Written as
   * text, never as a reference: plans show it.
   */
  kmsKeyIdentifier?: string | undefined;
  /**
   * KMS key that encrypts the connection's secret, of the same region and with the tag `EventBridgeApiDestinations`.
   * Default: a key of AWS. Takes a key id, a key ARN, an alias or an alias ARN: letters, digits, `-`, `_`, `/` and `:`;
   * 2048 characters at most. For example `alias/my-key`. Readable for whoever may describe the connection. Written as
   * text, never as a reference: plans show it. Also written `kmsKeyIdentifier`.
   */
  KmsKeyIdentifier?: string | undefined;
}

/** A connection of the authorization type API_KEY. */
export interface ApiKeyConnection extends ConnectionSettings {
  /**
   * How EventBridge authenticates to the endpoint. It goes with the credentials in `authParameters`. `AWS_IAM` is taken
   * too, with a warning: EventBridge has no such type, and it is inferred from the credentials. Readable for whoever
   * may describe the connection.
   */
  authorizationType: "API_KEY";
  /**
   * The credentials, and what goes with each request. Exactly one kind of credentials, and at most one of the two
   * extras: Cloud Control takes two members together.
   */
  authParameters: ApiKeyCredentials;
  /** Written in the other spelling. */
  AuthorizationType?: never;
}

/** A connection of the authorization type BASIC. */
export interface BasicConnection extends ConnectionSettings {
  /**
   * How EventBridge authenticates to the endpoint. It goes with the credentials in `authParameters`. `AWS_IAM` is taken
   * too, with a warning: EventBridge has no such type, and it is inferred from the credentials. Readable for whoever
   * may describe the connection.
   */
  authorizationType: "BASIC";
  /**
   * The credentials, and what goes with each request. Exactly one kind of credentials, and at most one of the two
   * extras: Cloud Control takes two members together.
   */
  authParameters: BasicCredentials;
  /** Written in the other spelling. */
  AuthorizationType?: never;
}

/** A connection of the authorization type OAUTH_CLIENT_CREDENTIALS. */
export interface OAuthConnection extends ConnectionSettings {
  /**
   * How EventBridge authenticates to the endpoint. It goes with the credentials in `authParameters`. `AWS_IAM` is taken
   * too, with a warning: EventBridge has no such type, and it is inferred from the credentials. Readable for whoever
   * may describe the connection.
   */
  authorizationType: "OAUTH_CLIENT_CREDENTIALS";
  /**
   * The credentials, and what goes with each request. Exactly one kind of credentials, and at most one of the two
   * extras: Cloud Control takes two members together.
   */
  authParameters: OAuthCredentials;
  /** Written in the other spelling. */
  AuthorizationType?: never;
}

/** A connection whose type is inferred from its credentials. */
export interface UntypedConnection extends ConnectionSettings {
  /**
   * How EventBridge authenticates to the endpoint. It goes with the credentials in `authParameters`. `AWS_IAM` is taken
   * too, with a warning: EventBridge has no such type, and it is inferred from the credentials. Readable for whoever
   * may describe the connection.
   */
  authorizationType: "AWS_IAM";
  /**
   * The credentials, and what goes with each request. Exactly one kind of credentials, and at most one of the two
   * extras: Cloud Control takes two members together.
   */
  authParameters: AuthParameters;
  /** Written in the other spelling. */
  AuthorizationType?: never;
}

/** A connection of the authorization type API_KEY, in CloudFormation's spelling. */
export interface CloudFormationApiKeyConnection extends ConnectionSettings {
  /**
   * How EventBridge authenticates to the endpoint. It goes with the credentials in `authParameters`. `AWS_IAM` is taken
   * too, with a warning: EventBridge has no such type, and it is inferred from the credentials. Readable for whoever
   * may describe the connection. Also written `authorizationType`.
   */
  AuthorizationType: "API_KEY";
  /**
   * The credentials, and what goes with each request. Exactly one kind of credentials, and at most one of the two
   * extras: Cloud Control takes two members together. Also written `authParameters`.
   */
  AuthParameters: ApiKeyCredentials;
  /** Written in the other spelling. */
  authorizationType?: never;
}

/** A connection of the authorization type BASIC, in CloudFormation's spelling. */
export interface CloudFormationBasicConnection extends ConnectionSettings {
  /**
   * How EventBridge authenticates to the endpoint. It goes with the credentials in `authParameters`. `AWS_IAM` is taken
   * too, with a warning: EventBridge has no such type, and it is inferred from the credentials. Readable for whoever
   * may describe the connection. Also written `authorizationType`.
   */
  AuthorizationType: "BASIC";
  /**
   * The credentials, and what goes with each request. Exactly one kind of credentials, and at most one of the two
   * extras: Cloud Control takes two members together. Also written `authParameters`.
   */
  AuthParameters: BasicCredentials;
  /** Written in the other spelling. */
  authorizationType?: never;
}

/** A connection of the authorization type OAUTH_CLIENT_CREDENTIALS, in CloudFormation's spelling. */
export interface CloudFormationOAuthConnection extends ConnectionSettings {
  /**
   * How EventBridge authenticates to the endpoint. It goes with the credentials in `authParameters`. `AWS_IAM` is taken
   * too, with a warning: EventBridge has no such type, and it is inferred from the credentials. Readable for whoever
   * may describe the connection. Also written `authorizationType`.
   */
  AuthorizationType: "OAUTH_CLIENT_CREDENTIALS";
  /**
   * The credentials, and what goes with each request. Exactly one kind of credentials, and at most one of the two
   * extras: Cloud Control takes two members together. Also written `authParameters`.
   */
  AuthParameters: OAuthCredentials;
  /** Written in the other spelling. */
  authorizationType?: never;
}

/** A connection whose type is inferred from its credentials, in CloudFormation's spelling. */
export interface CloudFormationUntypedConnection extends ConnectionSettings {
  /**
   * How EventBridge authenticates to the endpoint. It goes with the credentials in `authParameters`. `AWS_IAM` is taken
   * too, with a warning: EventBridge has no such type, and it is inferred from the credentials. Readable for whoever
   * may describe the connection. Also written `authorizationType`.
   */
  AuthorizationType: "AWS_IAM";
  /**
   * The credentials, and what goes with each request. Exactly one kind of credentials, and at most one of the two
   * extras: Cloud Control takes two members together. Also written `authParameters`.
   */
  AuthParameters: AuthParameters;
  /** Written in the other spelling. */
  authorizationType?: never;
}

/**
 * The credentials, and what goes with each request. Exactly one kind of credentials, and at most one of the two extras:
 * Cloud Control takes two members together.
 */
export type AuthParameters = ApiKeyCredentials | BasicCredentials | OAuthCredentials;

/** What goes with each request; one of the two at most. */
export interface AuthExtras {
  /**
   * Extra parameters of each request to the endpoint. Cloud Control does not return it; Bridgehead compares with its
   * own record.
   */
  invocationHttpParameters?: InvocationHttpParameters | undefined;
  /**
   * Extra parameters of each request to the endpoint. Cloud Control does not return it; Bridgehead compares with its
   * own record. Also written `invocationHttpParameters`.
   */
  InvocationHttpParameters?: InvocationHttpParameters | undefined;
  /** The private network path to the OAuth token endpoint. */
  connectivityParameters?: ConnectivityParameters | undefined;
  /** The private network path to the OAuth token endpoint. Also written `connectivityParameters`. */
  ConnectivityParameters?: ConnectivityParameters | undefined;
}

/** Credentials of the authorization type API_KEY: a short form, or AWS's own block. */
export type ApiKeyCredentials = ShortApiKey | ShortBearerToken | CamelCaseApiKeyBlock | CloudFormationApiKeyBlock;

/** An API key, sent as a header. */
export interface ShortApiKey extends AuthExtras {
  /**
   * The API key, sent as a header. Takes a text without control characters; 512 characters at most. A credential: write
   * it as `ssm("/bridgehead/…")`, which is read from Parameter Store at the apply. AWS returns it to nobody, except in
   * the connection's own secret in Secrets Manager.
   */
  apiKey: string;
  /**
   * Name of the header that carries the API key. Takes a text without control characters; 512 characters at most. For
   * example `x-api-key`. Default: `x-api-key`. Readable for whoever may describe the connection.
   */
  apiKeyName?: string | undefined;
}

/** A static bearer token, which AWS keeps as an API key of the name `Authorization`. */
export interface ShortBearerToken extends AuthExtras {
  /**
   * A static token, sent as `Authorization: Bearer <token>`. Takes a text without control characters; 512 characters at
   * most. A credential: write it as `ssm("/bridgehead/…")`, which is read from Parameter Store at the apply. AWS
   * returns it to nobody, except in the connection's own secret in Secrets Manager.
   */
  oauthToken: string;
}

/** An API key, sent as a header. */
export interface CamelCaseApiKeyBlock extends AuthExtras {
  /** An API key, sent as a header. */
  apiKeyAuthParameters: ApiKeyAuthParameters;
}

/** An API key, sent as a header. */
export interface CloudFormationApiKeyBlock extends AuthExtras {
  /** An API key, sent as a header. Also written `apiKeyAuthParameters`. */
  ApiKeyAuthParameters: ApiKeyAuthParameters;
}

/** Credentials of the authorization type BASIC: a short form, or AWS's own block. */
export type BasicCredentials = ShortBasic | CamelCaseBasicBlock | CloudFormationBasicBlock;

/** A user name and a password, sent as HTTP basic authentication. */
export interface ShortBasic extends AuthExtras {
  /**
   * The user name of HTTP basic authentication. Takes a text without control characters; 512 characters at most. For
   * example `orders`. Readable for whoever may describe the connection.
   */
  username: string;
  /**
   * The password of HTTP basic authentication. Takes a text without control characters; 512 characters at most. A
   * credential: write it as `ssm("/bridgehead/…")`, which is read from Parameter Store at the apply. AWS returns it to
   * nobody, except in the connection's own secret in Secrets Manager.
   */
  password: string;
}

/** A user name and a password, sent as HTTP basic authentication. */
export interface CamelCaseBasicBlock extends AuthExtras {
  /** A user name and a password, sent as HTTP basic authentication. */
  basicAuthParameters: BasicAuthParameters;
}

/** A user name and a password, sent as HTTP basic authentication. */
export interface CloudFormationBasicBlock extends AuthExtras {
  /** A user name and a password, sent as HTTP basic authentication. Also written `basicAuthParameters`. */
  BasicAuthParameters: BasicAuthParameters;
}

/** Credentials of the authorization type OAUTH_CLIENT_CREDENTIALS: a short form, or AWS's own block. */
export type OAuthCredentials = ShortOAuth | AlternateOAuthBlock | CamelCaseOAuthBlock | CloudFormationOAuthBlock;

/** OAuth client credentials: EventBridge fetches a token and sends it as a bearer token. */
export interface ShortOAuth extends AuthExtras {
  /**
   * Id of the OAuth client. Takes a text without control characters; 512 characters at most. For example `orders`.
   * Readable for whoever may describe the connection.
   */
  clientId: string;
  /**
   * Secret of the OAuth client. Takes a text without control characters; 512 characters at most. A credential: write it
   * as `ssm("/bridgehead/…")`, which is read from Parameter Store at the apply. AWS returns it to nobody, except in the
   * connection's own secret in Secrets Manager.
   */
  clientSecret: string;
  /**
   * URL of the OAuth token endpoint; https. Takes the address of a token endpoint, in the characters of a URL; 2048
   * characters at most. For example `https://auth.example.com/oauth/token`. Readable for whoever may describe the
   * connection. Written as text, never as a reference: plans show it.
   */
  authorizationEndpoint: string;
  /** Method of the OAuth token request. Readable for whoever may describe the connection. */
  httpMethod: "GET" | "POST" | "PUT";
}

/** OAuth client credentials: EventBridge fetches a token and sends it as a bearer token. */
export interface AlternateOAuthBlock extends AuthExtras {
  /**
   * OAuth client credentials: EventBridge fetches a token and sends it as a bearer token. Also written
   * `oauthParameters`.
   */
  oAuthParameters: OAuthParameters;
}

/** OAuth client credentials: EventBridge fetches a token and sends it as a bearer token. */
export interface CamelCaseOAuthBlock extends AuthExtras {
  /** OAuth client credentials: EventBridge fetches a token and sends it as a bearer token. */
  oauthParameters: OAuthParameters;
}

/** OAuth client credentials: EventBridge fetches a token and sends it as a bearer token. */
export interface CloudFormationOAuthBlock extends AuthExtras {
  /**
   * OAuth client credentials: EventBridge fetches a token and sends it as a bearer token. Also written
   * `oauthParameters`.
   */
  OAuthParameters: OAuthParameters;
}

/** An API key, sent as a header. */
export type ApiKeyAuthParameters = CamelCaseApiKeyAuthParameters | CloudFormationApiKeyAuthParameters;

/** An API key, sent as a header. */
export interface CamelCaseApiKeyAuthParameters {
  /**
   * Name of the header that carries the key. Takes a text without control characters; 512 characters at most. For
   * example `x-api-key`. Readable for whoever may describe the connection.
   */
  apiKeyName: string;
  /**
   * The key. Takes a text without control characters; 512 characters at most. A credential: write it as
   * `ssm("/bridgehead/…")`, which is read from Parameter Store at the apply. AWS returns it to nobody, except in the
   * connection's own secret in Secrets Manager.
   */
  apiKeyValue: string;
}

/** An API key, sent as a header. */
export interface CloudFormationApiKeyAuthParameters {
  /**
   * Name of the header that carries the key. Takes a text without control characters; 512 characters at most. For
   * example `x-api-key`. Readable for whoever may describe the connection. Also written `apiKeyName`.
   */
  ApiKeyName: string;
  /**
   * The key. Takes a text without control characters; 512 characters at most. A credential: write it as
   * `ssm("/bridgehead/…")`, which is read from Parameter Store at the apply. AWS returns it to nobody, except in the
   * connection's own secret in Secrets Manager. Also written `apiKeyValue`.
   */
  ApiKeyValue: string;
}

/** A user name and a password, sent as HTTP basic authentication. */
export type BasicAuthParameters = CamelCaseBasicAuthParameters | CloudFormationBasicAuthParameters;

/** A user name and a password, sent as HTTP basic authentication. */
export interface CamelCaseBasicAuthParameters {
  /**
   * The user name. Takes a text without control characters; 512 characters at most. For example `orders`. Readable for
   * whoever may describe the connection.
   */
  username: string;
  /**
   * The password. Takes a text without control characters; 512 characters at most. A credential: write it as
   * `ssm("/bridgehead/…")`, which is read from Parameter Store at the apply. AWS returns it to nobody, except in the
   * connection's own secret in Secrets Manager.
   */
  password: string;
}

/** A user name and a password, sent as HTTP basic authentication. */
export interface CloudFormationBasicAuthParameters {
  /**
   * The user name. Takes a text without control characters; 512 characters at most. For example `orders`. Readable for
   * whoever may describe the connection. Also written `username`.
   */
  Username: string;
  /**
   * The password. Takes a text without control characters; 512 characters at most. A credential: write it as
   * `ssm("/bridgehead/…")`, which is read from Parameter Store at the apply. AWS returns it to nobody, except in the
   * connection's own secret in Secrets Manager. Also written `password`.
   */
  Password: string;
}

/** OAuth client credentials: EventBridge fetches a token and sends it as a bearer token. */
export type OAuthParameters = AlternateOAuthParameters | CamelCaseOAuthParameters | CloudFormationOAuthParameters;

/** OAuth client credentials: EventBridge fetches a token and sends it as a bearer token. */
export interface AlternateOAuthParameters {
  /** The OAuth client. */
  clientParameters: ClientParameters;
  /**
   * URL of the token endpoint. Takes the address of a token endpoint, in the characters of a URL; 2048 characters at
   * most. For example `https://auth.example.com/oauth/token`. Readable for whoever may describe the connection. Written
   * as text, never as a reference: plans show it.
   */
  authorizationEndpoint: string;
  /** Method of the token request. Readable for whoever may describe the connection. */
  httpMethod: "GET" | "POST" | "PUT";
  /** Extra parameters of the token request. Also written `oauthHttpParameters`. */
  oAuthHttpParameters?: OAuthHttpParameters | undefined;
}

/** OAuth client credentials: EventBridge fetches a token and sends it as a bearer token. */
export interface CamelCaseOAuthParameters {
  /** The OAuth client. */
  clientParameters: ClientParameters;
  /**
   * URL of the token endpoint. Takes the address of a token endpoint, in the characters of a URL; 2048 characters at
   * most. For example `https://auth.example.com/oauth/token`. Readable for whoever may describe the connection. Written
   * as text, never as a reference: plans show it.
   */
  authorizationEndpoint: string;
  /** Method of the token request. Readable for whoever may describe the connection. */
  httpMethod: "GET" | "POST" | "PUT";
  /** Extra parameters of the token request. */
  oauthHttpParameters?: OAuthHttpParameters | undefined;
}

/** OAuth client credentials: EventBridge fetches a token and sends it as a bearer token. */
export interface CloudFormationOAuthParameters {
  /** The OAuth client. Also written `clientParameters`. */
  ClientParameters: ClientParameters;
  /**
   * URL of the token endpoint. Takes the address of a token endpoint, in the characters of a URL; 2048 characters at
   * most. For example `https://auth.example.com/oauth/token`. Readable for whoever may describe the connection. Written
   * as text, never as a reference: plans show it. Also written `authorizationEndpoint`.
   */
  AuthorizationEndpoint: string;
  /** Method of the token request. Readable for whoever may describe the connection. Also written `httpMethod`. */
  HttpMethod: "GET" | "POST" | "PUT";
  /** Extra parameters of the token request. Also written `oauthHttpParameters`. */
  OAuthHttpParameters?: OAuthHttpParameters | undefined;
}

/** The OAuth client. */
export type ClientParameters = AlternateClientParameters | CamelCaseClientParameters | CloudFormationClientParameters;

/** The OAuth client. */
export interface AlternateClientParameters {
  /**
   * The client's id. Takes a text without control characters; 512 characters at most. For example `orders`. Readable
   * for whoever may describe the connection. Also written `clientId`.
   */
  clientID: string;
  /**
   * The client's secret. Takes a text without control characters; 512 characters at most. A credential: write it as
   * `ssm("/bridgehead/…")`, which is read from Parameter Store at the apply. AWS returns it to nobody, except in the
   * connection's own secret in Secrets Manager.
   */
  clientSecret: string;
}

/** The OAuth client. */
export interface CamelCaseClientParameters {
  /**
   * The client's id. Takes a text without control characters; 512 characters at most. For example `orders`. Readable
   * for whoever may describe the connection.
   */
  clientId: string;
  /**
   * The client's secret. Takes a text without control characters; 512 characters at most. A credential: write it as
   * `ssm("/bridgehead/…")`, which is read from Parameter Store at the apply. AWS returns it to nobody, except in the
   * connection's own secret in Secrets Manager.
   */
  clientSecret: string;
}

/** The OAuth client. */
export interface CloudFormationClientParameters {
  /**
   * The client's id. Takes a text without control characters; 512 characters at most. For example `orders`. Readable
   * for whoever may describe the connection. Also written `clientId`.
   */
  ClientID: string;
  /**
   * The client's secret. Takes a text without control characters; 512 characters at most. A credential: write it as
   * `ssm("/bridgehead/…")`, which is read from Parameter Store at the apply. AWS returns it to nobody, except in the
   * connection's own secret in Secrets Manager. Also written `clientSecret`.
   */
  ClientSecret: string;
}

/** Extra parameters of the token request. */
export interface OAuthHttpParameters {
  /**
   * Parameters that EventBridge adds to the header; 100 at most. Cloud Control does not return it; Bridgehead compares
   * with its own record.
   */
  headerParameters?: readonly HeaderParameter[] | undefined;
  /**
   * Parameters that EventBridge adds to the header; 100 at most. Cloud Control does not return it; Bridgehead compares
   * with its own record. Also written `headerParameters`.
   */
  HeaderParameters?: readonly HeaderParameter[] | undefined;
  /**
   * Parameters that EventBridge adds to the query string; 100 at most. Cloud Control does not return it; Bridgehead
   * compares with its own record.
   */
  queryStringParameters?: readonly QueryStringParameter[] | undefined;
  /**
   * Parameters that EventBridge adds to the query string; 100 at most. Cloud Control does not return it; Bridgehead
   * compares with its own record. Also written `queryStringParameters`.
   */
  QueryStringParameters?: readonly QueryStringParameter[] | undefined;
  /**
   * Parameters that EventBridge adds to the body; 100 at most. Cloud Control does not return it; Bridgehead compares
   * with its own record.
   */
  bodyParameters?: readonly BodyParameter[] | undefined;
  /**
   * Parameters that EventBridge adds to the body; 100 at most. Cloud Control does not return it; Bridgehead compares
   * with its own record. Also written `bodyParameters`.
   */
  BodyParameters?: readonly BodyParameter[] | undefined;
}

/** One parameter of the header. */
export type HeaderParameter = CamelCaseHeaderParameter | CloudFormationHeaderParameter;

/** One parameter of the header. */
export interface CamelCaseHeaderParameter {
  /**
   * The parameter's name. Takes letters, digits and the characters !#$%&'*+-.^_`|~; 512 characters at most. For example
   * `x-source`. Readable for whoever may describe the connection.
   */
  key: string;
  /**
   * The parameter's value. Takes printable ASCII characters; 512 characters at most. A credential: write it as
   * `ssm("/bridgehead/…")`, which is read from Parameter Store at the apply. AWS returns it to nobody, except in the
   * connection's own secret in Secrets Manager. With `isValueSecret: false` it is none, and readable for whoever may
   * describe the connection.
   */
  value: string;
  /** Whether the value is a secret. AWS assumes true; Bridgehead always sends it explicitly. Default: `true`. */
  isValueSecret?: boolean | undefined;
}

/** One parameter of the header. */
export interface CloudFormationHeaderParameter {
  /**
   * The parameter's name. Takes letters, digits and the characters !#$%&'*+-.^_`|~; 512 characters at most. For example
   * `x-source`. Readable for whoever may describe the connection. Also written `key`.
   */
  Key: string;
  /**
   * The parameter's value. Takes printable ASCII characters; 512 characters at most. A credential: write it as
   * `ssm("/bridgehead/…")`, which is read from Parameter Store at the apply. AWS returns it to nobody, except in the
   * connection's own secret in Secrets Manager. With `isValueSecret: false` it is none, and readable for whoever may
   * describe the connection. Also written `value`.
   */
  Value: string;
  /**
   * Whether the value is a secret. AWS assumes true; Bridgehead always sends it explicitly. Default: `true`. Also
   * written `isValueSecret`.
   */
  IsValueSecret?: boolean | undefined;
}

/** One parameter of the query string. */
export type QueryStringParameter = CamelCaseQueryStringParameter | CloudFormationQueryStringParameter;

/** One parameter of the query string. */
export interface CamelCaseQueryStringParameter {
  /**
   * The parameter's name. Takes a text without control characters; 512 characters at most. For example `x-source`.
   * Readable for whoever may describe the connection.
   */
  key: string;
  /**
   * The parameter's value. Takes a text without control characters other than line breaks; 512 characters at most. A
   * credential: write it as `ssm("/bridgehead/…")`, which is read from Parameter Store at the apply. AWS returns it to
   * nobody, except in the connection's own secret in Secrets Manager. With `isValueSecret: false` it is none, and
   * readable for whoever may describe the connection.
   */
  value: string;
  /** Whether the value is a secret. AWS assumes true; Bridgehead always sends it explicitly. Default: `true`. */
  isValueSecret?: boolean | undefined;
}

/** One parameter of the query string. */
export interface CloudFormationQueryStringParameter {
  /**
   * The parameter's name. Takes a text without control characters; 512 characters at most. For example `x-source`.
   * Readable for whoever may describe the connection. Also written `key`.
   */
  Key: string;
  /**
   * The parameter's value. Takes a text without control characters other than line breaks; 512 characters at most. A
   * credential: write it as `ssm("/bridgehead/…")`, which is read from Parameter Store at the apply. AWS returns it to
   * nobody, except in the connection's own secret in Secrets Manager. With `isValueSecret: false` it is none, and
   * readable for whoever may describe the connection. Also written `value`.
   */
  Value: string;
  /**
   * Whether the value is a secret. AWS assumes true; Bridgehead always sends it explicitly. Default: `true`. Also
   * written `isValueSecret`.
   */
  IsValueSecret?: boolean | undefined;
}

/** One parameter of the body. */
export type BodyParameter = CamelCaseBodyParameter | CloudFormationBodyParameter;

/** One parameter of the body. */
export interface CamelCaseBodyParameter {
  /** The parameter's name. For example `x-source`. Readable for whoever may describe the connection. */
  key: string;
  /**
   * The parameter's value. A credential: write it as `ssm("/bridgehead/…")`, which is read from Parameter Store at the
   * apply. AWS returns it to nobody, except in the connection's own secret in Secrets Manager. With `isValueSecret:
   * false` it is none, and readable for whoever may describe the connection.
   */
  value: string;
  /** Whether the value is a secret. AWS assumes true; Bridgehead always sends it explicitly. Default: `true`. */
  isValueSecret?: boolean | undefined;
}

/** One parameter of the body. */
export interface CloudFormationBodyParameter {
  /**
   * The parameter's name. For example `x-source`. Readable for whoever may describe the connection. Also written `key`.
   */
  Key: string;
  /**
   * The parameter's value. A credential: write it as `ssm("/bridgehead/…")`, which is read from Parameter Store at the
   * apply. AWS returns it to nobody, except in the connection's own secret in Secrets Manager. With `isValueSecret:
   * false` it is none, and readable for whoever may describe the connection. Also written `value`.
   */
  Value: string;
  /**
   * Whether the value is a secret. AWS assumes true; Bridgehead always sends it explicitly. Default: `true`. Also
   * written `isValueSecret`.
   */
  IsValueSecret?: boolean | undefined;
}

/** Extra parameters of each request to the endpoint. */
export interface InvocationHttpParameters {
  /** Parameters that EventBridge adds to the header; 100 at most. */
  headerParameters?: readonly HeaderParameter[] | undefined;
  /** Parameters that EventBridge adds to the header; 100 at most. Also written `headerParameters`. */
  HeaderParameters?: readonly HeaderParameter[] | undefined;
  /** Parameters that EventBridge adds to the query string; 100 at most. */
  queryStringParameters?: readonly QueryStringParameter[] | undefined;
  /** Parameters that EventBridge adds to the query string; 100 at most. Also written `queryStringParameters`. */
  QueryStringParameters?: readonly QueryStringParameter[] | undefined;
  /** Parameters that EventBridge adds to the body; 100 at most. */
  bodyParameters?: readonly BodyParameter[] | undefined;
  /** Parameters that EventBridge adds to the body; 100 at most. Also written `bodyParameters`. */
  BodyParameters?: readonly BodyParameter[] | undefined;
}

/** The private network path to the OAuth token endpoint. */
export type ConnectivityParameters = CamelCaseConnectivityParameters | CloudFormationConnectivityParameters;

/** The private network path to the OAuth token endpoint. */
export interface CamelCaseConnectivityParameters {
  /** The VPC Lattice resource configuration that leads to the private endpoint. */
  resourceParameters: ResourceParameters;
}

/** The private network path to the OAuth token endpoint. */
export interface CloudFormationConnectivityParameters {
  /** The VPC Lattice resource configuration that leads to the private endpoint. Also written `resourceParameters`. */
  ResourceParameters: ResourceParameters;
}

/** The VPC Lattice resource configuration that leads to the private endpoint. */
export type ResourceParameters = CamelCaseResourceParameters | CloudFormationResourceParameters;

/** The VPC Lattice resource configuration that leads to the private endpoint. */
export interface CamelCaseResourceParameters {
  /**
   * ARN of the VPC Lattice resource configuration. Takes the ARN of a VPC Lattice resource configuration; 2048
   * characters at most. For example
   * `arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-0123456789abcdefg`. Readable for whoever may
   * describe the connection. Written as text, never as a reference: plans show it.
   */
  resourceConfigurationArn: string;
}

/** The VPC Lattice resource configuration that leads to the private endpoint. */
export interface CloudFormationResourceParameters {
  /**
   * ARN of the VPC Lattice resource configuration. Takes the ARN of a VPC Lattice resource configuration; 2048
   * characters at most. For example
   * `arn:aws:vpc-lattice:eu-west-1:123456789012:resourceconfiguration/rcfg-0123456789abcdefg`. Readable for whoever may
   * describe the connection. Written as text, never as a reference: plans show it. Also written
   * `resourceConfigurationArn`.
   */
  ResourceConfigurationArn: string;
}

/** The private network path to the endpoint that is invoked. */
export interface InvocationConnectivityParameters {
  /** The VPC Lattice resource configuration that leads to the private endpoint. */
  resourceParameters?: ResourceParameters | undefined;
  /** The VPC Lattice resource configuration that leads to the private endpoint. Also written `resourceParameters`. */
  ResourceParameters?: ResourceParameters | undefined;
  /** Never sent: EventBridge has its own timeout for an invocation. */
  connectTimeoutSeconds?: number | undefined;
  /** Never sent: EventBridge has its own timeout for an invocation. */
  readTimeoutSeconds?: number | undefined;
  /** Never sent: retries belong to the `RetryPolicy` of the rule's target. */
  maxRetries?: number | undefined;
}
