import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { bridgehead } from "../support/bridgehead.ts";
import { startDev } from "../support/start-dev.ts";

it("serves with the faults that it is given", async () => {
  await using dev = await startDev("--fault", "latency=5ms", "--fault", "fail=Throttling,name=orders,times=2");
  const answer = (await (await fetch(`${dev.aws}/_bridgehead/faults`)).json()) as { readonly inForce: unknown };
  expect(answer.inForce).toEqual([
    { kind: "latency", milliseconds: 5, every: 1 },
    { kind: "fail", code: "Throttling", name: "orders", times: 2 },
  ]);
});

it("lists the faults, and knows a misspelt one", async () => {
  const cwd = tmpdir();
  const [help, wrong] = await Promise.all([
    bridgehead(["dev", "--fault", "help"], { cwd }),
    bridgehead(["dev", "--port", "0", "--fault", "throttel"], { cwd }),
  ]);
  expect(help).toMatchObject({ status: 0, stdout: expect.stringContaining("  throttle ") as string });
  expect(wrong).toMatchObject({ status: 1, stderr: expect.stringContaining('did you mean "throttle"?') as string });
});
