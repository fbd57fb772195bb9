import { defineConfig } from "vitest/config";

/** Checks against material that is not part of the repository; each says what it needs and is skipped without it. */
export default defineConfig({
  test: {
    env: { NO_PROXY: "127.0.0.1,localhost" },
    include: ["test/optional/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
