import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const elsewhere = [
  ...["aws", "comments", "package", "pictures", "processes", "simulation"].map((folder) => `test/${folder}/**`),
  "node_modules/**",
];
/** What evaluates foreign code in the process of the test: Node's type stripper may stay broken there. */
const apart = ["test/unit/read/**/*.test.ts", "test/property/evaluate.test.ts"];

export default defineConfig({
  test: {
    // Many tests wait for processes of their own: as many workers as cores would leave them idle.
    maxWorkers: availableParallelism() + 1,
    // How long a test takes says how busy the machine is; this only ends what would never end.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: "apart", include: apart, exclude: elsewhere } },
      // No test leaves anything behind in its process, so files share one and load what they import once.
      {
        extends: true,
        test: { name: "together", include: ["test/**/*.test.ts"], exclude: [...elsewhere, ...apart], isolate: false },
      },
    ],
  },
});
