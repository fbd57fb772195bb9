/** `feed`: which alerts are told in which channel. */
import { z } from "zod";
import * as arg from "../src/chat/args.ts";
import { ago, at, card, mono, note, text, toned, type Card, type Inline } from "../src/chat/card.ts";
import type { Moment } from "../src/chat/command.ts";
import { parseDuration, formatDuration } from "../src/lib/duration.ts";
import { DAY, HOUR, MINUTE } from "../src/lib/clock.ts";
import { UserError } from "../src/lib/errors.ts";
import { untrusted } from "../src/lib/untrusted.ts";
import type { Feeds } from "../src/alerts/feed/service.ts";
import { defineCommand, type Services } from "./define.ts";

type FeedRow = Awaited<ReturnType<Feeds["list"]>>[number];

const ACTIONS = ["add", "list", "remove", "mute", "unmute"] as const;
/** A mute that nobody gave an end to. */
const USUAL_MUTE_MS = HOUR;
const LONGEST_MS = 30 * DAY;
const DEAF = new Set(["terminal", "mcp"]);

const many = (label: string, hint: string) => arg.named(label, `${hint}; several with commas`);
const timeSpan = (label: string, hint: string) =>
  arg.duration(label, hint, { least: MINUTE, most: LONGEST_MS });

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
      : `${replayed} alerts of the last ${formatDuration(given.since)} are told as well.`;
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

async function remove(given: Args, { place, person }: Moment, { feeds }: Services): Promise<Card> {
  const row = await feeds.find(given.feed ?? "here", place);
  await feeds.remove(row, person);
  return {
    ...toned("good", "Feed removed", text(mono(row.id), ": ", where(row), " is told no more of this.")),
    data: { feed: row.id },
  };
}

/** `feed mute 2h patching`, `feed mute FEED 2h patching` and `feed mute FEED --for 2h patching` mean the same. */
async function mute(given: Args, { place, person }: Moment, { feeds }: Services): Promise<Card> {
  const isTime =
    given.for === undefined && given.feed !== undefined && parseDuration(given.feed) !== undefined;
  const target = isTime ? undefined : given.feed;
  const said = [isTime ? given.feed : undefined, given.reason].filter((part) => part !== undefined).join(" ");
  const [first = "", ...others] = said.split(/\s+/);
  const leading = given.for === undefined ? parseDuration(first) : undefined;
  const ms = given.for ?? leading ?? USUAL_MUTE_MS;
  if (ms > LONGEST_MS) throw new UserError("A feed is muted for 30 days at most.");
  const reason = (leading === undefined ? said : others.join(" ")).trim();
  if (reason === "") throw new UserError("Say why, so that nobody wonders: feed mute 2h patching tonight.");
  const row = await feeds.mute(await feeds.find(target ?? "here", place), ms, reason, person);
  return {
    ...toned(
      "warning",
      "Feed muted",
      text(mono(row.id), ": ", where(row), " until ", at(row.mute?.until ?? 0), ": ", untrusted(reason), "."),
      note("What comes meanwhile is counted, and the number is told at the end."),
    ),
    data: { feed: row },
  };
}

async function unmute(given: Args, { place, person }: Moment, { feeds }: Services): Promise<Card> {
  const before = await feeds.find(given.feed ?? "here", place);
  const row = await feeds.unmute(before, person);
  return {
    ...toned(
      "good",
      "Feed no longer muted",
      text(mono(row.id), ": ", where(row), `; held back meanwhile: ${before.mutedCount}.`),
    ),
    data: { feed: row },
  };
}

function listCard(rows: readonly FeedRow[], now: number): Card {
  const data = { feeds: rows };
  if (rows.length === 0)
    return {
      ...card("No feeds", text("Nothing is told anywhere. ", mono("/falcon feed add"), " starts it here.")),
      data,
    };
  const lines = rows.map((row): readonly Inline[] => [
    mono(row.id),
    where(row),
    filterWords(row),
    formatDuration(row.windowMs),
    row.mute === undefined || row.mute.until <= now
      ? ""
      : ["until ", at(row.mute.until), ": ", row.mute.reason],
    row.source === "settings" ? "settings" : [row.createdBy ?? "", " ", ago(row.createdAt)],
  ]);
  return {
    ...card(`Feeds (${rows.length})`, {
      kind: "table",
      columns: ["Feed", "Channel", "Tells", "Window", "Muted", "From"],
      rows: lines,
    }),
    data,
  };
}

const where = (row: FeedRow): Inline => mono(untrusted(row.channelKey));

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

function filterWords({ filter, digest }: FeedRow): Inline {
  const { severity, ...lists } = filter;
  const parts: Inline[] = [
    severity === undefined
      ? "every severity"
      : severity === "critical"
        ? "critical"
        : `${severity} and worse`,
    ...Object.entries(lists).map(([name, words]): Inline => [`${name} `, untrusted(words.join(", "))]),
    ...(digest === undefined ? [] : [["digest ", untrusted(digest)]]),
  ];
  return parts.flatMap((part, index) => (index === 0 ? [part] : ["; ", part]));
}
