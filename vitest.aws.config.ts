import { defineConfig } from "vitest/config";

/** The adapters of deployed services against MiniStack, an AWS emulator in Python: `npm run test:aws`. */
export default defineConfig({
  test: {
    include: ["test/aws/**/*.test.ts"],
    globalSetup: ["test/aws/start-ministack.ts"],
    testTimeout: 30_000,
    hookTimeout: 180_000,
  },
});
