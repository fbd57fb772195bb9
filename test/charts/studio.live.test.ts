/** The process that draws: there when it is wanted, gone when it is not, and never in the way. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createCharts } from "../../src/charts/service.ts";
import type { Sketch } from "../../src/charts/sketch.ts";
import { createStudio, type Studio } from "../../src/charts/studio.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { anchoredClock } from "../../src/lib/clock.ts";
import { BotError } from "../../src/lib/errors.ts";
import { inline } from "../bot/card-words.ts";
import { quiet } from "../adapters/slack/bot-double.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { pixelsOf } from "../fixtures/pixels.ts";
import { stormOf } from "./sightings.ts";

const log = { ...quiet, child: () => log };
const text = (words: string): Sketch => ({
  kind: "svg",
  svg: `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><text x="4" y="30">${words}</text></svg>`,
});

function open(clock: Clock = anchoredClock()): Studio {
  const studio = createStudio({ clock, log });
  onTestFinished(() => studio.stop());
  return studio;
}

/** Processes of ours that draw. */
const drawers = (): readonly number[] =>
  readdirSync("/proc")
    .filter((id) => /^\d+$/.test(id))
    .filter((id) => {
      try {
        const isOurs = readFileSync(`/proc/${id}/status`, "utf8").includes(`\nPPid:\t${process.pid}\n`);
        return isOurs && readFileSync(`/proc/${id}/cmdline`, "utf8").includes("charts/worker.ts");
      } catch {
        // It ended while we looked.
        return false;
      }
    })
    .map(Number);

async function until(what: string, isSo: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it("draws many pictures while the process goes on with its work", { retry: 2 }, async () => {
  const charts = createCharts({ studio: open() });
  const drawing = [100, 200, 300, 400].map((count) =>
    charts.detections("storm", { title: `${count} detections`, sightings: stormOf(count) }),
  );
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 2);
  const pictures = await Promise.all(drawing);
  clearInterval(timer);
  for (const { png } of pictures) expect(pixelsOf(png).width).toBeGreaterThan(1_000);
  expect(new Set(pictures.map(({ svg }) => svg)).size).toBe(4);
  expect(longest).toBeLessThan(100);
});

it("says in words what a picture shows", async () => {
  const charts = createCharts({ studio: open() });
  const { alt } = await charts.detections("storm", { title: "x", sightings: stormOf(5) });
  expect(inline(alt)).toBe(
    "5 detections, 2026-01-05 12:00 to 12:25 UTC: 1 critical, 1 high, 1 medium, 1 low, 1 informational; " +
      "most on WIN-FIN-07 (3); most often PowerShell (2)",
  );
});

it("draws the same thing once, however often and at once it is asked for", async () => {
  const studio = open();
  const [first, second] = await Promise.all([studio.draw(text("same")), studio.draw(text("same"))]);
  expect(second).toBe(first);
  expect(await studio.draw(text("other"))).not.toBe(first);
});

it.runIf(process.platform === "linux")(
  "starts no process before the first picture and ends it when idle",
  async () => {
    const clock = fakeClock();
    const studio = open(clock);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(drawers()).toEqual([]);
    await studio.draw(text("one"));
    expect(drawers()).toHaveLength(1);
    await clock.advance(10 * 60_000);
    await until("the process ends", () => drawers().length === 0);
    expect((await studio.draw(text("two"))).png.length).toBeGreaterThan(100);
  },
);

it("goes on after a picture that cannot be drawn", async () => {
  const studio = open();
  await expect(studio.draw({ kind: "svg", svg: "<svg" })).rejects.toThrow(BotError);
  expect((await studio.draw(text("next"))).png.length).toBeGreaterThan(100);
});

it.runIf(process.platform === "linux")("is not put off by a process that was killed", async () => {
  const studio = open();
  await studio.draw(text("before"));
  for (const id of drawers()) process.kill(id, "SIGKILL");
  await until("the process ends", () => drawers().length === 0);
  expect((await studio.draw(text("after"))).png.length).toBeGreaterThan(100);
});

it.runIf(process.platform === "linux")(
  "starts no process for what still waits when it is closed",
  async () => {
    const studio = open();
    const waiting = Promise.allSettled(
      Array.from({ length: 12 }, (_, n) => studio.draw(text(`picture ${n}`))),
    );
    await until("the first is being drawn", () => drawers().length === 1);
    await studio.stop();
    const end = Date.now() + 500;
    while (Date.now() < end) {
      expect(drawers()).toEqual([]);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const last = (await waiting).at(-1);
    expect(last).toMatchObject({ reason: { code: "no-picture" } });
  },
);

it("gives up on a picture that takes too long, and draws the next", async () => {
  const clock = fakeClock();
  const studio = open(clock);
  const slow = Promise.allSettled([studio.draw(text("slow"))]);
  await clock.advance(60_000);
  expect(await slow).toMatchObject([{ reason: { hint: "The picture could not be drawn." } }]);
  expect((await studio.draw(text("next"))).png.length).toBeGreaterThan(100);
});

it("lets go of who no longer waits, and takes nobody when too many do", async () => {
  const studio = open();
  const ended = new AbortController();
  const dropped = studio.draw(text("dropped"), ended.signal);
  const many = Array.from({ length: 40 }, (_, n) => studio.draw(text(`n${n}`)));
  ended.abort(new Error("stopped"));
  await expect(dropped).rejects.toThrow("stopped");
  const outcomes = await Promise.allSettled(many);
  const refused = outcomes.filter(({ status }) => status === "rejected");
  expect(refused.length).toBeGreaterThan(5);
  expect(refused.length).toBeLessThan(25);
});

it("takes nothing once it is closed, and closing it ends what is being drawn", async () => {
  const studio = open();
  const begun = Promise.allSettled([studio.draw(text("begun"))]);
  await studio.stop();
  expect(await begun).toMatchObject([{ reason: { code: "no-picture" } }]);
  await expect(studio.draw(text("late"))).rejects.toThrow(BotError);
});

it("keeps the drawing libraries to that process", () => {
  const root = join(import.meta.dirname, "../..");
  const importers = (pattern: RegExp): readonly string[] =>
    ["src", "commands", "adapters"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter(
          (name) => name.endsWith(".ts") && pattern.test(readFileSync(join(root, folder, name), "utf8")),
        )
        .map((name) => join(folder, name)),
    );
  expect(importers(/^import (?!type)[^;]*from "(?:vega|vega-lite|@resvg\/resvg-js)"/m)).toEqual([
    "src/charts/draw.ts",
  ]);
  expect(importers(/from "[./\w-]*\/draw\.ts"/).filter((path) => path.startsWith("src/"))).toEqual([
    "src/charts/worker.ts",
  ]);
});
