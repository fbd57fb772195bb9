import { describe, expect, it } from "vitest";
import { options, textOf } from "../emulators/discord/index.ts";
import { labels as slackLabels, textOf as slackText } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import type { DiscordStage } from "./discord-stage.ts";
import {
  ANA,
  APPROVALS,
  buttonsOf,
  discordSettings,
  EVE,
  KIM,
  LEE,
  NEWCOMER,
  NIGHT_ROLE,
  ROOT,
  setDiscordStage,
  SOC,
} from "./discord-stage.ts";
import { idOf } from "./stage.ts";

const isolate = (stage: DiscordStage, host: string, reason = "beaconing to a known C2", user = ANA) =>
  stage.discord.command(user, SOC, "isolate", { host, reason });

describe("the main story over Discord", { timeout: 90_000 }, () => {
  it("a host is looked up, its isolation asked for, approved by a colleague, and followed until it is true", async () => {
    const stage = await setDiscordStage();
    const { discord, falcon } = stage;
    const id = idOf(falcon, "WIN-01");
    expect(await discord.command(ANA, SOC, "host", { host: "win-01" })).toMatchObject({ acked: true });
    await until("the host card", () =>
      discord.channel(SOC).messages.find((said) => textOf(said).includes(id)),
    );

    expect(await isolate(stage, "WIN-01")).toMatchObject({ acked: true });
    const card = await stage.card("WIN-01", id);
    for (const word of ["Workstation", "beaconing to a known C2", "Ana Diaz", "on the network"])
      expect(textOf(card)).toContain(word);
    expect(buttonsOf(card).slice(0, 3)).toEqual(["Approve", "Deny", "Withdraw"]);

    await discord.press(ANA, card, "Approve");
    await stage.told(ANA, "yourself");
    await discord.press(EVE, card, "Approve");
    await stage.told(EVE, "approver");
    expect(falcon.state.containCalls(id)).toBe(0);

    await discord.press(LEE, card, "Approve");
    await until("the card says contained, verified", () => textOf(card).includes("contained, verified"));
    expect(textOf(card)).toContain("Lee Chan");
    expect(buttonsOf(card)).not.toContain("Approve");
    expect(falcon.state.containCalls(id)).toBe(1);
    expect(stage.cards("WIN-01")).toHaveLength(1);
    await stage.told(ANA, "verified");
    expect(discord.pings).toEqual([]);
  });

  it("a denial ends it, and the requester may withdraw", async () => {
    const stage = await setDiscordStage();
    await isolate(stage, "WIN-01");
    const denied = await stage.card("WIN-01");
    await stage.discord.press(LEE, denied, "Deny");
    await until("denied", () => textOf(denied).includes("denied"));
    await isolate(stage, "WIN-02");
    const withdrawn = await stage.card("WIN-02");
    await stage.discord.press(ANA, withdrawn, "Withdraw");
    await until("withdrawn", () => textOf(withdrawn).includes("withdrawn"));
    expect(stage.falcon.state.containCalls(idOf(stage.falcon, "WIN-01"))).toBe(0);
  });

  it("an ambiguous name is a choice with full ids, and choosing goes on", async () => {
    const stage = await setDiscordStage();
    await isolate(stage, "TWIN-01", "odd logons");
    const twins = stage.falcon.state.hosts.filter(({ hostname }) => hostname === "TWIN-01");
    const ids = twins.map((host) => host.device_id);
    const picker = await stage.told(ANA, ...ids);
    expect(stage.cards("TWIN-01")).toHaveLength(0);
    const button = buttonsOf(picker).find((label) => label.includes(ids[1] ?? "none"));
    if (button === undefined) await stage.discord.choose(ANA, picker, ids[1] ?? "none");
    else await stage.discord.press(ANA, picker, button);
    expect([...buttonsOf(picker), ...options(picker)]).toHaveLength(2);
    expect(textOf(await stage.card(ids[1] ?? "none"))).toContain("odd logons");
  });

  it("an isolation without its reason opens a form, and what lacks in it is told", async () => {
    const stage = await setDiscordStage();
    const act = await stage.discord.command(ANA, SOC, "isolate", { host: "WIN-03" });
    expect(act.ackType).toBe(9);
    await stage.discord.submit(ANA, stage.discord.modals(ANA)[0]!, {
      Reason: "worm spreading",
      For: "a while",
    });
    const word = await stage.told(ANA, "write a duration");
    expect(await stage.discord.press(ANA, word, "Open")).toMatchObject({ ackType: 9 });
    await stage.discord.submit(ANA, stage.discord.modals(ANA)[0]!, { For: "4h" });
    expect(textOf(await stage.card("WIN-03", "4h"))).toContain("worm spreading");
  });

  it("a long answer is an attachment, and hosts are completed while typing", async () => {
    const hosts = Array.from({ length: 90 }, (_, n) => ({
      hostname: `LAB-${String(n).padStart(3, "0")}-${"x".repeat(40)}`,
    }));
    const stage = await setDiscordStage({ falcon: { empty: true, hosts } });
    await stage.discord.command(EVE, SOC, "hosts", { limit: 90 });
    const list = await until("the list", () =>
      stage.discord.channel(SOC).messages.find(({ attachments }) => attachments.length > 0),
    );
    expect(list.attachments[0]?.bytes.toString()).toContain("LAB-089");
    const offered = await until("completions", async () => {
      const found = await stage.discord.autocomplete(ANA, SOC, "host", { host: "lab-01" }, "host");
      return found.length > 0 ? found : undefined;
    });
    expect(offered.every(({ name }) => name.startsWith("LAB-01"))).toBe(true);
  });

  it("old buttons live on after a restart", async () => {
    const stage = await setDiscordStage();
    await isolate(stage, "WIN-04");
    const card = await stage.card("WIN-04");
    await stage.restart();
    await stage.discord.press(LEE, card, "Approve");
    await until("contained", () => textOf(card).includes("contained, verified"));
    expect(stage.falcon.state.containCalls(idOf(stage.falcon, "WIN-04"))).toBe(1);
    expect(stage.cards("WIN-04")).toHaveLength(1);
  });

  it("who lost the role, and who left the guild, decides nothing", async () => {
    const stage = await setDiscordStage();
    stage.discord.roles(NEWCOMER).add(NIGHT_ROLE);
    await isolate(stage, "WIN-05");
    const card = await stage.card("WIN-05");
    stage.discord.roles(NEWCOMER).delete(NIGHT_ROLE);
    await stage.discord.press(NEWCOMER, card, "Approve");
    await stage.told(NEWCOMER, "role");
    stage.discord.leave(KIM);
    await stage.discord.press(KIM, card, "Approve");
    await stage.told(KIM, "another workspace");
    expect(stage.falcon.state.containCalls(idOf(stage.falcon, "WIN-05"))).toBe(0);
  });

  it("frozen is under the bot's name", async () => {
    const stage = await setDiscordStage();
    await stage.discord.command(ROOT, SOC, "freeze", { reason: "something is off" });
    await until("the presence", () => JSON.stringify(stage.discord.gateway.presences).includes("frozen"));
  });
});

describe("one bot on Slack and Discord", { timeout: 90_000 }, () => {
  it("a request made in Slack is decided in Discord, and the requester's linked account is still the requester", async () => {
    const stage = await setDiscordStage({ withSlack: true });
    const id = idOf(stage.falcon, "WIN-01");
    await stage.slack.slash("U0ANA", "C0SOC", "isolate WIN-01 beaconing");
    const card = await stage.card("WIN-01", id);
    await stage.discord.press(ANA, card, "Approve");
    await stage.told(ANA, "yourself");
    await stage.discord.press(LEE, card, "Approve");
    await until("contained", () => textOf(card).includes("contained, verified"));
    expect(stage.falcon.state.containCalls(id)).toBe(1);
    await until("the requester is told in Slack", () =>
      stage.slack.direct("U0ANA").messages.find((said) => /verified/i.test(slackText(said))),
    );
  });

  it("a request made in Discord is decided in Slack, once, whoever clicks where", async () => {
    const stage = await setDiscordStage({ withSlack: true, settings: discordSettings("slack:C0APPROVE") });
    const id = idOf(stage.falcon, "SRV-01");
    await isolate(stage, "SRV-01", "web shell found");
    const card = await until("the card in Slack", () =>
      stage.slack.channel("C0APPROVE").messages.find((said) => slackText(said).includes(id)),
    );
    await stage.slack.click("U0LEE", card, "Approve");
    await until("one vote", () => slackText(card).includes("Lee Chan"));
    const request =
      /[0-9a-z]{12}/.exec(slackText(card).match(/[Rr]equest\W+([0-9a-z]{12})/)?.[0] ?? "")?.[0] ?? "";
    await stage.discord.command(LEE, APPROVALS, "approve", { request });
    await stage.told(LEE, "voted");
    expect(stage.falcon.state.containCalls(id)).toBe(0);
    await stage.discord.command(KIM, APPROVALS, "approve", { request });
    await until("contained", () => slackText(card).includes("contained, verified"));
    expect(slackLabels(card)).not.toContain("Approve");
    expect(stage.falcon.state.containCalls(id)).toBe(1);
  });
});
