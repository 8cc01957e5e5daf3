import type { Plugin } from "esbuild";
import { readFile } from "node:fs/promises";
import path from "node:path";

const resolving = Symbol("pure-sources");

/**
 * Tells esbuild that the project's own files do nothing when they are imported, so that a bundle holds only what its
 * entry uses: `compose/` joins the adapters of every function, and a webhook must not carry those of the applier.
 */
export const pureSources: Plugin = {
  name: "pure-sources",
  setup(build) {
    build.onResolve({ filter: /^\.\.?\// }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === resolving || importer.includes("/node_modules/")) return undefined;
      const resolved = await build.resolve(path, { importer, resolveDir, kind, pluginData: resolving });
      return resolved.errors.length > 0 ? { errors: resolved.errors } : { path: resolved.path, sideEffects: false };
    });
  },
};

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
