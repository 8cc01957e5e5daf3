import { expect, it } from "vitest";
import { systemClock } from "../../infra/system-clock.ts";

it("sleeps as long as asked", async () => {
  const before = systemClock.now();
  await systemClock.sleep(20, new AbortController().signal);
  expect(systemClock.now() - before).toBeGreaterThanOrEqual(18);
});

it("wakes with the signal's own reason", async () => {
  const stop = new AbortController();
  const reason = new Error("enough");
  const sleeping = systemClock.sleep(60_000, stop.signal);
  stop.abort(reason);
  await expect(sleeping).rejects.toBe(reason);
  await expect(systemClock.sleep(0, stop.signal)).rejects.toBe(reason);
});
