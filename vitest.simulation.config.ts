import { defineConfig } from "vitest/config";

/** What takes minutes: applies under every fault that the local AWS knows, alone and in many combinations. */
export default defineConfig({
  test: {
    include: ["test/simulation/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // No test leaves anything behind in its process, so files share one and load what they import once.
    isolate: false,
    // By default one core is left idle, which is half of a machine that has two.
    maxWorkers: "100%",
  },
});
