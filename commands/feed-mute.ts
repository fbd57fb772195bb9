/**
 * `feed mute` and `feed unmute`. People say the time, the channel and the reason in any order that
 * makes sense, and leave out the channel where they mean this one.
 */
import { at, mono, note, text, toned, type Card } from "../src/chat/card.ts";
import type { Moment } from "../src/chat/command.ts";
import { formatDuration, parseDuration } from "../src/lib/duration.ts";
import { DAY, HOUR } from "../src/lib/clock.ts";
import { UserError } from "../src/lib/errors.ts";
import { untrusted } from "../src/lib/untrusted.ts";
import type { Feeds } from "../src/alerts/feed/service.ts";
import type { Services } from "./define.ts";
import { chosenFeed } from "./feed-choice.ts";
import { where } from "./feed-words.ts";

export const LONGEST_MUTE_MS = 30 * DAY;
/** A mute that nobody gave an end to. */
const USUAL_MUTE_MS = HOUR;

/** What can only be a feed or a channel: a mention, `surface:channel`, one of our ids or a platform's. */
const NAMES_A_PLACE = /^(?:here$|<?#|[a-z]+:\S)|^(?=.*\d)(?:[0-9a-hjkmnp-tv-z]{6}|[A-Z][A-Z0-9]{7,}|\d{5,})$/;

interface MuteArgs {
  readonly feed?: string | undefined;
  readonly reason?: string | undefined;
  readonly for?: number | undefined;
}

export async function mute(given: MuteArgs, moment: Moment, { feeds }: Services): Promise<Card> {
  const said = [given.feed, given.reason].filter((part) => part !== undefined).join(" ");
  const target = await targetIn(feeds, said, moment);
  const { ms = USUAL_MUTE_MS, reason } = timeIn(said.slice(target?.length ?? 0).trim(), given.for);
  if (ms > LONGEST_MUTE_MS) throw new UserError("A feed is muted for 30 days at most.");
  if (reason === "") throw new UserError("Say why, so that nobody wonders: feed mute 2h patching tonight.");
  const understood = { action: "mute", reason, for: formatDuration(ms) };
  const row = await feeds.mute(
    await chosenFeed(feeds, target, moment, understood),
    ms,
    reason,
    moment.person,
  );
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

export async function unmute({ feed }: MuteArgs, moment: Moment, { feeds }: Services): Promise<Card> {
  const before = await chosenFeed(feeds, feed, moment, { action: "unmute" });
  const row = await feeds.unmute(before, moment.person);
  return {
    ...toned(
      "good",
      "Feed no longer muted",
      text(mono(row.id), ": ", where(row), `; held back meanwhile: ${before.mutedCount}.`),
    ),
    data: { feed: row },
  };
}

/** The first word, where it names a feed or a channel; any other begins the time or the reason. */
async function targetIn(feeds: Feeds, said: string, { place }: Moment): Promise<string | undefined> {
  const [first = ""] = said.split(/\s/, 1);
  if (first === "" || parseDuration(first) !== undefined) return undefined;
  const isOne = NAMES_A_PLACE.test(first) || (await feeds.find(first, place)).length > 0;
  return isOne ? first : undefined;
}

function timeIn(
  said: string,
  given: number | undefined,
): { readonly ms: number | undefined; readonly reason: string } {
  const [first = ""] = said.split(/\s/, 1);
  const leading = given === undefined ? parseDuration(first) : undefined;
  return { ms: given ?? leading, reason: leading === undefined ? said : said.slice(first.length).trim() };
}
