#!/usr/bin/env node
// Plain JavaScript, so that an older Node can read it: Node 24 runs the TypeScript behind it, and where the host has
// an older one, the Node that `npm ci` brought takes over.
import { spawn } from "node:child_process";
import nodeModule, { createRequire } from "node:module";
import path from "node:path";

const oldest = 24;

function installedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/package.json`);
    return path.join(path.dirname(manifest), "bin", "node");
  } catch {
    return undefined;
  }
}

if (Number.parseInt(process.versions.node, 10) >= oldest) {
  // Starting takes half as long once Node has kept what it compiled.
  nodeModule.enableCompileCache?.();
  const { main } = await import("./main.ts");
  process.exitCode = await main(process.argv.slice(2));
} else {
  const node = installedNode();
  if (node === undefined) {
    process.stderr.write(`error: bridgehead needs Node ${oldest} or newer, and this is ${process.versions.node}\n`);
    process.stderr.write(`fix: install Node ${oldest}, or run \`npm ci\`, which brings it on Linux\n`);
    process.exitCode = 1;
  } else {
    const child = spawn(node, process.argv.slice(1), { stdio: "inherit" });
    // The command ends in its own time: it tells how far it got. A terminal sends Ctrl-C to both by itself.
    process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
    process.on("SIGTERM", () => child.kill("SIGTERM"));
    child.on("error", (error) => {
      process.stderr.write(`error: Node ${oldest} did not start: ${error.message}\n`);
      process.exitCode = 1;
    });
    child.on("close", (status) => {
      process.exitCode = status ?? 1;
    });
  }
}
