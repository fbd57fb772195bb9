/** The pictures on alert cards, drawn from what Falcon answers. */
import { expect, it, onTestFinished } from "vitest";
import type { PicturesPort } from "../../src/alerts/pictures.ts";
import { createCharts } from "../../src/charts/service.ts";
import { createStudio } from "../../src/charts/studio.ts";
import type { Block, Card } from "../../src/chat/card.ts";
import { anchoredClock } from "../../src/lib/clock.ts";
import { BotError } from "../../src/lib/errors.ts";
import { quiet } from "../adapters/slack/bot-double.ts";
import { wordsOf } from "../bot/card-words.ts";
import { pixelsOf } from "../fixtures/pixels.ts";
import { startBed } from "../hosts/bed.ts";

const log = { ...quiet, child: () => log };

function charts(): PicturesPort {
  const studio = createStudio({ clock: anchoredClock(), log });
  onTestFinished(() => studio.stop());
  return createCharts({ studio });
}

const pictureOn = (card: Card): Block & { kind: "image" } => {
  const found = card.blocks.find((block) => block.kind === "image");
  if (found === undefined) throw new Error("there is no picture");
  return found;
};

const estate = {
  empty: true,
  hosts: [{ hostname: "web-01" }, { hostname: "<!channel>" }],
  alerts: Array.from({ length: 30 }, (_, n) => ({
    host: n % 3 === 0 ? "web-01" : "<!channel>",
    severity: 70,
    severity_name: "High",
    status: "new",
    cmdline: "cmd.exe /c whoami",
    filename: "cmd.exe",
  })),
};

it("counts everything that was found, also what is not listed", async () => {
  const { alerts } = await startBed(estate, undefined, { pictures: charts() });
  const card = await alerts.listCard({ days: 7, limit: 5, chart: true });
  const { alt, png } = pictureOn(card);
  expect(wordsOf({ ...card, blocks: [{ kind: "image", name: "", alt, png }] })).toMatch(
    /30 detections, .*: 30 high; most on <!channel> \(20\)/,
  );
  expect(pixelsOf(png).width).toBeGreaterThan(1_000);
  expect(card.data).toMatchObject({ total: 30, alerts: { length: 5 } });
});

it("draws nothing unless it is asked to, and nothing of nothing", async () => {
  const { alerts } = await startBed(estate, undefined, { pictures: charts() });
  const isPicture = ({ kind }: Block): boolean => kind === "image";
  expect((await alerts.listCard({ days: 7, limit: 5 })).blocks.some(isPicture)).toBe(false);
  const none = await alerts.listCard({ days: 7, limit: 5, severity: "critical", chart: true });
  expect(none.blocks.some(isPicture)).toBe(false);
});

it("shows the process tree of an alert beside its words", async () => {
  const { alerts, simulator } = await startBed(estate, undefined, { pictures: charts() });
  const card = await alerts.card(simulator.state.alerts[0]!.composite_id);
  expect(wordsOf(card)).toContain("cmd.exe /c whoami");
  expect(wordsOf(card)).toMatch(/Process tree: .*cmd\.exe/);
  expect(pixelsOf(pictureOn(card).png).count((...rgb) => Math.max(...rgb) < 90)).toBeGreaterThan(1_000);
});

it("answers without the picture when it cannot be drawn", async () => {
  const fails = async (): Promise<never> => {
    throw new BotError("no-picture", "The picture could not be drawn.");
  };
  const { alerts } = await startBed(estate, undefined, {
    pictures: { detections: fails, processTree: fails },
  });
  const card = await alerts.listCard({ days: 7, limit: 5, chart: true });
  expect(wordsOf(card)).toContain("The picture could not be drawn.");
  expect(card.data).toMatchObject({ total: 30 });
});
