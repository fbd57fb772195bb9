/** Killed at named points between a vote and its card: one action each, and the card tells the truth. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { textOf, type Message } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { idOf, openStage, type OpenStage } from "./stage.ts";

const ACTIONS = "/devices/entities/devices-actions/v2";
const LONG_MS = 60_000;

const POINTS = {
  "WIN-01": "between the vote and the call",
  "WIN-02": "in the middle of a call that arrived",
  "WIN-03": "in the middle of a call that never arrived",
  "WIN-04": "between the call's answer and the card",
} as const;

let stage: OpenStage;
const cards = new Map<string, Message>();
/** Isolations of those that must not have been reached when the kill came. */
let early = 0;

/** Every host is brought to its own point, then all of them are cut off by one kill. */
beforeAll(async () => {
  stage = await openStage();
  const { falcon, slack } = stage;
  const id = (host: keyof typeof POINTS): string => idOf(falcon, host);
  for (const host of Object.keys(POINTS)) {
    await slack.slash("U0ANA", "C0SOC", `isolate ${host} beaconing`);
    cards.set(host, await stage.card(host));
  }
  falcon.clearCalls();
  falcon.addFault({
    path: "/devices/entities/devices/v2",
    match: id("WIN-01"),
    fault: { delayMs: LONG_MS },
    count: -1,
  });
  falcon.addFault({ method: "POST", path: ACTIONS, match: id("WIN-02"), fault: "hang-after" });
  falcon.addFault({ method: "POST", path: ACTIONS, match: id("WIN-03"), fault: "hang" });
  slack.fail({ call: "chat.update", fault: { kind: "delay", ms: LONG_MS } });
  for (const host of ["WIN-04", "WIN-02", "WIN-03", "WIN-01"]) {
    await slack.click("U0LEE", cards.get(host)!, "Approve");
  }
  const asked = (path: string, host: keyof typeof POINTS): boolean =>
    falcon.state.callsTo(path).some((call) => JSON.stringify([call.body, call.query]).includes(id(host)));
  await until("WIN-01 is looked at before its call", () => asked("/devices/entities/devices/v2", "WIN-01"));
  await until("WIN-02 is contained, unheard", () => falcon.state.containCalls(id("WIN-02")) === 1);
  await until("WIN-03 is called", () => asked(ACTIONS, "WIN-03"));
  await until("WIN-04 is contained", () => falcon.state.containCalls(id("WIN-04")) === 1);
  early = falcon.state.containCalls(id("WIN-01")) + falcon.state.containCalls(id("WIN-03"));
  await stage.bot.kill();
  falcon.clearFaults();
  slack.heal();
  stage.bot = await stage.home.start();
}, 60_000);
afterAll(() => stage.close());

describe("a kill", { timeout: 60_000 }, () => {
  it.each(Object.entries(POINTS))("with %s %s ends in one isolation and a true card", async (host) => {
    const card = cards.get(host)!;
    await until("contained, verified", () => textOf(card).includes("contained, verified"), 45_000);
    expect(textOf(card)).toContain("Lee Chan");
    expect(stage.falcon.state.containCalls(idOf(stage.falcon, host))).toBe(1);
    // A word in the thread may have said meanwhile that the outcome was in doubt.
    expect(stage.cards(host).filter((said) => said.threadTs === undefined)).toHaveLength(1);
  });

  it("came before two of the four were touched", () => expect(early).toBe(0));

  it("leaves an unbroken audit with one vote and one end for each", async () => {
    expect((await stage.home.shell("audit", "verify")).out).toMatch(/^intact: /);
    const { out } = await stage.home.shell("audit", "export");
    const events = out.split("\n").filter((line) => line.includes('"event":"approval.approve"'));
    expect(events).toHaveLength(Object.keys(POINTS).length);
  });
});
