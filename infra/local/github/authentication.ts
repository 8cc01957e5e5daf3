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
const grant = v.object({ app: v.number(), installation: v.number(), exp: v.number(), nonce: v.string() });

export interface Authentication {
  /** Who sends these credentials; rejects with 401 as GitHub does. */
  authenticate(authorization: string | undefined): Actor;
  /** A new installation token and when it ends, in milliseconds since the epoch. */
  issue(): { readonly token: string; readonly expiresAt: number };
}

/**
 * `anonymous` is the login that stands for requests without credentials and with personal tokens that nobody issued:
 * for trying the product, where any client may come without setting up an account.
 *
 * Installation tokens carry their own claims and are not kept anywhere, as GitHub's newer ones.
 */
export function createAuthentication(state: GithubState, anonymous?: string): Authentication {
  const key = createPublicKey(state.app.publicKey);
  const tokenKey = randomBytes(32);
  const prefix = `ghs_${state.app.id}_`;

  function sign(text: string): string {
    return createHmac("sha256", tokenKey).update(text).digest("base64url");
  }

  function appActor(token: string): Actor {
    const [header = "", payload = "", signature = ""] = token.split(".");
    const known = decode(header);
    if (!v.is(v.object({ alg: v.literal("RS256") }), known)) throw undecodable();
    const signed = Buffer.from(`${header}.${payload}`);
    if (!verify("RSA-SHA256", signed, key, Buffer.from(signature, "base64url"))) throw undecodable();
    const parsed = v.safeParse(claims, decode(payload));
    if (!parsed.success || String(parsed.output.iss) !== String(state.app.id)) throw undecodable();
    const now = Math.floor(state.now() / 1000);
    const { iat, exp } = parsed.output;
    if (exp <= now) throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the past");
    if (exp - now > 600) throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
    if (iat > now + 60) {
      const expected = "must be an Integer representing the time that the assertion was issued";
      throw new ApiError(401, `'Issued at' claim ('iat') ${expected}`);
    }
    return { kind: "app" };
  }

  function installationActor(token: string): Actor {
    const [header = "", payload = "", signature = ""] = token.slice(prefix.length).split(".");
    const expected = Buffer.from(sign(`${header}.${payload}`));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw badCredentials();
    const parsed = v.safeParse(grant, decode(payload));
    if (!parsed.success || parsed.output.exp * 1000 <= state.now()) throw badCredentials();
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
      if (token.startsWith(prefix)) return installationActor(token);
      if (token.startsWith("user:")) {
        const login = token.slice("user:".length);
        const account = state.users.get(login.toLowerCase());
        if (account === undefined) throw badCredentials();
        return { kind: "user", account };
      }
      if (token.split(".").length === 3) return appActor(token);
      return standIn("Bad credentials");
    },
    issue() {
      const exp = Math.floor(state.now() / 1000) + hour;
      const header = encode({ alg: "HS256", typ: "JWT" });
      const nonce = randomBytes(24).toString("base64url");
      const payload = encode({ app: state.app.id, installation: state.installationId, exp, nonce });
      return { token: `${prefix}${header}.${payload}.${sign(`${header}.${payload}`)}`, expiresAt: exp * 1000 };
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

function undecodable(): ApiError {
  return new ApiError(401, "A JSON web token could not be decoded");
}
