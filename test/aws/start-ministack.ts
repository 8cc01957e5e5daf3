import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as timeout } from "node:timers/promises";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where MiniStack listens. */
    readonly ministack: string;
    /** The `aws` program. */
    readonly awsCli: string;
  }
}

const root = resolve(import.meta.dirname, "../..");
const environment = join(root, ".venv", "ministack");
const requirements = join(import.meta.dirname, "requirements.txt");
const startDeadline = 60_000;
const stopDeadline = 5_000;

/** Installs MiniStack and `aws` into an ignored virtual environment, starts the first on a free port, and stops it afterwards. */
export default async function startMinistack(project: TestProject): Promise<() => Promise<void>> {
  await install();
  const port = await freePort();
  const log = createWriteStream(join(environment, "ministack.log"));
  await once(log, "open");
  const server = spawn(join(environment, "bin", "ministack"), [], {
    cwd: environment,
    env: {
      PATH: process.env["PATH"],
      BIND_HOST: "127.0.0.1",
      MINISTACK_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      SERVICES: "cloudcontrol,dynamodb,events,sqs,ssm",
    },
    stdio: ["ignore", log, log],
  });
  const url = `http://127.0.0.1:${port}`;
  await untilUp(url, server);
  project.provide("ministack", url);
  project.provide("awsCli", join(environment, "bin", "aws"));
  return () => stop(server);
}

async function install(): Promise<void> {
  const wanted = await readFile(requirements, "utf8");
  const marker = join(environment, "installed.txt");
  if ((await readFile(marker, "utf8").catch(() => undefined)) === wanted) return;
  await mkdir(environment, { recursive: true });
  await run("python3", ["-m", "venv", "--clear", environment]);
  await run(join(environment, "bin", "pip"), ["install", "--quiet", "--requirement", requirements]);
  await writeFile(marker, wanted);
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const [code] = await once(spawn(program, args, { stdio: "inherit" }), "exit");
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("the probe got no port");
  return address.port;
}

async function untilUp(url: string, server: ChildProcess): Promise<void> {
  const deadline = performance.now() + startDeadline;
  while (performance.now() < deadline && server.exitCode === null) {
    const answer = await fetch(`${url}/_ministack/health`, { signal: AbortSignal.timeout(1_000) }).catch(
      () => undefined,
    );
    if (answer?.ok === true) return;
    await timeout(100);
  }
  await stop(server);
  throw new Error(`MiniStack did not start; see ${join(environment, "ministack.log")}`);
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  await Promise.race([ended, timeout(stopDeadline, undefined, { ref: false })]);
  if (server.exitCode === null && server.signalCode === null) server.kill("SIGKILL");
  await ended;
}
