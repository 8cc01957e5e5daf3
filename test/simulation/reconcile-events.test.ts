import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "../../infra/system-clock.ts";
import type { Clock } from "../../workflows/ports/clock.ts";
import { definitionJson, type Pipeline, startPipeline } from "../support/pipeline.ts";
import { recordedEvent } from "../support/recorded-event.ts";

/* What EventBridge tells the reconciler, in the payloads that AWS publishes. */

let later = 0;
/** While the reconciler waits for other events, these come. */
let meanwhile: () => Promise<void> = async () => undefined;
const clock: Clock = {
  now: () => systemClock.now() + later,
  async sleep(milliseconds) {
    const come = meanwhile;
    meanwhile = async () => undefined;
    await come();
    later += Math.ceil(milliseconds);
  },
};

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({ clock });
  for (const id of ["orders", "billing"]) rotate(id, "first");
  const { number } = await pipeline.propose("both", {
    "connections/orders.json": definitionJson("orders"),
    "connections/billing.json": definitionJson("billing"),
  });
  await pipeline.merge(number);
});
afterAll(() => pipeline.close());

function rotate(id: string, value: string): void {
  pipeline.stack.aws.putParameter({ name: `/bridgehead/${id}/key`, value: `canary-${id}-${value}` });
}

async function tell(name: string, detail: Readonly<Record<string, string>> = {}) {
  const done = await pipeline.stack.tell(await recordedEvent(name, detail));
  await pipeline.stack.idle();
  return done;
}

async function driftChecks() {
  const request = { ...pipeline.place, ref: "main", check_name: "bridgehead / drift" };
  return (await pipeline.octokit.rest.checks.listForRef(request)).data.check_runs.map(({ conclusion }) => conclusion);
}

const aws = () => pipeline.stack.aws.requests().length;
const stored = (id: string) => JSON.stringify(pipeline.stack.aws.storedConnection(id));

it("an event about what is as it was applied looks at what it concerns, and tells GitHub nothing", async () => {
  expect(await tell("connection-deauthorized")).toEqual({ outcome: "as-applied", looked: 1, applies: 0 });
  expect(await tell("parameter-unchanged")).toEqual({ outcome: "as-applied", looked: 1, applies: 0 });
  expect(await driftChecks()).toEqual([]);
});

it("an event about what nobody manages asks AWS nothing", async () => {
  const before = aws();
  const others = [
    await tell("connection-deauthorized", { ConnectionName: "others" }),
    await tell("parameter-updated", { name: "/bridgehead/orders/key2" }),
  ];
  expect(others.map(({ outcome }) => outcome)).toEqual(["not-managed", "not-managed"]);
  expect(aws()).toBe(before);
});

it("a rotated parameter is reported at once, and by default no more than that, and the same is not reported again", async () => {
  rotate("orders", "second");
  expect(await tell("parameter-updated")).toEqual({ outcome: "reported", looked: 1, applies: 0 });
  expect(await driftChecks()).toEqual(["neutral"]);
  expect(await tell("parameter-updated")).toEqual({ outcome: "known", looked: 1, applies: 0 });
  expect(stored("orders")).toContain("canary-orders-first");
});

it("is applied where the configuration says so, once for each version, whoever tells of it", async () => {
  await pipeline.work.checkout("main", "main");
  await pipeline.push("main", { "bridgehead.config.json": JSON.stringify({ onRotation: "apply" }) });
  const runs = pipeline.runs.length;
  rotate("orders", "third");
  // The round of the schedule comes while the event's waits.
  meanwhile = async () => {
    expect(await pipeline.stack.reconcile()).toMatchObject({ applies: 1 });
  };
  expect(await pipeline.stack.tell(await recordedEvent("parameter-updated"))).toMatchObject({ applies: 0 });
  await pipeline.stack.idle();
  expect(pipeline.runs.slice(runs)).toHaveLength(1);
  expect(stored("orders")).toContain("canary-orders-third");
  rotate("orders", "fourth");
  expect(await tell("parameter-updated")).toMatchObject({ outcome: "reported", applies: 1 });
  expect(stored("orders")).toContain("canary-orders-fourth");
  expect(await tell("parameter-updated")).toMatchObject({ outcome: "as-applied" });
});

it("a hundred events in a minute are one look, and none of what they tell is missed", async () => {
  const runs = pipeline.runs.length;
  const told: string[] = [];
  rotate("orders", "fifth");
  meanwhile = async () => {
    for (let event = 0; event < 98; event += 1) {
      const { outcome } = await pipeline.stack.tell(await recordedEvent("parameter-updated"));
      told.push(outcome);
    }
    // The last thing that happens before the look.
    rotate("billing", "second");
    const last = await recordedEvent("parameter-updated", { name: "/bridgehead/billing/key" });
    told.push((await pipeline.stack.tell(last)).outcome);
  };
  expect(await tell("parameter-updated")).toEqual({ outcome: "reported", looked: 2, applies: 1 });
  expect(new Set(told)).toEqual(new Set(["gathered"]));
  expect(told).toHaveLength(99);
  expect(pipeline.runs.slice(runs)).toHaveLength(1);
  expect(stored("billing")).toContain("canary-billing-second");
});

it("what nobody asked for is refused loudly", async () => {
  const { length } = pipeline.log;
  await expect(tell("api-destination-deactivated")).rejects.toThrow(
    "refused what nothing asked for: aws.events, API Destination Deactivated",
  );
  expect(pipeline.log.slice(length).join("")).toContain("API Destination Deactivated");
  await expect(pipeline.stack.tell({})).rejects.toThrow("no event of EventBridge's");
  expect(pipeline.log.join("")).not.toContain("canary");
});
