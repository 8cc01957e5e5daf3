import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { startLocalAws } from "../../infra/local/aws/start-local-aws.ts";
import type { RunResult } from "../../workflows/engine/plan/write/result.ts";
import { bridgehead } from "../support/bridgehead.ts";
import { definitionJson } from "../support/pipeline.ts";

/** More than go at once. */
const COUNT = 40;

it("an apply that is stopped tells what is applied, under way and not begun, and the next one goes on", async () => {
  const aws = await startLocalAws({ region: "eu-west-1", latencyMs: 100 });
  const cwd = await mkdtemp(path.join(tmpdir(), "bridgehead-test-"));
  try {
    await mkdir(path.join(cwd, "defs"));
    for (let index = 0; index < COUNT; index += 1) {
      aws.putParameter({ name: `/bridgehead/c${index}/key`, value: `value-of-${index}` });
      await writeFile(path.join(cwd, "defs", `c${index}.json`), definitionJson(`c${index}`));
    }
    const env = { AWS_ENDPOINT_URL: aws.url, AWS_REGION: "eu-west-1" };
    const described = (): number => aws.requests().filter(({ operation }) => operation === "DescribeConnection").length;
    const whenSomeAreDone = async (): Promise<void> => {
      while (described() < 3) await sleep(5);
    };
    const stopped = await bridgehead(["apply", "defs", "--yes"], { cwd, env, interrupt: whenSomeAreDone() });
    expect(stopped.status).toBe(1);
    const [, applied, underWay, notBegun] =
      /^error: stopped: (\d+) applied, (\d+) under way, (\d+) not begun$/m.exec(stopped.stderr) ?? [];
    expect(Number(applied) + Number(underWay) + Number(notBegun)).toBe(COUNT);
    expect(Number(underWay)).toBeGreaterThan(0);
    expect(stopped.stderr).toContain("run the command again: it continues what is under way");

    const { results, outcome } = (
      await bridgehead(["apply", "defs", "--yes", "--json"], { cwd, env })
    ).json<RunResult>();
    expect(outcome).toBe("applied");
    expect(results).toHaveLength(COUNT - Number(applied));
    expect(aws.connectionNames()).toHaveLength(COUNT);
  } finally {
    await aws.close();
    await rm(cwd, { recursive: true });
  }
});
