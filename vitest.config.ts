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
    // What lives beside real neighbours mostly waits for them: more workers than cores.
    maxWorkers: Math.max(3, availableParallelism()),
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
          // Promises counted in seconds break when the machine stalls for seconds; a fault fails twice.
          retry: 1,
        },
      },
    ],
  },
});
