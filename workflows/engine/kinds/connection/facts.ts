import type { Reference } from "../../values/reference.ts";
import type { CheckContext, NoFacts } from "../check.ts";
import type { AuthorizationType } from "./schema.ts";

/*
 * The problems of connections by their names, and what is known of each beside its path. What is said of them is
 * `texts.ts`. A value, a key or an address may hold a credential.
 */

export interface CredentialFacts {
  /** `block`: the credentials that go with the type. */
  readonly "credentials-missing": { readonly block: string | undefined };
  readonly "missing-property/type": { readonly type: AuthorizationType };
  readonly "missing-property/credentials": { readonly block: string | undefined };
  /** `given`: the type of the credentials, as far as they say. */
  readonly "invalid-value/type": {
    readonly value: string;
    readonly given: AuthorizationType | undefined;
  };
  readonly "authorization-mismatch": { readonly type: AuthorizationType; readonly given: AuthorizationType };
  readonly "authorization-inferred": { readonly type: AuthorizationType };
  readonly "credentials-conflict": {
    readonly type: AuthorizationType | undefined;
    readonly given: readonly AuthorizationType[];
  };
  readonly "too-many-members": {
    readonly given: AuthorizationType | undefined;
    readonly extras: readonly string[];
    readonly count: number;
    readonly most: number;
  };
  readonly "colon-in-credential": NoFacts;
  /** A short form beside the block that it stands for. */
  readonly "duplicate-property/block": { readonly brief: string; readonly block: string };
  /** `oauthToken` beside another short form. */
  readonly "duplicate-property/token": { readonly rival: string };
  readonly "api-key-name-default": NoFacts;
  readonly "connectivity-setting-ignored": { readonly setting: string };
}

/** What is wrong with a token endpoint. */
export type EndpointFault = "user" | "http" | "ip" | "no-address" | "ascii" | "dot" | "no-host" | "port";

/** Where credentials and requests go, and the key that encrypts the credentials. */
export interface DestinationFacts {
  /** `whole`: no reference stands in it. */
  readonly "oauth-endpoint": { readonly fault: EndpointFault; readonly written: string; readonly whole: boolean };
  readonly "oauth-host": { readonly host: string; readonly allowed: readonly string[] };
  readonly "oauth-host-punycode": { readonly host: string };
  readonly "oauth-host-private": { readonly host: string };
  readonly "connectivity-without-oauth": { readonly type: AuthorizationType };
  readonly "connectivity-region": OtherRegion;
  readonly "kms-key-form": { readonly key: string };
  readonly "kms-key-region": OtherRegion;
  readonly "kms-key-region/partition": OtherRegion & { readonly region: string };
}

/** Where something is, and where the target is. */
interface OtherRegion {
  readonly own: string;
  readonly target: string;
}

/** What goes with each request. */
export interface RequestFacts {
  /** `reference`: of the key that goes with the header. */
  readonly "header-name": {
    readonly value: string;
    readonly whole: boolean;
    readonly reference: Reference | undefined;
  };
  readonly "basic-by-hand": { readonly isTokenRequest: boolean };
  readonly "basic-by-hand/password": { readonly scheme: string };
  readonly "credential-header": { readonly header: string };
  readonly "removed-header": { readonly header: string };
  readonly "public-credential": { readonly key: string };
  readonly "duplicate-parameter": { readonly key: string; readonly first: number };
  readonly "api-limit/bytes": { readonly bytes: number; readonly most: number };
  readonly "client-sent-twice": { readonly key: string };
  readonly "body-with-get": NoFacts;
}

/** What other tools have, and a connection has not. */
export type Foreign =
  | "authorization"
  | "prefix"
  | "tags"
  | "target"
  | "dependency"
  | "protect"
  | "removal"
  | "loop"
  | "switch"
  | "destination"
  | "reported"
  | "header"
  | "type"
  | "grant";

export interface ForeignFacts {
  readonly "unknown-property/foreign": { readonly foreign: Foreign };
}

export interface ConnectionFacts extends CredentialFacts, DestinationFacts, RequestFacts, ForeignFacts {}

/** What the checks of connections work with. */
export type ConnectionContext = CheckContext<ConnectionFacts>;
