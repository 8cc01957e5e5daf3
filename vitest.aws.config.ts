import { defineConfig } from "vitest/config";

/** What needs Python: the adapters against MiniStack, an AWS emulator, and the AWS CLI against the local AWS. */
export default defineConfig({
  test: {
    include: ["test/aws/**/*.test.ts"],
    globalSetup: ["test/aws/start-ministack.ts"],
    // A test runs `aws` a dozen times, and each time starts a Python.
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
