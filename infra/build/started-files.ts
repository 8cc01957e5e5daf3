import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Plugin } from "esbuild";

const reference = /new URL\("\.\/([\w-]+)\.ts", import\.meta\.url\)/g;

/**
 * A file that is started by its address, such as a worker thread, is not imported, so esbuild does not see it. This
 * adds the full path of each to `found`, with that of the file that starts it, and makes the address that of the
 * bundle which stands beside.
 */
export function startedFiles(found: Map<string, string>): Plugin {
  return {
    name: "started-files",
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async (args) => {
        if (args.path.includes("/node_modules/")) return undefined;
        const text = await readFile(args.path, "utf8");
        const contents = text.replaceAll(reference, (_, name: string) => {
          found.set(path.join(path.dirname(args.path), `${name}.ts`), args.path);
          return `new URL("./${name}.mjs", import.meta.url)`;
        });
        return { contents, loader: "ts" };
      });
    },
  };
}
