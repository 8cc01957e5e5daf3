import { defineConfig } from "vitest/config";

/** What needs Chromium: the comments of the golden files as people see them. */
export default defineConfig({
  test: {
    include: ["test/pictures/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
