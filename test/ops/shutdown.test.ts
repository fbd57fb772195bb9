import { expect, it } from "vitest";
import { SECOND } from "../../src/lib/clock.ts";
import { LONGEST_STOP_MS, stopInOrder } from "../../src/ops/shutdown.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { keptLog } from "./quiet-log.ts";

const hang = (): Promise<void> => new Promise(() => undefined);

it("stops the parts one after another", async () => {
  const clock = fakeClock();
  const log = keptLog();
  const seen: string[] = [];
  const step = (name: string) => ({
    name,
    stop: async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
    },
  });
  await stopInOrder([step("turns"), step("store")], { withinMs: 10 * SECOND, log, clock });
  expect(seen).toEqual(["turns begins", "turns ends", "store begins", "store ends"]);
  expect(log.lines).toEqual([]);
});

it("leaves a hanging part behind, names it in the log, and still closes the store", async () => {
  const clock = fakeClock();
  const log = keptLog();
  const start = clock.now();
  let closedAt: number | undefined;
  const stopped = stopInOrder(
    [
      { name: "slack", stop: hang },
      {
        name: "store",
        stop: async () => {
          closedAt = clock.now() - start;
        },
      },
    ],
    { withinMs: 10 * SECOND, log, clock },
  );
  await clock.advance(10 * SECOND);
  await stopped;
  expect(closedAt).toBe(7_500);
  expect(log.lines).toEqual([
    { level: "warn", message: "a part did not stop in time", fields: { part: "slack", shareMs: 7_500 } },
  ]);
});

it("takes no more than ten seconds when everything hangs, and every part gets its turn", async () => {
  const clock = fakeClock();
  const log = keptLog();
  let over = false;
  const asked: string[] = [];
  const names = ["turns", "approvals", "surfaces", "listener", "store"];
  const stopped = stopInOrder(
    names.map((name) => ({
      name,
      stop: () => {
        asked.push(name);
        return hang();
      },
    })),
    { withinMs: 60 * SECOND, log, clock },
  ).then(() => {
    over = true;
  });
  await clock.advance(LONGEST_STOP_MS - 1);
  expect(over).toBe(false);
  await clock.advance(1);
  await stopped;
  expect(asked).toEqual(names);
});

it("goes on after a part that throws", async () => {
  const clock = fakeClock();
  const log = keptLog();
  let isClosed = false;
  const broken = new Error("socket is gone");
  await stopInOrder(
    [
      {
        name: "slack",
        stop: () => {
          throw broken;
        },
      },
      {
        name: "store",
        stop: async () => {
          isClosed = true;
        },
      },
    ],
    { withinMs: SECOND, log, clock },
  );
  expect(isClosed).toBe(true);
  expect(log.lines).toEqual([
    { level: "error", message: "a part failed to stop", fields: { part: "slack", err: broken } },
  ]);
});
