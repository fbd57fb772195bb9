import { defineConfig } from "vitest/config";

/** The console in a real browser: one file after the other, since each starts a browser and a bot. */
export default defineConfig({
  test: {
    env: { NO_PROXY: "127.0.0.1,localhost" },
    include: ["test/e2e/**/*.e2e.test.ts"],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
});
