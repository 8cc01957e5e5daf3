import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** What people read: the whole product is started, things happen to it, and what GitHub shows is kept. */
export default defineConfig({
  test: {
    include: ["test/comments/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Each waits for processes of its own half of the time.
    maxWorkers: availableParallelism() + 1,
    isolate: false,
  },
});
