import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { root, sourceModules } from "../support/source-imports.ts";

const modules = await sourceModules(["connections", "workflows", "infra", "functions", "cli"]);
const texts = await Promise.all(
  modules.map(async ({ path: file }) => ({ file, text: await readFile(path.join(root, file), "utf8") })),
);
const naming = (pattern: RegExp): readonly string[] =>
  texts.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

it("whatever listens does so in one place, which looks at who asks", () => {
  expect(naming(/\b(?:createServer|createSecureServer|createSocket|new Server|Bun\.serve|Deno\.serve)\b/)).toEqual([
    "infra/local/loopback-server.ts",
  ]);
  expect(naming(/\.listen\(/)).toEqual(["infra/local/loopback-server.ts"]);
});

it("and that is used by each of the local servers, and by nothing that is deployed", () => {
  const callers = naming(/\blistenOnLoopback\(/).filter((file) => file !== "infra/local/loopback-server.ts");
  expect(callers.toSorted()).toEqual([
    "cli/local/webhook.ts",
    "infra/local/aws/start-local-aws.ts",
    "infra/local/github/start-local-github.ts",
  ]);
});
