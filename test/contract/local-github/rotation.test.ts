import { generateKeyPairSync } from "node:crypto";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { describe, expect, it } from "vitest";
import { appId, type Harness, privateKey, publicKey, refusal, startHarness } from "./harness.ts";

const other = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
});

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function signedBy({ github }: Harness, key: string, id = appId): Octokit {
  const auth = { appId: id, privateKey: key };
  return new Octokit({ baseUrl: github.apiUrl, authStrategy: createAppAuth, auth, log });
}

/** Whether GitHub takes what an App signs; else its refusal. */
async function who(octokit: Octokit): Promise<unknown> {
  const { status, message } = await refusal(
    octokit.rest.apps.getAuthenticated().then(() => {
      throw Object.assign(new Error("known"), { status: 200 });
    }),
  );
  return status === 200 ? message : { status, message };
}

async function tokenOf(harness: Harness, key = privateKey, id = appId): Promise<string> {
  const asked = { installation_id: harness.github.installationId };
  return (await signedBy(harness, key, id).rest.apps.createInstallationAccessToken(asked)).data.token;
}

async function use({ github }: Harness, token: string): Promise<number> {
  const headers = { authorization: `token ${token}` };
  return (await fetch(`${github.apiUrl}/repos/acme/connections`, { headers })).status;
}

describe("the keys of an App", () => {
  it("are each good until they are deleted", async () => {
    await using harness = await startHarness();
    const [first, second] = [signedBy(harness, privateKey), signedBy(harness, other.privateKey)];
    const undecodable = { status: 401, message: expect.stringContaining("A JSON web token could not be decoded") };
    expect([await who(first), await who(second)]).toMatchObject(["known", undecodable]);
    harness.github.addKey(other.publicKey);
    expect([await who(first), await who(second)]).toEqual(["known", "known"]);
    harness.github.deleteKey(publicKey);
    expect([await who(first), await who(second)]).toMatchObject([undecodable, "known"]);
  });

  it.each([true, false])(
    "are outlived by their tokens, or not, which is unconfirmed: %s",
    async (tokensOutliveKeys) => {
      await using harness = await startHarness();
      harness.github.assume({ tokensOutliveKeys });
      const token = await tokenOf(harness);
      harness.github.addKey(other.publicKey);
      const second = await tokenOf(harness, other.privateKey);
      expect([await use(harness, token), await use(harness, second)]).toEqual([200, 200]);
      harness.github.deleteKey(publicKey);
      expect([await use(harness, token), await use(harness, second)]).toEqual([tokensOutliveKeys ? 200 : 401, 200]);
    },
  );
});

describe("an App", () => {
  it("that does not exist is not found, or refused, which is unconfirmed", async () => {
    await using harness = await startHarness();
    const nobody = signedBy(harness, privateKey, appId + 1);
    expect(await who(nobody)).toMatchObject({ status: 404, message: expect.stringContaining("Integration not found") });
    harness.github.assume({ unknownApp: "refused" });
    expect(await who(nobody)).toMatchObject({ status: 401 });
  });

  it("that was replaced is unknown with all that it had, and the other one is installed anew", async () => {
    await using harness = await startHarness();
    const [token, installation] = [await tokenOf(harness), harness.github.installationId];
    harness.github.replaceApp({ id: 99, slug: "successor", publicKey: other.publicKey });
    expect(await who(signedBy(harness, privateKey))).toMatchObject({ status: 404 });
    expect(await use(harness, token)).toBe(401);
    expect(harness.github.installationId).not.toBe(installation);
    const { data } = await signedBy(harness, other.privateKey, 99).rest.apps.getAuthenticated();
    expect(data).toMatchObject({ id: 99, slug: "successor" });
    expect(await use(harness, await tokenOf(harness, other.privateKey, 99))).toBe(200);
  });
});
