import { defineConfig } from "vitest/config";

/** Kills by the dozen: `npm run test:crash`, with FALCONER_CRASHES for more of them. */
export default defineConfig({
  test: {
    include: ["test/crash/**/*.test.ts"],
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
