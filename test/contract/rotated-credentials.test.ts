import { generateKeyPairSync } from "node:crypto";
import { sign } from "@octokit/webhooks-methods";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createHandler } from "../../functions/webhook.ts";
import { type SystemParameter, systemPath } from "../../infra/aws/system-credentials.ts";
import { joinReconcile, joinWebhook, type Outside } from "../../infra/compose/workers.ts";
import { createFileLedger } from "../../infra/fs/file-ledger.ts";
import { type LocalAws, startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import { builtinKinds } from "../../workflows/engine/kinds/builtin.ts";
import { CONNECTION_TYPE } from "../../workflows/engine/kinds/connection/schema.ts";
import type { ReconcileDeps } from "../../workflows/reconcile/context.ts";
import { target } from "../support/definitions.ts";
import { createFastClock, type FastClock } from "../support/fast-clock.ts";
import { lambdaContext, type MemoryLog, memoryLog } from "../support/lambda.ts";
import { kindOf, openPull } from "./github-support.ts";
import { appId, type Harness, privateKey, publicKey, startHarness } from "./local-github/harness.ts";

/* What a warm process does when somebody changes its credentials. */

const MINUTE = 60_000;
const makePair = () =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
const [next, stranger] = [makePair(), makePair()];

let aws: LocalAws;
let clock: FastClock;
let log: MemoryLog;
let outside: Outside;
const queue = { send: async () => undefined };

beforeEach(async () => {
  aws = await startLocalAws({ region: target.region });
  clock = createFastClock();
  log = memoryLog();
  const credentials = { accessKeyId: "k", secretAccessKey: "s" };
  const awsAddress = { region: target.region, endpoint: aws.url, credentials, requestsPerSecond: 1_000 };
  outside = { target, awsAddress, githubUrl: "", engine: "e", clock, log };
});
afterEach(async () => {
  vi.restoreAllMocks();
  await aws.close();
});

function put(parameter: SystemParameter, value: string): void {
  aws.putParameter({ name: systemPath(target.stage, parameter), value });
}

/** How often a parameter was read. */
function readsOf(parameter: SystemParameter): number {
  const name = systemPath(target.stage, parameter);
  return aws.sentRequests().filter((request) => JSON.stringify(request).includes(name)).length;
}

describe("a warm worker whose App's key", () => {
  let harness: Harness;
  let served: ReconcileDeps["served"];
  beforeEach(async () => {
    harness = await startHarness();
    outside = { ...outside, githubUrl: harness.github.apiUrl };
    put("appId", String(appId));
    put("privateKey", privateKey);
  });
  afterEach(() => harness[Symbol.asyncDispose]());

  /** Finds what the App is installed on, as each round of the reconciler does. */
  async function warm(): Promise<() => Promise<string>> {
    const repositories = new Set([harness.github.repository.id]);
    const ledger = createFileLedger({ path: "unused", scope: "s", firstType: CONNECTION_TYPE, clock });
    ({ served } = await joinReconcile({
      ...outside,
      kinds: builtinKinds,
      queue,
      ledger,
      repositories,
      workflow: "any",
      mayRepair: false,
    }));
    return async () => kindOf(served());
  }
  const rotate = (): void => {
    harness.github.addKey(next.publicKey);
    put("privateKey", next.privateKey);
    harness.github.deleteKey(publicKey);
  };

  it("was rotated goes on with the new one at once", async () => {
    const act = await warm();
    expect(await act()).toBe("none");
    rotate();
    expect(await act()).toBe("none");
    expect(await act()).toBe("none");
    expect(readsOf("privateKey")).toBe(2);
  });

  it("was rotated in the right order never is refused, and takes the new one within five minutes", async () => {
    const sent = vi.spyOn(globalThis, "fetch");
    const act = await warm();
    await act();
    harness.github.addKey(next.publicKey);
    put("privateKey", next.privateKey);
    clock.advance(5 * MINUTE);
    expect(await act()).toBe("none");
    harness.github.deleteKey(publicKey);
    sent.mockClear();
    expect(await act()).toBe("none");
    expect(sent).toHaveBeenCalledTimes(2);
    expect(readsOf("privateKey")).toBe(2);
  });

  it("was rotated lets the token go that was made with the old one, should GitHub end it too", async () => {
    harness.github.assume({ tokensOutliveKeys: false });
    const act = await warm();
    await act();
    rotate();
    expect(await act()).toBe("none");
  });

  it("was wrong from the beginning takes the right one once it is there", async () => {
    put("privateKey", stranger.privateKey);
    const act = await warm();
    expect([await act(), await act()]).toEqual(["unauthorized", "unauthorized"]);
    put("privateKey", privateKey);
    expect(await act()).toBe("none");
  });

  it("was no key takes a key seconds after it is there, and says until then what is wrong", async () => {
    put("privateKey", "ssh-rsa AAAA");
    const act = await warm();
    await expect(act()).rejects.toThrow(
      `the parameter ${systemPath(target.stage, "privateKey")} holds no RSA key in PEM`,
    );
    put("privateKey", privateKey);
    clock.advance(5_000);
    expect(await act()).toBe("none");
  });

  it("stays wrong fails as often as it is tried, and asks neither Parameter Store nor GitHub more often", async () => {
    const sent = vi.spyOn(globalThis, "fetch");
    const act = await warm();
    await act();
    put("privateKey", stranger.privateKey);
    harness.github.deleteKey(publicKey);
    await act();
    const read = readsOf("privateKey");
    sent.mockClear();
    for (let tries = 0; tries < 30; tries += 1) expect(await act()).toBe("unauthorized");
    expect(readsOf("privateKey") - read).toBe(2);
    expect(sent).toHaveBeenCalledTimes(30);
  });

  it.each(["not-found", "refused"] as const)("belongs to another id (%s) takes the right id", async (unknownApp) => {
    harness.github.assume({ unknownApp });
    put("appId", String(appId + 1));
    const act = await warm();
    expect(await act()).toBe(unknownApp === "refused" ? "unauthorized" : "not-found");
    put("appId", String(appId));
    expect(await act()).toBe("none");
  });

  it("and App were replaced signs in as the new App, and takes no comment of the old one for its own", async () => {
    harness.github.assume({ commentsNameApp: false });
    const { number } = await openPull(harness);
    const act = await warm();
    const comment = async (text: string) =>
      (await served())[0]?.forge.review.putComment(number, "bridgehead:m", text, "create-or-edit");
    const first = await comment("by the old App");
    expect(await comment("by the old App, edited")).toBe(first);
    harness.github.replaceApp({ id: appId + 7, slug: "other", publicKey: next.publicKey });
    expect(await act()).toBe("not-found");
    put("appId", String(appId + 7));
    put("privateKey", next.privateKey);
    expect(await act()).toBe("none");
    expect(await comment("by the new App")).not.toBe(first);
  });

  it("belongs to an id that is none is not used, and the log's reader is told which parameter it is", async () => {
    put("appId", "Iv1.0123456789abcdef");
    const act = await warm();
    const name = systemPath(target.stage, "appId");
    await expect(act()).rejects.toThrow(`the parameter ${name} holds no number of an App`);
  });
});

describe("a warm webhook", () => {
  const body = JSON.stringify({ zen: "Keep it logically awesome." });
  beforeEach(() => put("webhookSecret", "the first secret"));

  function warm(): (signature: string) => Promise<number | undefined> {
    const repositories = new Set([7]);
    const handler = createHandler(async () => joinWebhook({ ...outside, queue, repositories, workflow: "w" }), log);
    return async (signature) => {
      const headers = { "x-hub-signature-256": signature, "x-github-event": "ping" };
      const event = { rawPath: "/webhooks/github", headers, requestContext: { http: { method: "POST" } }, body };
      return (await handler(event, lambdaContext())).statusCode;
    };
  }
  const by = (secret: string): Promise<string> => sign(secret, body);
  const forged = (index: number): string => `sha256=${index.toString(16).padStart(64, "0")}`;

  it("takes a new secret at once, and the one before for as long as it is kept beside it", async () => {
    const act = warm();
    expect(await act(await by("the first secret"))).toBe(200);
    put("previousWebhookSecret", "the first secret");
    put("webhookSecret", "the second secret");
    expect(await act(await by("the second secret"))).toBe(200);
    expect(await act(await by("the first secret"))).toBe(200);
    expect(readsOf("webhookSecret")).toBe(2);
  });

  it("takes the one before as well, once it is put beside the one that stays", async () => {
    const act = warm();
    expect(await act(await by("the first secret"))).toBe(200);
    put("previousWebhookSecret", "an older secret");
    expect(await act(await by("an older secret"))).toBe(200);
    expect(await act(await by("the first secret"))).toBe(200);
  });

  it("takes nothing forged in the moment in which it finds a new secret", async () => {
    const act = warm();
    await act(await by("the first secret"));
    put("webhookSecret", "the second secret");
    expect(await act(forged(1))).toBe(401);
    expect(readsOf("webhookSecret")).toBe(2);
  });

  it("takes no secret that is no longer kept, five minutes later", async () => {
    const act = warm();
    await act(await by("the first secret"));
    put("webhookSecret", "the second secret");
    clock.advance(5 * MINUTE);
    expect(await act(await by("the first secret"))).toBe(401);
  });

  it("reads a few times a minute, whoever sends however many forged signatures, and finds a new secret all the same", async () => {
    const act = warm();
    const began = clock.now();
    await act(await by("the first secret"));
    const flood = async (): Promise<void> => {
      for (let index = 0; index < 300; index += 1) expect(await act(forged(index))).toBe(401);
    };
    await flood();
    expect(readsOf("webhookSecret")).toBe(4);
    put("webhookSecret", "the second secret");
    expect(await act(await by("the second secret"))).toBe(401);
    clock.advance(20_000);
    expect(await act(await by("the second secret"))).toBe(200);
    for (let rounds = 0; rounds < 3; rounds += 1) {
      await flood();
      clock.advance(20_000);
    }
    const minutes = (clock.now() - began) / MINUTE;
    expect(readsOf("webhookSecret")).toBeLessThanOrEqual(1 + 3 + 3 * minutes);
  });

  it("reads nothing for what has not even the form of a signature", async () => {
    const act = warm();
    for (const signature of ["sha1=aa", "sha256=", `sha256=${"A".repeat(64)}`, `${forged(1)}0`]) {
      expect(await act(signature)).toBe(401);
    }
    expect(readsOf("webhookSecret")).toBe(0);
  });

  it("whose secret was deleted refuses everything within five minutes", async () => {
    const act = warm();
    const signature = await by("the first secret");
    await act(signature);
    aws.deleteParameter(systemPath(target.stage, "webhookSecret"));
    clock.advance(5 * MINUTE);
    expect(await act(signature)).toBe(500);
  });

  it("that has no secret refuses everything, reads every five seconds, and takes the secret once it is there", async () => {
    const act = warm();
    aws.deleteParameter(systemPath(target.stage, "webhookSecret"));
    for (let index = 0; index < 100; index += 1) expect(await act(forged(index))).toBe(500);
    expect(readsOf("webhookSecret")).toBe(1);
    put("webhookSecret", "the second secret");
    clock.advance(5_000);
    expect(await act(await by("the second secret"))).toBe(200);
  });

  it("goes on while Parameter Store fails, for a quarter of an hour", async () => {
    const act = warm();
    const signature = await by("the first secret");
    await act(signature);
    aws.addFault({ kind: "access-denied", operation: "GetParameters", every: 1 });
    clock.advance(14 * MINUTE);
    expect(await act(signature)).toBe(200);
    clock.advance(MINUTE);
    expect(await act(signature)).toBe(500);
  });
});
