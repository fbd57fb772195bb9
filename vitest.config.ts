import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/**
 * `pure`: no ports, processes or global state, so the files share one module graph and run fast.
 * `live`: real sockets, databases and child processes, one isolated worker a file.
 * `e2e`, `crash` and `optional` have their own scripts: a browser, many kills, and material from elsewhere.
 */
export default defineConfig({
  test: {
    env: { NO_PROXY: "127.0.0.1,localhost" },
    // Promises counted in seconds are tested: a worker a core, or the machine itself would break them.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      {
        test: {
          name: "pure",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.live.test.ts", "test/e2e/**", "test/crash/**", "test/optional/**"],
          isolate: false,
          setupFiles: ["test/seed.ts"],
          // Generous: a loaded machine is slow, not wrong.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "live",
          include: ["test/**/*.live.test.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
