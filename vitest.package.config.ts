import { defineConfig } from "vitest/config";

/** What is deployed: the bundles of the functions, and the CloudFormation template that packaging makes of them. */
export default defineConfig({
  test: {
    include: ["test/package/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
