import { describe, expect, it } from "vitest";
import { createCloudControlClient, createCredentialsClient, createSsmClient } from "../../infra/aws/clients.ts";
import { createCloudControl } from "../../infra/aws/cloud-control.ts";
import { createFreeze } from "../../infra/aws/freeze.ts";
import { createParameterReader } from "../../infra/aws/parameter-reader.ts";
import { allPages } from "../../workflows/calls/all-pages.ts";
import { keyOf } from "../support/definitions.ts";
import { createFastClock } from "../support/fast-clock.ts";
import { address, refusal, startWire } from "./aws-wire.ts";
import { openServiceAdapters } from "./service-adapters.ts";

const { signal } = new AbortController();
const CEILING = 20;
/** Milliseconds that lie between two requests at the least. */
const CLOSEST_MS = 25;

interface Place {
  readonly endpoint: string;
  readonly clock: ReturnType<typeof createFastClock>;
}

const asks = {
  "Cloud Control": async ({ endpoint, clock }: Place) => {
    const client = createCloudControlClient({ ...address, endpoint, requestsPerSecond: CEILING }, clock);
    const read = () => createCloudControl({ client }).read(keyOf("orders"), signal);
    await Promise.all([read(), read(), read()]);
  },
  "Parameter Store": async ({ endpoint, clock }: Place) => {
    const client = createSsmClient({ ...address, endpoint, requestsPerSecond: CEILING }, clock);
    const read = () => createParameterReader({ client }).read([{ path: "/bridgehead/a", version: 1 }], signal);
    await Promise.all([read(), read(), read()]);
  },
  "Parameter Store for the pipeline's own credentials, with the SDK's repetitions": async ({
    endpoint,
    clock,
  }: Place) => {
    const client = createCredentialsClient({ ...address, endpoint, requestsPerSecond: CEILING }, clock);
    await createFreeze({ client, stage: "test" }).frozen(signal);
  },
  "EventBridge, with every page": async ({ endpoint, clock }: Place) => {
    const at = { ...address, endpoint, requestsPerSecond: CEILING };
    const { dependents } = openServiceAdapters({ address: at, clock });
    await allPages((token) => dependents.page(keyOf("orders"), "arn", token, signal));
  },
};

describe("the clients' rate limit", () => {
  it.each(Object.entries(asks))("has a turn for everything that is sent to %s", async (_, ask) => {
    await using wire = await startWire(({ operation }, count) =>
      operation === "ListApiDestinations" && count < 4
        ? { body: { ApiDestinations: [], NextToken: "more" } }
        : refusal("InternalServerError", 500),
    );
    const clock = createFastClock();
    const begin = clock.now();
    await ask({ endpoint: wire.url, clock }).catch(() => {});
    expect(wire.requests.length).toBeGreaterThanOrEqual(3);
    expect(clock.now() - begin).toBeGreaterThanOrEqual((wire.requests.length - 1) * CLOSEST_MS);
  });

  it("is slowed by what AWS throttles, for that service alone", async () => {
    await using wire = await startWire(({ operation }) =>
      refusal(operation === "DeleteResource" ? "ThrottlingException" : "AccessDeniedException", 400),
    );
    const clock = createFastClock();
    const fast = { ...address, endpoint: wire.url, requestsPerSecond: CEILING };
    const cloud = createCloudControl({ client: createCloudControlClient(fast, clock) });
    const { services } = openServiceAdapters({ address: fast, clock });
    const time = async (ask: () => Promise<unknown>): Promise<number> => {
      const begin = clock.now();
      await Promise.allSettled([ask()]);
      return clock.now() - begin;
    };
    expect(await time(() => cloud.delete(keyOf("a"), "token", signal))).toBe(0);
    expect(await time(() => services.describe(keyOf("a"), signal))).toBe(0);
    expect(await time(() => services.describe(keyOf("a"), signal))).toBeLessThan(CLOSEST_MS + 2);
    // Half as many a second: twice as far apart.
    expect(await time(() => cloud.delete(keyOf("a"), "token", signal))).toBeGreaterThan(CLOSEST_MS - 2);
  });

  it("leaves who no longer waits with the reason, and sends nothing for them", async () => {
    await using wire = await startWire(() => refusal("AccessDeniedException", 400));
    const clock = createFastClock();
    const client = createCloudControlClient({ ...address, endpoint: wire.url, requestsPerSecond: 1 }, clock);
    const cloud = createCloudControl({ client });
    await Promise.allSettled([cloud.delete(keyOf("a"), "token", signal)]);
    const stop = new AbortController();
    const waiting = cloud.delete(keyOf("b"), "token", stop.signal);
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    expect(wire.requests).toHaveLength(1);
  });
});
