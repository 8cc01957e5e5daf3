/**
 * The types of a definition, for editors. A definition may be written in camelCase, in CloudFormation's spelling, or
 * with the short forms of `ShortCredentials`; the engine checks the values, and says more than types can.
 */

/** How EventBridge authenticates to the endpoint. */
export type AuthorizationType =
  | "API_KEY"
  | "BASIC"
  | "OAUTH_CLIENT_CREDENTIALS"
  /** No type of EventBridge: Bridgehead infers the type from the credentials, with a warning. */
  | "AWS_IAM";

/** The HTTP method of the token request. */
export type OAuthHttpMethod = "GET" | "POST" | "PUT";

/** What `ssm` returns: CloudFormation's own syntax for a SecureString parameter. It may stand in a longer string. */
export type SecretReference = `{{resolve:ssm-secure:${string}}}`;

/** A declared connection. Its ARN is known only after the apply; `exportArn` hands it on. */
export interface ConnectionHandle {
  readonly id: string;
  readonly name: string;
}

/** Bridgehead's own properties. None of them is sent to AWS. */
export interface ConnectionOptions {
  /** Take over a live connection of the same name that Bridgehead did not create. Default: false, an error. */
  adopt?: boolean;
  /** What happens to the connection when the definition goes away. Default: `"delete"`. */
  removal?: "delete" | "retain";
  /** Block every plan that would delete or replace the connection. Default: false. */
  protect?: boolean;
  /** Name of an SSM parameter that receives the ARN, which changes when the connection is replaced. */
  exportArn?: string;
}

/** A connection in camelCase. */
export interface CamelCaseConnection extends ConnectionOptions {
  /** The physical name: 1 to 64 letters, digits, `.`, `-`, `_`. Default: the id. A new name is a new connection. */
  name?: string;
  /** What the connection is for; 512 characters at most. */
  description?: string;
  /** How EventBridge authenticates; it goes with the credentials in `authParameters`. */
  authorizationType: AuthorizationType;
  /** The credentials, and what goes with each request. */
  authParameters: AuthParameters;
  /** The private network path to the endpoint that is invoked. */
  invocationConnectivityParameters?: InvocationConnectivityParameters;
  /** KMS key that encrypts the connection's secret: key id, key ARN, alias or alias ARN, of the same region. */
  kmsKeyIdentifier?: string;
}

/** A connection in CloudFormation's spelling. */
export interface CloudFormationConnection extends ConnectionOptions {
  /** The physical name: 1 to 64 letters, digits, `.`, `-`, `_`. Default: the id. A new name is a new connection. */
  Name?: string;
  /** What the connection is for; 512 characters at most. */
  Description?: string;
  /** How EventBridge authenticates; it goes with the credentials in `AuthParameters`. */
  AuthorizationType: AuthorizationType;
  /** The credentials, and what goes with each request. */
  AuthParameters: AuthParameters;
  /** The private network path to the endpoint that is invoked. */
  InvocationConnectivityParameters?: InvocationConnectivityParameters;
  /** KMS key that encrypts the connection's secret: key id, key ARN, alias or alias ARN, of the same region. */
  KmsKeyIdentifier?: string;
}

export type ConnectionProps = CamelCaseConnection | CloudFormationConnection;

/** Exactly one kind of credentials, and at most one of the two extras: AWS takes two members together. */
export type AuthParameters = (ShortCredentials | BlockCredentials) & (CamelCaseExtras | CloudFormationExtras);

/** The short forms. */
export type ShortCredentials = ShortApiKey | ShortBasic | ShortBearerToken | ShortOAuth;

export interface ShortApiKey {
  /** The key, sent as a header; best `ssm("/bridgehead/…")`. */
  apiKey: string;
  /** Name of the header that carries the key. Default: `x-api-key`. */
  apiKeyName?: string;
}

export interface ShortBasic {
  /** The user name of HTTP basic authentication. AWS keeps it readable. */
  username: string;
  /** The password of HTTP basic authentication; best `ssm("/bridgehead/…")`. */
  password: string;
}

export interface ShortBearerToken {
  /** A static token, sent as `Authorization: Bearer <token>`, which AWS keeps as an API key. */
  oauthToken: string;
}

export interface ShortOAuth {
  /** Id of the OAuth client. AWS keeps it readable. */
  clientId: string;
  /** Secret of the OAuth client; best `ssm("/bridgehead/…")`. */
  clientSecret: string;
  /** URL of the token endpoint; https. */
  authorizationEndpoint: string;
  /** Method of the token request. */
  httpMethod: OAuthHttpMethod;
}

/** AWS's own blocks, in camelCase or in CloudFormation's spelling. */
export type BlockCredentials =
  | {
      /** An API key, sent as a header. */
      apiKeyAuthParameters: ApiKeyAuthParameters;
    }
  | {
      /** An API key, sent as a header. */
      ApiKeyAuthParameters: ApiKeyAuthParameters;
    }
  | {
      /** A user name and a password, sent as HTTP basic authentication. */
      basicAuthParameters: BasicAuthParameters;
    }
  | {
      /** A user name and a password, sent as HTTP basic authentication. */
      BasicAuthParameters: BasicAuthParameters;
    }
  | {
      /** OAuth client credentials: EventBridge fetches a token and sends it as a bearer token. */
      oauthParameters: OAuthParameters;
    }
  | {
      /** OAuth client credentials: EventBridge fetches a token and sends it as a bearer token. */
      OAuthParameters: OAuthParameters;
    };

export interface CamelCaseExtras {
  /** Extra parameters of each request to the endpoint. */
  invocationHttpParameters?: HttpParameters;
  /** The private network path to the OAuth token endpoint. */
  connectivityParameters?: ConnectivityParameters;
}

export interface CloudFormationExtras {
  /** Extra parameters of each request to the endpoint. */
  InvocationHttpParameters?: HttpParameters;
  /** The private network path to the OAuth token endpoint. */
  ConnectivityParameters?: ConnectivityParameters;
}

export type ApiKeyAuthParameters =
  | {
      /** Name of the header that carries the key. */
      apiKeyName: string;
      /** The key; best `ssm("/bridgehead/…")`. */
      apiKeyValue: string;
    }
  | {
      /** Name of the header that carries the key. */
      ApiKeyName: string;
      /** The key; best `ssm("/bridgehead/…")`. */
      ApiKeyValue: string;
    };

export type BasicAuthParameters =
  | {
      /** The user name. AWS keeps it readable. */
      username: string;
      /** The password; best `ssm("/bridgehead/…")`. */
      password: string;
    }
  | {
      /** The user name. AWS keeps it readable. */
      Username: string;
      /** The password; best `ssm("/bridgehead/…")`. */
      Password: string;
    };

export type OAuthParameters =
  | {
      /** The OAuth client. */
      clientParameters: OAuthClient;
      /** URL of the token endpoint; https. */
      authorizationEndpoint: string;
      /** Method of the token request. */
      httpMethod: OAuthHttpMethod;
      /** Extra parameters of the token request. */
      oauthHttpParameters?: HttpParameters;
    }
  | {
      /** The OAuth client. */
      ClientParameters: OAuthClient;
      /** URL of the token endpoint; https. */
      AuthorizationEndpoint: string;
      /** Method of the token request. */
      HttpMethod: OAuthHttpMethod;
      /** Extra parameters of the token request. */
      OAuthHttpParameters?: HttpParameters;
    };

export type OAuthClient =
  | {
      /** The client's id. AWS keeps it readable. */
      clientId: string;
      /** The client's secret; best `ssm("/bridgehead/…")`. */
      clientSecret: string;
    }
  | {
      /** The client's id. AWS keeps it readable. */
      ClientID: string;
      /** The client's secret; best `ssm("/bridgehead/…")`. */
      ClientSecret: string;
    };

/** Parameters that EventBridge adds to a request; 100 at most of each kind. */
export interface HttpParameters {
  /** Added to the header. */
  headerParameters?: readonly HttpParameter[];
  /** Added to the query string. */
  queryStringParameters?: readonly HttpParameter[];
  /** Added to the body. */
  bodyParameters?: readonly HttpParameter[];
  /** Added to the header. */
  HeaderParameters?: readonly HttpParameter[];
  /** Added to the query string. */
  QueryStringParameters?: readonly HttpParameter[];
  /** Added to the body. */
  BodyParameters?: readonly HttpParameter[];
}

export type HttpParameter =
  | {
      /** The parameter's name. */
      key: string;
      /** The parameter's value. */
      value: string;
      /** Whether the value is a secret. Default: true. A value that is none stays readable in AWS and in plans. */
      isValueSecret?: boolean;
    }
  | {
      /** The parameter's name. */
      Key: string;
      /** The parameter's value. */
      Value: string;
      /** Whether the value is a secret. Default: true. A value that is none stays readable in AWS and in plans. */
      IsValueSecret?: boolean;
    };

/** A private network path through VPC Lattice. */
export type ConnectivityParameters =
  | {
      /** The VPC Lattice resource configuration. */
      resourceParameters: ResourceParameters;
    }
  | {
      /** The VPC Lattice resource configuration. */
      ResourceParameters: ResourceParameters;
    };

export type ResourceParameters =
  | {
      /** ARN of the VPC Lattice resource configuration that leads to the private endpoint. */
      resourceConfigurationArn: string;
    }
  | {
      /** ARN of the VPC Lattice resource configuration that leads to the private endpoint. */
      ResourceConfigurationArn: string;
    };

export type InvocationConnectivityParameters = (ConnectivityParameters & TimingSettings) | TimingSettings;

/** Settings without a counterpart in AWS: never sent, and each is a warning. */
export interface TimingSettings {
  /** Never sent: EventBridge has its own timeout for an invocation. */
  connectTimeoutSeconds?: number;
  /** Never sent: EventBridge has its own timeout for an invocation. */
  readTimeoutSeconds?: number;
  /** Never sent: retries belong to the `RetryPolicy` of the rule's target. */
  maxRetries?: number;
}
