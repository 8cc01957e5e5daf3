import * as fc from "fast-check";
import type { Model } from "../../workflows/engine/values/model.ts";
import type { Json, JsonObject } from "../../workflows/engine/values/json.ts";
import type { Literals } from "../../workflows/engine/values/literals.ts";

/** Parameters that the models refer to: secure ones, and one that everybody may read. */
export const secureParameters = ["/bridgehead/a", "/bridgehead/b", "/bridgehead/c/d"] as const;
export const plainParameter = "/bridgehead/plain";

/** Text that AWS takes in credentials, and that holds nothing in double braces. */
const text = fc.oneof(
  fc.stringMatching(/^[ -z|~]{1,12}$/),
  fc.constantFrom("ünïcode", "日本語 キー", "👩‍🚀", "\ttab", "a{b}c", "--}}", "\u00A0", "\u202E", "%7B%7B"),
);

/** Headers take less. */
const headerText = fc.stringMatching(/^[!-z][ -z]{0,10}$/);

/** What stands where AWS keeps a value write-only: references, or fingerprints of texts that `literals` keeps. */
function credentials(literals: Literals, texts: fc.Arbitrary<string>, before: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    fc
      .tuple(fc.constantFrom(...before), fc.constantFrom(...secureParameters), fc.constantFrom("", ":1"))
      .map(([prefix, path, version]) => `${prefix}{{resolve:ssm-secure:${path}${version}}}`),
    texts.map((value) => `{{literal:${literals.add(value)}}}`),
  );
}

const readable = fc.oneof(text, fc.constant(`{{resolve:ssm:${plainParameter}}}`), fc.constant("x".repeat(512)));

const headerName = fc.oneof(fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,20}$/), fc.constant("x".repeat(512)));

/** A record in which some of the members are missing. */
function some(members: Readonly<Record<string, fc.Arbitrary<Json>>>): fc.Arbitrary<JsonObject> {
  return fc.record({ ...members }, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;
}

function httpParameters(secret: fc.Arbitrary<string>): fc.Arbitrary<JsonObject> {
  const values = fc.oneof(
    secret.map((Value) => ({ Value, IsValueSecret: true })),
    headerText.map((Value) => ({ Value, IsValueSecret: false })),
  );
  // Few keys, so that some come twice, as they may in a query string.
  const parameter = fc.tuple(fc.constantFrom("a", "b", "#0", "a~1", "X-Trace"), values);
  const list = (count: number) =>
    fc.array(
      parameter.map(([Key, value]) => ({ Key: Key.replaceAll("~1", "~"), ...value })),
      { maxLength: count },
    );
  return some({ HeaderParameters: list(3), QueryStringParameters: list(4), BodyParameters: list(2) });
}

const connectivity = fc.stringMatching(/^[0-9a-z]{17}$/).map((id) => ({
  ResourceParameters: {
    ResourceConfigurationArn: `arn:aws:vpc-lattice:eu-west-1:111122223333:resourceconfiguration/rcfg-${id}`,
  },
}));

/** The credentials of one type, with what may stand beside them: two members at most. */
function authParameters(type: string, literals: Literals, isPrivate: boolean): fc.Arbitrary<JsonObject> {
  const secret = credentials(literals, text, ["", "Bearer ", "é-"]);
  const http = httpParameters(credentials(literals, headerText, ["", "Bearer "]));
  const beside = isPrivate
    ? connectivity.map((ConnectivityParameters): JsonObject => ({ ConnectivityParameters }))
    : some({ InvocationHttpParameters: http });
  const block: fc.Arbitrary<JsonObject> = blockOf(type, secret, http);
  return fc.tuple(block, beside).map(([own, other]) => ({ ...own, ...other }));
}

function blockOf(type: string, secret: fc.Arbitrary<string>, http: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> {
  switch (type) {
    case "API_KEY":
      return fc
        .record({ ApiKeyName: headerName, ApiKeyValue: secret })
        .map((ApiKeyAuthParameters) => ({ ApiKeyAuthParameters }));
    case "BASIC":
      return fc
        .record({ Username: readable, Password: secret })
        .map((BasicAuthParameters) => ({ BasicAuthParameters }));
    default:
      return fc
        .tuple(
          fc.record({
            ClientParameters: fc.record({ ClientID: readable, ClientSecret: secret }),
            AuthorizationEndpoint: fc.webUrl({ validSchemes: ["https"] }).filter((url) => /^[\w.:/-]+$/.test(url)),
            HttpMethod: fc.constantFrom("GET", "POST", "PUT"),
          }),
          some({ OAuthHttpParameters: http }),
        )
        .map(([own, more]) => ({ OAuthParameters: { ...own, ...more } }));
  }
}

/**
 * Any connection that the validator lets through, in the form that it gives it, under a fixed name. `isPrivate` gives
 * both private paths: AWS does not let an update take them away.
 */
export function connectionModels(
  literals: Literals,
  { name = "orders", isPrivate = false }: { readonly name?: string; readonly isPrivate?: boolean } = {},
): fc.Arbitrary<Model> {
  const ofType = (type: string): fc.Arbitrary<Model> =>
    fc
      .tuple(
        authParameters(type, literals, isPrivate && type === "OAUTH_CLIENT_CREDENTIALS"),
        some({ Description: text, KmsKeyIdentifier: kmsKey }),
        isPrivate ? connectivity.map((path) => ({ InvocationConnectivityParameters: path })) : fc.constant({}),
      )
      .map(([AuthParameters, more, path]) => ({
        Name: name,
        AuthorizationType: type,
        AuthParameters,
        ...more,
        ...path,
      }));
  return fc.oneof(...["API_KEY", "BASIC", "OAUTH_CLIENT_CREDENTIALS"].map(ofType));
}

const kmsKey = fc.stringMatching(/^alias\/[a-z]{1,8}$/);

/** The same value with the members of every object in another order. */
export function shuffled(value: Json, random: () => number): Json {
  if (Array.isArray(value)) return value.map((item: Json) => shuffled(item, random));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value as JsonObject).map(
    ([key, member]) => [random(), key, shuffled(member, random)] as const,
  );
  return Object.fromEntries(members.toSorted(([a], [b]) => a - b).map(([, key, member]) => [key, member]));
}
