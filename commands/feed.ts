/** `feed`: which alerts are told in which channel. */
import { z } from "zod";
import * as arg from "../src/chat/args.ts";
import { mono, note, text, toned, type Card } from "../src/chat/card.ts";
import type { Moment } from "../src/chat/command.ts";
import { formatDuration } from "../src/lib/duration.ts";
import { MINUTE } from "../src/lib/clock.ts";
import { UserError } from "../src/lib/errors.ts";
import { defineCommand, type Services } from "./define.ts";
import { chosenFeed } from "./feed-choice.ts";
import { LONGEST_MUTE_MS, mute, unmute } from "./feed-mute.ts";
import { filterWords, listCard, where } from "./feed-words.ts";

const ACTIONS = ["add", "list", "remove", "mute", "unmute"] as const;
const DEAF = new Set(["terminal", "mcp"]);

const many = (label: string, hint: string) => arg.named(label, `${hint}; several with commas`);
const timeSpan = (label: string, hint: string) =>
  arg.duration(label, hint, { least: MINUTE, most: LONGEST_MUTE_MS });

const args = z.object({
  action: arg.choice("What to do", ACTIONS, { named: false, hint: "list unless you say otherwise" }),
  feed: arg.optionalWord(
    "Channel or feed",
    "surface:channel or a feed's id; this channel unless you say otherwise",
  ),
  reason: arg.optionalRest("Reason", "why it is muted"),
  severity: arg.choice("Severity", ["informational", "low", "medium", "high", "critical"], {
    hint: "this severity and worse",
  }),
  products: many("Products", "epp, idp, ngsiem and so on"),
  tactics: many("Tactics", "names or ids"),
  techniques: many("Techniques", "names or ids; T1059 includes T1059.001"),
  tags: many("Host tags", "with or without FalconGroupingTags/"),
  groups: many("Host groups", "their ids"),
  hostnames: many("Hostnames", "patterns such as web-*"),
  window: timeSpan(
    "Window",
    "alerts of one host within this time share a card, 15m unless you say otherwise",
  ),
  digest: arg.named("Digest", 'when to sum up, as a cron schedule: "0 9 * * 1-5"'),
  since: timeSpan("Since", "also tell what came within this last while"),
  for: timeSpan("For", "how long to mute, 1h unless you say otherwise"),
});
type Args = z.infer<typeof args>;

/**
 * Without a channel it is about the one in which it is said. Feeds of
 * the settings can be muted here, and are removed in the settings alone.
 */
export const feed = defineCommand({
  name: "feed",
  aliases: ["feeds"],
  summary: "Choose which alerts are told in which channel",
  role: "admin",
  changes: true,
  args,
  examples: ["feed add --severity high", "feed list", "feed mute 2h patching tonight", "feed remove 7f3k2m"],
  async run(given, moment, services) {
    switch (given.action ?? "list") {
      case "list":
        return listCard(await services.feeds.list(), services.clock.now());
      case "add":
        return add(given, moment, services);
      case "remove":
        return remove(given, moment, services);
      case "mute":
        return mute(given, moment, services);
      case "unmute":
        return unmute(given, moment, services);
    }
  },
});

async function add(given: Args, { place, person }: Moment, { feeds }: Services): Promise<Card> {
  const channel = feeds.channelOf(given.feed, place);
  if (DEAF.has(channel.surface))
    throw new UserError("Name the channel, such as slack:C0ALERTS: nothing can be told here.");
  const { feed: row, replayed } = await feeds.add(
    {
      place: channel,
      filter: filterOf(given),
      windowMs: given.window,
      digest: given.digest,
      sinceMs: given.since,
    },
    person,
  );
  const past =
    given.since === undefined
      ? "Nothing of the past is told."
      : `${replayed} ${replayed === 1 ? "alert" : "alerts"} of the last ${formatDuration(given.since)} told as well.`;
  return {
    ...toned(
      "good",
      "Feed added",
      text(mono(row.id), ": ", where(row), ", ", filterWords(row), "."),
      note(past),
    ),
    data: { feed: row, replayed },
  };
}

async function remove({ feed: written }: Args, moment: Moment, { feeds }: Services): Promise<Card> {
  const row = await chosenFeed(feeds, written, moment, { action: "remove" });
  await feeds.remove(row, moment.person);
  return {
    ...toned("good", "Feed removed", text(mono(row.id), ": ", where(row), " is told no more of this.")),
    data: { feed: row.id },
  };
}

function filterOf(given: Args) {
  const lists = {
    products: given.products,
    tactics: given.tactics,
    techniques: given.techniques,
    tags: given.tags,
    groups: given.groups,
    hostnames: given.hostnames,
  };
  const present = Object.entries(lists).flatMap(([name, written]) => {
    const words = (written ?? "")
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== "");
    return words.length === 0 ? [] : [[name, words] as const];
  });
  return {
    ...(given.severity === undefined ? {} : { severity: given.severity }),
    ...Object.fromEntries(present),
  };
}
