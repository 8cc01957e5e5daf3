import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { bundleFunctions } from "./bundle-functions.ts";

// `node infra/build/bundle.ts [FOLDER]`: bundles the deployed functions and prints what each measures.

const folder = path.resolve(process.argv[2] ?? fileURLToPath(new URL("../../dist/functions/", import.meta.url)));

for (const { name, files } of await bundleFunctions(folder)) {
  const total = Object.values(files).reduce((sum, bytes) => sum + bytes, 0);
  const parts = Object.entries(files).map(([file, bytes]) => `${file} ${kilobytes(bytes)}`);
  process.stdout.write(`${name.padEnd(14)} ${kilobytes(total).padStart(10)}   ${parts.join(", ")}\n`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
