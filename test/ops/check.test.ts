import { expect, it } from "vitest";
import { BotError } from "../../src/lib/errors.ts";
import { runChecks, type Check } from "../../src/ops/check.ts";
import { fakeClock } from "../fixtures/clock.ts";

async function linesOf(checks: readonly Check[], advanceMs = 0) {
  const lines: string[] = [];
  const clock = fakeClock();
  const result = runChecks(checks, { print: (line) => lines.push(line), clock, timeoutMs: 5_000 });
  await clock.advance(advanceMs);
  return { lines, isWell: await result };
}

it("prints one aligned line for each check and says that all is well", async () => {
  const { lines, isWell } = await linesOf([
    { name: "settings", run: async () => "4 people, 2 policy rules" },
    { name: "store", run: async () => ({ words: "sqlite", isOk: true }) },
  ]);
  expect(lines).toEqual(["ok       settings  4 people, 2 policy rules", "ok       store     sqlite"]);
  expect(isWell).toBe(true);
});

it("names what is missing and what failed, in the words that a person can act on", async () => {
  const { lines, isWell } = await linesOf([
    {
      name: "scope Hosts: Write (devices:write)",
      run: async () => ({ words: "isolate and release", isOk: false }),
    },
    {
      name: "slack",
      run: () =>
        Promise.reject(new BotError("auth", "SLACK_BOT_TOKEN is not valid.", { message: "invalid_auth" })),
    },
    { name: "store", run: () => Promise.reject(new Error("unable to open\n\u001b[2Jfile")) },
  ]);
  expect(lines).toEqual([
    "MISSING  scope Hosts: Write (devices:write)  isolate and release",
    "FAILED   slack                               SLACK_BOT_TOKEN is not valid.",
    "FAILED   store                               unable to open⏎file",
  ]);
  expect(isWell).toBe(false);
});

it("keeps the order of the checks, however long each takes, and gives up on one that hangs", async () => {
  let isTold = false;
  const { lines, isWell } = await linesOf(
    [
      {
        name: "falcon",
        run: (signal) =>
          new Promise(() => {
            signal.addEventListener("abort", () => {
              isTold = true;
            });
          }),
      },
      { name: "store", run: async () => "sqlite" },
    ],
    5_000,
  );
  expect(lines).toEqual(["FAILED   falcon  no answer within 5 s", "ok       store   sqlite"]);
  expect(isWell).toBe(false);
  expect(isTold).toBe(true);
});
