import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCloudControlClient } from "../../../infra/aws/clients.ts";
import { createCloudControl } from "../../../infra/aws/cloud-control.ts";
import { parseFault } from "../../../infra/local/aws/faults/parse-fault.ts";
import { type LocalAws, startLocalAws } from "../../../infra/local/aws/start-local-aws.ts";
import { need, Refusal } from "../../../workflows/ports/answer.ts";
import { keyOf } from "../../support/definitions.ts";
import { createFastClock } from "../../support/fast-clock.ts";
import { address } from "../aws-wire.ts";
import { apiKeyState, type CloudUnderTest, create, describeConnections, ended, persist } from "../connection-suite.ts";

const SETTLE_MS = 100;
const orders = keyOf("orders");
const { signal } = new AbortController();

interface Opened extends CloudUnderTest {
  readonly aws: LocalAws;
  close(): Promise<void>;
}

async function openCloud(faults: readonly string[]): Promise<Opened> {
  const clock = createFastClock();
  const aws = await startLocalAws({
    now: () => clock.now(),
    settleMs: SETTLE_MS,
    region: address.region,
    faults: faults.map(parseFault),
  });
  const client = createCloudControlClient({ ...address, endpoint: aws.url, requestsPerSecond: 1_000 }, clock);
  return {
    aws,
    cloud: createCloudControl({ client }),
    pass: async () => clock.advance(SETTLE_MS / 2),
    storedKey(name) {
      const auth = aws.storedConnection(name)?.properties["AuthParameters"] as
        | { readonly ApiKeyAuthParameters?: { readonly ApiKeyValue?: string } }
        | undefined;
      return auth?.ApiKeyAuthParameters?.ApiKeyValue;
    },
    async close() {
      client.destroy();
      await aws.close();
    },
  };
}

/** Whatever a patient caller must not notice, and both answers where AWS's own is unconfirmed. */
const modes: readonly (readonly string[])[] = [
  [],
  ["throttle"],
  ["rate=20"],
  ["internal-failure"],
  ["reset=before"],
  ["reset=after"],
  ["not-found"],
  ["slow=1s", "retry-after=1s", "late-identifier"],
  ["resource-model=nothing", "token-replay=first"],
  ["resource-model=sparse", "token-replay=anew-after-failure"],
  ["resource-model=desired", "await-authorization", "refuse-colon", "in-use", "ignore-read-only"],
  ["ignore-removals", "go-public", "allow-same-value", "list-all-properties", "empty-page", "ceiling=5"],
  ["end-early", "resource-model=readable", "mapped-errors", "take-removals"],
  ["keep-emptied", "release-key", "kms-arn", "token-refresh=1s"],
  ["throttle,every=4", "internal-failure,every=5", "reset=after,every=7", "resource-model=desired", "slow=200ms"],
];

describe.each(["documented", "http-error"])("connections on the local AWS, with statuses as %s", (status) => {
  describe.each(modes.map((faults) => ({ title: faults.join(" ") || "nothing wrong", faults })))(
    "$title",
    ({ faults }) => {
      let opened: Opened;
      beforeAll(async () => {
        opened = await openCloud([`status=${status}`, ...faults]);
      });
      afterAll(() => opened.close());
      describeConnections(() => opened);
    },
  );

  describe("what goes wrong for good", () => {
    async function under(...faults: readonly string[]): Promise<Opened & AsyncDisposable> {
      const opened = await openCloud([`status=${status}`, ...faults]);
      return { ...opened, [Symbol.asyncDispose]: () => opened.close() };
    }

    it.each(["Throttling", "NetworkFailure", "AccessDenied", "InternalFailure", "SomethingNew"])(
      "a create that fails with %s made nothing",
      async (code) => {
        await using test = await under(`fail=${code},every=1`);
        expect(await create(test, "orders")).toMatchObject({ status: "FAILED", errorCode: code });
        expect(await test.cloud.read(orders, signal)).toBeUndefined();
      },
    );

    it("a create that leaves a remnant names it", async () => {
      await using test = await under("remnant,every=1");
      const failed = { status: "FAILED", errorCode: "NotStabilized" };
      expect(await create(test, "orders")).toMatchObject(failed);
      expect(await test.cloud.read(orders, signal)).toBeDefined();
    });

    it.each([
      ["before", false],
      ["after", true],
    ])("a create that somebody cancels %s it took effect is seen to be cancelled", async (when, made) => {
      await using test = await under(`cancel=${when},every=1`);
      expect(await create(test, "orders")).toMatchObject({ status: "CANCEL_COMPLETE", errorCode: null });
      expect((await test.cloud.read(orders, signal)) !== undefined).toBe(made);
    });

    it("a hook is named, with what it said", async () => {
      await using test = await under("hook=No hosts outside, please.");
      const progress = need(await create(test, "orders"));
      expect(progress.message).toMatch(
        /hook Local::Test::Hook \(PRE_PROVISION, FAIL\) failed: No hosts outside, please./,
      );
    });

    it.each([
      ["access-denied", "denied", "AccessDeniedException"],
      ["expired-credentials", "denied", "ExpiredTokenException"],
      ["busy,every=1", "busy", "ConcurrentOperationException"],
      ["error=PrivateTypeException,every=1", "terminal", "PrivateTypeException"],
      ["throttle,every=1", "retriable", "ThrottlingException"],
    ])("%s is %s", async (fault, kind, code) => {
      await using test = await under(fault);
      const refusal = await test.cloud.create(orders, apiKeyState("orders"), "t1", signal);
      expect(refusal).toBeInstanceOf(Refusal);
      expect(refusal).toMatchObject({ kind, code });
    });

    it("a used token may get a conflict, which tells the caller to look again", async () => {
      await using test = await under("token-replay=conflict");
      await ended(test, await test.cloud.create(orders, apiKeyState("orders"), "t1", signal));
      const again = await test.cloud.create(orders, apiKeyState("orders"), "t1", signal);
      expect(again).toMatchObject({ kind: "token-used" });
    });

    it("a used token may stand for a new operation, which finds the name taken", async () => {
      await using test = await under("token-replay=anew");
      const first = await ended(test, await test.cloud.create(orders, apiKeyState("orders"), "t1", signal));
      const second = await ended(test, await test.cloud.create(orders, apiKeyState("orders"), "t1", signal));
      expect(second).toMatchObject({ status: "FAILED", errorCode: "AlreadyExists" });
      expect(need(second).requestToken).not.toBe(need(first).requestToken);
    });

    it("a token of a failure may stand for a new operation, or for the failure", async () => {
      for (const [replay, status] of [
        ["token-replay=anew-after-failure", "SUCCESS"],
        ["latency=0ms", "FAILED"],
      ] as const) {
        await using test = await under("fail=Throttling,times=1", replay);
        await ended(test, await test.cloud.create(orders, apiKeyState("orders"), "t1", signal));
        const again = await ended(
          test,
          await persist(test, () => test.cloud.create(orders, apiKeyState("orders"), "t1", signal)),
        );
        expect(again).toMatchObject({ status });
      }
    });
  });
});
