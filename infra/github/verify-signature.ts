import { isUtf8 } from "node:buffer";
import { verify } from "@octokit/webhooks-methods";
import type { SecretText } from "../../workflows/engine/values/secret-text.ts";
import type { VerifySignature } from "../../workflows/receive-webhook.ts";

/**
 * Checks GitHub's HMAC-SHA-256 over the raw bytes, in constant time.
 *
 * @param secrets the current secret and, while it is rotated, the previous one. Asked for on every call, so that the
 *   caller decides for how long they are kept. No secret, or an empty one, verifies nothing.
 */
export function createVerifySignature(secrets: () => Promise<readonly SecretText[]>): VerifySignature {
  return async (body, signature) => {
    // The library takes text. GitHub sends UTF-8; other bytes would be replaced, and the signature be over other bytes.
    if (body.byteLength === 0 || !isUtf8(body)) return false;
    const text = Buffer.from(body).toString("utf8");
    let matches = false;
    for (const secret of await secrets()) {
      const key = secret.reveal();
      // Every secret is tried, so that the time taken does not tell which one matched.
      if (key !== "" && (await verify(key, text, signature))) matches = true;
    }
    return matches;
  };
}
