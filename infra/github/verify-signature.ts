import { isUtf8 } from "node:buffer";
import { verify } from "@octokit/webhooks-methods";
import type { SecretText } from "../../workflows/engine/values/secret-text.ts";
import type { VerifySignature } from "../../workflows/receive-webhook.ts";
import type { KeptValue } from "../kept-value.ts";

/** The only form that GitHub's signatures have. Whatever else is sent is worth no hash over its body. */
const SIGNATURE = /^sha256=[0-9a-f]{64}$/;

/**
 * Checks GitHub's HMAC-SHA-256 over the raw bytes, in constant time.
 *
 * @param secrets the current secret and, while it is rotated, the previous one. Where none matches, they are asked for
 *   again, so that a rotated one counts at once. No secret, or an empty one, verifies nothing.
 */
export function createVerifySignature(secrets: KeptValue<readonly SecretText[]>): VerifySignature {
  return async (body, signature) => {
    if (!SIGNATURE.test(signature)) return false;
    // The library takes text. GitHub sends UTF-8; other bytes would be replaced, and the signature be over other bytes.
    if (body.byteLength === 0 || !isUtf8(body)) return false;
    const text = Buffer.from(body).toString("utf8");
    const known = await secrets.get();
    if (await matchesAny(known, text, signature)) return true;
    const now = await secrets.afterRefusal(known);
    return now !== known && (await matchesAny(now, text, signature));
  };
}

async function matchesAny(secrets: readonly SecretText[], text: string, signature: string): Promise<boolean> {
  let matches = false;
  for (const secret of secrets) {
    const key = secret.reveal();
    // Every secret is tried, so that the time taken does not tell which one matched.
    if (key !== "" && (await verify(key, text, signature))) matches = true;
  }
  return matches;
}
