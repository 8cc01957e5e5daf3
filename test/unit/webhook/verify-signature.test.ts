import { sign } from "@octokit/webhooks-methods";
import { expect, it } from "vitest";
import { createVerifySignature } from "../../../infra/github/verify-signature.ts";
import { SecretText } from "../../../workflows/engine/values/secret-text.ts";
import { fixed } from "../../support/fixed.ts";

function verifier(...secrets: readonly string[]) {
  return createVerifySignature(fixed(secrets.map((secret) => new SecretText(secret))));
}

// The example of GitHub's page "Validating webhook deliveries".
const body = Buffer.from("Hello, World!");
const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

it("accepts GitHub's own test vector", async () => {
  expect(await verifier("It's a Secret to Everybody")(body, signature)).toBe(true);
});

it("accepts the previous secret while it is rotated", async () => {
  expect(await verifier("the new one", "It's a Secret to Everybody")(body, signature)).toBe(true);
});

it.each([
  ["another secret", verifier("another"), body, signature],
  ["no secret", verifier(), body, signature],
  ["an empty secret", verifier(""), body, signature],
  ["a changed byte", verifier("It's a Secret to Everybody"), Buffer.from("Hello, World?"), signature],
  ["an upper-case signature", verifier("It's a Secret to Everybody"), body, signature.toUpperCase()],
  ["a cut signature", verifier("It's a Secret to Everybody"), body, signature.slice(0, -1)],
])("refuses %s", async (_, verify, bytes, given) => {
  expect(await verify(bytes, given)).toBe(false);
});

it("refuses bytes that only look like the signed text once they are decoded", async () => {
  const replaced = "\u{fffd}";
  const verify = verifier("a secret");
  expect(await verify(Buffer.from(replaced), await sign("a secret", replaced))).toBe(true);
  expect(await verify(Buffer.from([0xff]), await sign("a secret", replaced))).toBe(false);
});
