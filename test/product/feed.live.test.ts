/** The alert feed through the running bot: what Falcon raises stands in the channel, once. */
import { describe, expect, it } from "vitest";
import { labels, textOf } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { areRead, roots, said, saying, withFeed, withoutFeed } from "./feed-stage.ts";
import { CHANNELS } from "./settings.ts";

describe("the feed in a channel", { timeout: 90_000 }, () => {
  it("tells what comes after the start, and nothing of what was there", async () => {
    const stage = await withFeed(undefined, {
      falcon: { alerts: [{ display_name: "Old news", severity_name: "Critical" }] },
    });
    stage.falcon.addAlert({ host: "WIN-01", display_name: "Fresh beacon", severity_name: "High" });
    const card = await said(stage, "Fresh beacon");
    expect(textOf(card)).toContain("WIN-01");
    expect(labels(card)).toEqual(
      expect.arrayContaining(["Isolate", "Assign to me", "Close", "RTR", "Details"]),
    );
    expect(saying(stage, "Old news")).toEqual([]);
  });

  it("keeps one host's alerts on one card and in its thread, each name once", async () => {
    const stage = await withFeed();
    const names = Array.from({ length: 12 }, (_, n) => `Grouped alert ${String(n).padStart(2, "0")}`);
    for (const display_name of names.slice(0, 4))
      stage.falcon.addAlert({ host: "WIN-02", display_name, severity_name: "High" });
    await said(stage, names[3]!);
    for (const display_name of names.slice(4))
      stage.falcon.addAlert({ host: "WIN-02", display_name, severity_name: "Critical" });
    await said(stage, names[11]!);
    for (const name of names) expect(saying(stage, name)).toHaveLength(1);
    expect(roots(stage)).toHaveLength(1);
    const [root] = roots(stage);
    await until("the counters", () => textOf(root!).includes("12 alerts: 8 critical, 4 high"));
  });

  it("redraws what changes in Falcon, and lets a card whose alerts are closed be", async () => {
    const stage = await withFeed();
    const first = stage.falcon.addAlert({
      host: "WIN-03",
      display_name: "Soon dealt with",
      severity_name: "High",
    });
    const card = await said(stage, "Soon dealt with");
    stage.falcon.setAlert(first.composite_id, { status: "closed", resolution: "true_positive" });
    await until("the card says closed", () => textOf(card).includes("closed"));
    stage.falcon.addAlert({ host: "WIN-03", display_name: "The next one", severity_name: "High" });
    const next = await said(stage, "The next one");
    expect(next.threadTs).toBeUndefined();
    expect(textOf(next)).toContain("Follows the card");
    expect(saying(stage, "Soon dealt with")).toHaveLength(1);
  });

  it("filters by severity", async () => {
    const stage = await withFeed("severity: high");
    stage.falcon.addAlert({ host: "WIN-01", display_name: "Only medium", severity_name: "Medium" });
    stage.falcon.addAlert({ host: "WIN-02", display_name: "Surely high", severity_name: "High" });
    await said(stage, "Surely high");
    expect(saying(stage, "Only medium")).toEqual([]);
  });

  it("catches up with what came while it was down, and says nothing twice", async () => {
    const stage = await withFeed();
    stage.falcon.addAlert({ host: "WIN-01", display_name: "Before the kill", severity_name: "High" });
    await said(stage, "Before the kill");
    await stage.bot.kill();
    stage.falcon.addAlert({ host: "WIN-04", display_name: "While it was down", severity_name: "High" });
    stage.bot = await stage.home.start();
    await said(stage, "While it was down");
    stage.falcon.addAlert({ host: "WIN-05", display_name: "After the restart", severity_name: "High" });
    await said(stage, "After the restart");
    for (const name of ["Before the kill", "While it was down", "After the restart"])
      expect(saying(stage, name)).toHaveLength(1);
  });
});

describe("what people decide on a card", { timeout: 90_000 }, () => {
  it("is written to Falcon by the buttons, and shows on the card", async () => {
    const stage = await withFeed();
    const lee = stage.falcon.state.users.find(({ uid }) => !uid.startsWith("ana"))!;
    const made = stage.falcon.addAlert({
      host: "WIN-01",
      display_name: "Needs a hand",
      severity_name: "High",
    });
    const card = await said(stage, "Needs a hand");
    await stage.slack.click("U0ANA", card, "Assign to me");
    await stage.told("U0ANA", "assigned to Ana Diaz");
    await until(
      "Falcon has Ana",
      () => stage.falcon.state.alert(made.composite_id)?.["assigned_to_name"] === "Ana Diaz",
    );
    await stage.slack.slash("U0ANA", "C0SOC", `assign ${made.composite_id} ${lee.uid}`);
    await until(
      "Falcon has it",
      () => stage.falcon.state.alert(made.composite_id)?.["assigned_to_uuid"] === lee.uuid,
    );
    await until("the card shows who", () => textOf(card).includes(lee.last_name));
    await stage.slack.slash("U0ANA", "C0SOC", `close ${made.composite_id} false_positive a known tool`);
    await until("Falcon closed it", () => stage.falcon.state.alert(made.composite_id)?.status === "closed");
    const alert = stage.falcon.state.alert(made.composite_id)!;
    expect(alert.tags).toContain("false_positive");
    expect(JSON.stringify(alert["comments"])).toContain("a known tool");
    expect(JSON.stringify(alert["comments"])).toContain("Ana Diaz");
    await until("the card says so", () => textOf(card).includes("closed"));
    await stage.told("U0ANA", "closed as false positive");
    expect(stage.cards("Needs a hand")).toEqual([]);
  });
});

describe("a channel that is gone", { timeout: 90_000 }, () => {
  it("loses nothing: its alerts stand where people decide, and an admin is told", async () => {
    const stage = await withFeed(undefined, {
      slack: { channels: [...CHANNELS, { id: "C0ALERTS", name: "alerts", archived: true }] },
    });
    stage.falcon.addAlert({ host: "WIN-01", display_name: "Nowhere to go", severity_name: "High" });
    expect(textOf(await stage.card("Nowhere to go"))).toContain("WIN-01");
    await stage.told("U0ROOT", "C0ALERTS", "archived");
    expect(stage.cards("Nowhere to go")).toHaveLength(1);
  });
});

describe("a feed kept by command", { timeout: 90_000 }, () => {
  it("is added, muted and removed by admins alone, and never tells the past", async () => {
    const stage = await withoutFeed();
    stage.falcon.addAlert({ host: "WIN-01", display_name: "Before the feed", severity_name: "Critical" });
    await areRead(stage, 1);
    await stage.slack.slash("U0ANA", "C0OTHER", "feed add");
    await stage.told("U0ANA", "admin");
    const other = () => stage.slack.channel("C0OTHER").messages.map(textOf).join("\n");
    await stage.slack.slash("U0ROOT", "C0OTHER", "feed add --severity high");
    await until("the feed is added", () => other().includes("Feed added"));
    stage.falcon.addAlert({ host: "WIN-02", display_name: "After the feed", severity_name: "Critical" });
    await until("the new one", () => other().includes("After the feed"), 20_000);
    expect(other()).not.toContain("Before the feed");
    await stage.slack.slash("U0ROOT", "C0OTHER", "feed mute 2h patching tonight");
    await until("it is muted", () => other().includes("Feed muted"));
    stage.falcon.addAlert({ host: "WIN-03", display_name: "Held back", severity_name: "Critical" });
    await areRead(stage, 3);
    await stage.slack.slash("U0ROOT", "C0OTHER", "feed unmute");
    await until("it was counted", () => other().includes("held back meanwhile: 1"));
    expect(other()).not.toContain("Held back");
    await stage.slack.slash("U0ROOT", "C0OTHER", "feed remove here");
    await until("it is removed", () => other().includes("Feed removed"));
    expect(other()).toContain("patching tonight");
  });
});
