import { createHmac, createPublicKey, randomBytes, timingSafeEqual, verify } from "node:crypto";
import * as v from "valibot";
import { type Actor, ApiError } from "./api.ts";
import type { GithubState } from "./state.ts";

const hour = 3_600;
const claims = v.object({
  iss: v.union([v.number(), v.string()]),
  iat: v.pipe(v.number(), v.integer()),
  exp: v.pipe(v.number(), v.integer()),
});
const grant = v.object({
  app: v.number(),
  installation: v.number(),
  key: v.string(),
  exp: v.number(),
  nonce: v.string(),
});
const INSTALLATION_TOKEN = /^ghs_\d+_/;

export interface Authentication {
  /** Who sends these credentials; rejects with 401 as GitHub does. */
  authenticate(authorization: string | undefined): Actor;
  /**
   * A new installation token and when it ends, in milliseconds since the epoch.
   *
   * @param key the public key of the App that it was asked for with
   */
  issue(key: string): { readonly token: string; readonly expiresAt: number };
}

/**
 * `anonymous` is the login that stands for requests without credentials and with personal tokens that nobody issued:
 * for trying the product, where any client may come without setting up an account.
 *
 * Installation tokens carry their own claims and are not kept anywhere, as GitHub's newer ones.
 */
export function createAuthentication(state: GithubState, anonymous?: string): Authentication {
  const tokenKey = randomBytes(32);

  function sign(text: string): string {
    return createHmac("sha256", tokenKey).update(text).digest("base64url");
  }

  function appActor(token: string): Actor {
    const [header = "", payload = "", signature = ""] = token.split(".");
    const known = decode(header);
    if (!v.is(v.object({ alg: v.literal("RS256") }), known)) throw undecodable();
    const parsed = v.safeParse(claims, decode(payload));
    if (!parsed.success) throw undecodable();
    if (String(parsed.output.iss) !== String(state.app.id)) throw unknownApp(state);
    const signed = Buffer.from(`${header}.${payload}`);
    const isSignedBy = (key: string): boolean =>
      verify("RSA-SHA256", signed, createPublicKey(key), Buffer.from(signature, "base64url"));
    const key = [...state.app.keys].find(isSignedBy);
    if (key === undefined) throw undecodable();
    const now = Math.floor(state.now() / 1000);
    const { iat, exp } = parsed.output;
    if (exp <= now) throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the past");
    if (exp - now > 600) throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
    if (iat > now + 60) {
      const expected = "must be an Integer representing the time that the assertion was issued";
      throw new ApiError(401, `'Issued at' claim ('iat') ${expected}`);
    }
    return { kind: "app", key };
  }

  function installationActor(token: string): Actor {
    const [header = "", payload = "", signature = ""] = token.replace(INSTALLATION_TOKEN, "").split(".");
    const expected = Buffer.from(sign(`${header}.${payload}`));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw badCredentials();
    const parsed = v.safeParse(grant, decode(payload));
    if (!parsed.success) throw badCredentials();
    const { app, key, exp } = parsed.output;
    if (app !== state.app.id || exp * 1000 <= state.now()) throw badCredentials();
    if (!state.unconfirmed.tokensOutliveKeys && !state.app.keys.has(key)) throw badCredentials();
    return { kind: "installation", account: state.bot };
  }

  function standIn(refusal: string): Actor {
    const account = anonymous === undefined ? undefined : state.users.get(anonymous.toLowerCase());
    if (account === undefined) throw new ApiError(401, refusal);
    return { kind: "user", account };
  }

  return {
    authenticate(authorization) {
      const token = /^(?:bearer|token) +(\S+)$/i.exec(authorization ?? "")?.[1];
      if (token === undefined)
        return standIn(authorization === undefined ? "Requires authentication" : "Bad credentials");
      if (INSTALLATION_TOKEN.test(token)) return installationActor(token);
      if (token.startsWith("user:")) {
        const login = token.slice("user:".length);
        const account = state.users.get(login.toLowerCase());
        if (account === undefined) throw badCredentials();
        return { kind: "user", account };
      }
      if (token.split(".").length === 3) return appActor(token);
      return standIn("Bad credentials");
    },
    issue(key) {
      const exp = Math.floor(state.now() / 1000) + hour;
      const header = encode({ alg: "HS256", typ: "JWT" });
      const nonce = randomBytes(24).toString("base64url");
      const { app, installationId: installation } = state;
      const payload = encode({ app: app.id, installation, key, exp, nonce });
      return { token: `ghs_${app.id}_${header}.${payload}.${sign(`${header}.${payload}`)}`, expiresAt: exp * 1000 };
    },
  };
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decode(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    return undefined;
  }
}

function badCredentials(): ApiError {
  return new ApiError(401, "Bad credentials");
}

/** As others saw it; the documentation has nothing of it. */
function unknownApp({ unconfirmed }: GithubState): ApiError {
  return unconfirmed.unknownApp === "refused" ? undecodable() : new ApiError(404, "Integration not found");
}

function undecodable(): ApiError {
  return new ApiError(401, "A JSON web token could not be decoded");
}
