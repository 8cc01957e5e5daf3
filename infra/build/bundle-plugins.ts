import type { Plugin } from "esbuild";

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
