/** Feeds in words: where they tell, what, and since when not. */
import { ago, at, card, mono, text, type Card, type Inline } from "../src/chat/card.ts";
import { formatDuration } from "../src/lib/duration.ts";
import { untrusted } from "../src/lib/untrusted.ts";
import type { Feeds } from "../src/alerts/feed/service.ts";

export type FeedRow = Awaited<ReturnType<Feeds["list"]>>[number];

export function listCard(rows: readonly FeedRow[], now: number): Card {
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

export const where = (row: FeedRow): Inline => mono(untrusted(row.channelKey));

export function filterWords({ filter, digest }: FeedRow): Inline {
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
