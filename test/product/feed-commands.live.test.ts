/** Feeds as admins keep them, through the running bot: where they may be, what they tell, how they are muted. */
import { describe, expect, it } from "vitest";
import { textOf, type Message } from "../emulators/slack/index.ts";
import { until } from "./bot.ts";
import { areRead, messages, said, saying, withoutFeed } from "./feed-stage.ts";
import { CHANNELS } from "./settings.ts";
import type { Stage } from "./stage.ts";

const ADMIN = "U0ROOT";

async function say(stage: Stage, line: string, answer: string, channel = "C0ALERTS"): Promise<Message> {
  const before = saying(stage, answer, channel).length;
  await stage.slack.slash(ADMIN, channel, line);
  return until(`${line} is answered with ${answer}`, () => saying(stage, answer, channel)[before]);
}

describe("feed add", { timeout: 60_000 }, () => {
  it("refuses a channel where nothing could be told, and says why", async () => {
    const stage = await withoutFeed({
      slack: {
        channels: [
          ...CHANNELS,
          { id: "C0ALERTS", name: "alerts" },
          { id: "C0PRIVATE", name: "war-room", withBot: false },
          { id: "C0GONE", name: "gone", archived: true },
        ],
      },
    });
    for (const [channel, why] of [
      ["slack:C0NOWHERE", "no such channel"],
      ["<#C0PRIVATE|war-room>", "/invite @Falconer"],
      ["C0GONE", "archived"],
      ["web:nowhere", "no channel called nowhere"],
      ["discord:7001", "Discord is not switched on"],
      ["teams:7001", "the surfaces are slack, discord, web"],
    ] as const) {
      await stage.slack.slash(ADMIN, "C0ALERTS", `feed add ${channel}`);
      await stage.told(ADMIN, why);
    }
    await say(stage, "feed list", "No feeds");
    await say(stage, "feed add <#C0ALERTS|alerts>", "Feed added");
    await say(stage, "feed add web:alerts", "Feed added");
  });

  it("tells the past only where it was asked to, and each alert once", async () => {
    const stage = await withoutFeed();
    stage.falcon.addAlert({ host: "WIN-01", display_name: "Of an hour ago", severity_name: "High" });
    stage.falcon.addAlert({ host: "WIN-02", display_name: "Only low", severity_name: "Low" });
    await areRead(stage, 2);
    const added = await say(stage, "feed add --severity high --since 1h", "Feed added");
    expect(textOf(added)).toContain("1 alert of the last 1h told as well");
    await said(stage, "Of an hour ago");
    await say(stage, "feed add --severity low", "Nothing of the past is told");
    const again = await say(stage, "feed add --severity medium --since 1h", "of the last 1h");
    expect(textOf(again)).toContain("0 alerts of the last 1h");
    stage.falcon.addAlert({ host: "WIN-03", display_name: "Wanted three times", severity_name: "High" });
    await said(stage, "Wanted three times");
    expect(saying(stage, "Of an hour ago")).toHaveLength(1);
    expect(saying(stage, "Wanted three times")).toHaveLength(1);
    expect(saying(stage, "Only low")).toEqual([]);
  });
});

describe("a feed that is named by its channel", { timeout: 60_000 }, () => {
  it("is chosen where the channel has two, and what was said is kept", async () => {
    const stage = await withoutFeed();
    await say(stage, "feed add --severity critical", "Feed added");
    await say(stage, "feed add --products idp", "Feed added");
    const used = new Set<string>();
    const choose = async (line: string, words: string, answer: string): Promise<Message> => {
      await stage.slack.slash(ADMIN, "C0ALERTS", line);
      const question = await until("the question", () =>
        stage.slack
          .ephemerals(ADMIN)
          .findLast((one) => textOf(one).includes("Which feed?") && !used.has(one.ts)),
      );
      used.add(question.ts);
      const before = saying(stage, answer).length;
      await stage.slack.click(ADMIN, question, words);
      return until(answer, () => saying(stage, answer)[before]);
    };
    const muted = await choose("feed mute --for 2h drill of the night shift", "every severity", "Feed muted");
    expect(textOf(muted)).toContain("drill of the night shift");
    const list = textOf(await say(stage, "feed list", "Feeds (2)"));
    expect(list.split("drill of the night shift")).toHaveLength(2);
    await choose("feed remove", "critical", "Feed removed");
    expect(textOf(await say(stage, "feed list", "Feeds (1)"))).toContain("idp");
    await say(stage, "feed unmute", "no longer muted");
  });
});

describe("feed mute", { timeout: 60_000 }, () => {
  it("takes the channel, the time and the reason in any order that makes sense", async () => {
    const stage = await withoutFeed();
    await say(stage, "feed add", "Feed added");
    for (const [line, where] of [
      ["feed mute --for 3h drill", "C0ALERTS"],
      ["feed mute 3h drill", "C0ALERTS"],
      ["feed mute drill --for 3h", "C0ALERTS"],
      ["feed mute here 3h drill", "C0ALERTS"],
      ["feed mute <#C0ALERTS|alerts> --for 3h drill", "C0OTHER"],
      ["feed mute --for 3h <#C0ALERTS|alerts> drill", "C0OTHER"],
      ["feed mute slack:C0ALERTS 3h drill", "C0OTHER"],
      ["feed mute C0ALERTS drill for:3h", "C0OTHER"],
    ] as const) {
      const words = textOf(await say(stage, line, "Feed muted", where));
      expect(`${line} -> ${words}`).toMatch(/slack:C0ALERTS until .*: drill\./);
    }
    const list = textOf(await say(stage, "feed list", "Feeds (1)"));
    expect(list).toContain("drill");
  });

  it("of a channel that has no feed, or without a reason, is refused", async () => {
    const stage = await withoutFeed();
    await say(stage, "feed add", "Feed added");
    for (const [line, why] of [
      ["feed mute <#C0OTHER|other> 1h drill", "no such feed"],
      ["feed mute zz9zzz 1h drill", "no such feed"],
      ["feed mute 1h", "Say why"],
      ["feed mute 40d holidays", "30 days at most"],
    ] as const) {
      await stage.slack.slash(ADMIN, "C0ALERTS", line);
      await stage.told(ADMIN, why);
    }
    await stage.slack.slash(ADMIN, "C0OTHER", "feed mute 1h drill");
    await stage.told(ADMIN, "No feed tells anything in this channel");
  });
});

describe("what a feed tells", { timeout: 90_000 }, () => {
  it("is what its filter says: severity, product, tactic, technique, host tag, group and name", async () => {
    const filters = {
      C0SEVERE: "--severity high",
      C0PRODUCT: "--products idp,xdr",
      C0TACTIC: '--tactics "credential access"',
      C0TECHNIQUE: "--techniques T1059",
      C0TAGGED: "--tags plc",
      C0GROUPED: `--groups ${"9".repeat(32)}`,
      C0NAMED: "--hostnames web-*,*-db",
      C0ALL: "--severity medium --hostnames web-* --products epp",
    };
    const stage = await withoutFeed({
      slack: {
        channels: [...CHANNELS, ...Object.keys(filters).map((id) => ({ id, name: id.toLowerCase() }))],
      },
    });
    for (const [channel, filter] of Object.entries(filters))
      await say(stage, `feed add ${filter}`, "Feed added", channel);
    const device = (hostname: string, more: object = {}) => ({
      device_id: Buffer.from(hostname.padEnd(16, ".")).toString("hex"),
      hostname,
      tags: [],
      groups: [],
      ...more,
    });
    const plain = {
      severity_name: "Low",
      product: "epp",
      tactic: "Execution",
      tactic_id: "TA0002",
      technique: "User Execution",
      technique_id: "T1204",
    };
    const raise = (display_name: string, more: object): void =>
      void stage.falcon.addAlert({ ...plain, device: device("host-1"), display_name, ...more });
    raise("Nobody wants this", {});
    raise("High one", { severity_name: "High" });
    raise("Medium one", { severity_name: "Medium" });
    raise("Identity one", { product: "idp" });
    raise("Credentials one", { tactic: "Credential Access", tactic_id: "TA0006" });
    raise("Script one", { technique: "PowerShell", technique_id: "T1059.001" });
    raise("Not that script", { technique: "Other", technique_id: "T10591" });
    raise("Tagged one", { device: device("host-2", { tags: ["SensorGroupingTags/plc"] }) });
    raise("Grouped one", { device: device("host-3", { groups: ["9".repeat(32)] }) });
    raise("Named web", { device: device("WEB-07") });
    raise("Named db", { device: device("main-db") });
    raise("All at once", { device: device("web-08"), severity_name: "Critical" });
    const told: Readonly<Record<keyof typeof filters, readonly string[]>> = {
      C0SEVERE: ["High one", "All at once"],
      C0PRODUCT: ["Identity one"],
      C0TACTIC: ["Credentials one"],
      C0TECHNIQUE: ["Script one"],
      C0TAGGED: ["Tagged one"],
      C0GROUPED: ["Grouped one"],
      C0NAMED: ["Named web", "Named db", "All at once"],
      C0ALL: ["All at once"],
    };
    for (const [channel, names] of Object.entries(told))
      for (const name of names) await said(stage, name, channel);
    await areRead(stage, 12);
    const names =
      /Nobody wants this|High one|Medium one|Identity one|Credentials one|Script one|Not that script|Tagged one|Grouped one|Named web|Named db|All at once/g;
    for (const [channel, wanted] of Object.entries(told)) {
      const found = messages(stage, channel).flatMap((one) => textOf(one).match(names) ?? []);
      expect({ channel, told: [...new Set(found)].toSorted() }).toEqual({ channel, told: wanted.toSorted() });
    }
  });
});
