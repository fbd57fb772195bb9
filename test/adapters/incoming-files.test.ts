/** Files in what people say: read out of each platform's event, fetched from nowhere but its own hosts. */
import { describe, expect, it } from "vitest";
import { parseMessage as onDiscord } from "../../adapters/discord/parse.ts";
import { readSent } from "../../adapters/discord/sent-files.ts";
import { parseMessage as onSlack } from "../../adapters/slack/parse-message.ts";
import { readShared } from "../../adapters/slack/shared-files.ts";
import { silent } from "../fixtures/silent.ts";
import { untrusted } from "../../src/lib/untrusted.ts";

const SLACK_HOME = { team: "T0HOME", enterprise: undefined, botUser: "U0BOT" };
const slackMessage = (more: object) => ({
  type: "message",
  subtype: "file_share",
  user: "U0ANA",
  text: "",
  channel: "C0SOC",
  ts: "2.0",
  thread_ts: "1.0",
  ...more,
});
const DISCORD_HOME = { application: "1", botUser: "9", isOurs: () => true };
const discordMessage = (more: object) => ({
  id: "5",
  channel_id: "7",
  guild_id: "3",
  content: "",
  author: { id: "2", username: "ana" },
  ...more,
});
const always = (): boolean => true;

describe("a message with files", () => {
  const shared = [
    {
      name: "a.ps1",
      size: 3,
      url_private: "https://files.slack.com/a",
      url_private_download: "https://files.slack.com/d",
    },
    { name: "gone.ps1", mode: "tombstone" },
    "nonsense",
  ];
  const sent = [{ filename: "a.ps1", size: 3, url: "https://cdn.discordapp.com/a" }, { filename: "b.ps1" }];

  it("hands them over by name, size and address; what cannot be had is left out", () => {
    expect(onSlack(slackMessage({ files: shared }), SLACK_HOME, always)?.files).toEqual([
      { name: untrusted("a.ps1"), sizeBytes: 3, address: "https://files.slack.com/d" },
    ]);
    expect(onDiscord(discordMessage({ attachments: sent }), DISCORD_HOME, always)?.files).toEqual([
      { name: untrusted("a.ps1"), sizeBytes: 3, address: "https://cdn.discordapp.com/a" },
    ]);
  });

  it("and without a word is for us in a thread that we follow, and nowhere else", () => {
    expect(onSlack(slackMessage({ files: shared }), SLACK_HOME)).toBeUndefined();
    expect(onSlack(slackMessage({ files: [] }), SLACK_HOME, always)).toBeUndefined();
    expect(onSlack(slackMessage({ files: shared, channel: "D0ANA" }), SLACK_HOME)).toBeUndefined();
    expect(onDiscord(discordMessage({ attachments: sent }), DISCORD_HOME)).toBeUndefined();
    expect(onDiscord(discordMessage({ attachments: [] }), DISCORD_HOME, always)).toBeUndefined();
  });
});

describe("an address", () => {
  const file = (address: string) => ({ name: untrusted("a.ps1"), sizeBytes: 1, address });
  const { signal } = new AbortController();

  it.each([
    "https://files.slack.com.evil.example/a",
    "http://files.slack.com/a",
    "https://user@files.slack.com/a",
    "file:///etc/passwd",
    "http://169.254.169.254/latest",
    "nonsense",
  ])("%s never gets Slack's token", async (address) => {
    const parts = { botToken: "xoxb", apiUrl: "https://slack.com/api/", log: silent, signal };
    expect(await readShared(file(address), 9, parts)).toEqual({
      outcome: "unreadable",
      why: "it is not kept at Slack",
    });
  });

  it.each(["https://cdn.discordapp.com.evil.example/a", "http://cdn.discordapp.com/a", "file:///etc/passwd"])(
    "%s is not asked for Discord's attachments",
    async (address) => {
      const parts = { apiUrl: "https://discord.com/api", log: silent, signal };
      expect(await readSent(file(address), 9, parts)).toMatchObject({ outcome: "unreadable" });
    },
  );
});
