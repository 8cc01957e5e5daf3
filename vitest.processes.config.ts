import { defineConfig } from "vitest/config";

/** Workers as processes, which are killed and stopped. They wait for leases of seconds, and for nothing else. */
export default defineConfig({
  test: {
    include: ["test/processes/**/*.test.ts"],
    testTimeout: 900_000,
    // By default one core is left idle, which is half of a machine that has two.
    maxWorkers: "100%",
    hookTimeout: 60_000,
  },
});
