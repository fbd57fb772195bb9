/**
 * Foreign text for Slack's own markup. Only here and in `inline.ts` is untrusted text
 * opened. https://docs.slack.dev/messaging/formatting-message-text
 */
import { reveal, Untrusted } from "../../src/lib/untrusted.ts";
import { headWithin, tailWithin, visible, visibleLines } from "../../src/chat/visible.ts";

/** Looks like a back-tick and ends no code span. */
export const HARMLESS_TICK = "ˋ";
/** Looks like a colon and makes no emoji: a host named `:white_check_mark:` must not tick itself off. */
const HARMLESS_COLON = "꞉";
const EMOJI_CODE = /:(?=[a-z0-9_+'-]+:)/gi;
const FENCE = /`{3,}|^`+|`+$/g;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Everything after this is plain text; whoever calls it has to escape. */
export const opened = (value: string | Untrusted): string =>
  value instanceof Untrusted ? reveal(value) : value;

/** The three characters that begin mentions, links and entities. */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** One line of foreign text, before escaping. */
export const foreignLine = (value: Untrusted): string =>
  visible(reveal(value)).replaceAll("`", HARMLESS_TICK).replace(EMOJI_CODE, HARMLESS_COLON);

/** Text for a code span, before escaping: one line, no back-tick. */
export const spanCode = (value: string | Untrusted): string =>
  visible(opened(value)).replaceAll("`", HARMLESS_TICK);

/** Text for a fenced block, before escaping: it cannot close its fence. */
export const fencedCode = (text: string): string =>
  visibleLines(text).replace(FENCE, (ticks) => HARMLESS_TICK.repeat(ticks.length));

/** Whether a fenced block shows the back-ticks of this text as they are. */
export const isFenceProof = (text: string): boolean => text.search(FENCE) === -1;

/** Escaped, at most `max` long, cut between characters and never inside an entity. */
export function escapeWithin(text: string, max: number): string {
  const whole = escapeMrkdwn(text);
  if (whole.length <= max) return whole;
  let out = "";
  for (const { segment } of graphemes.segment(headWithin(text, max))) {
    const escaped = escapeMrkdwn(segment);
    if (out.length + escaped.length > max) break;
    out += escaped;
  }
  return out;
}

/** The beginning and the end of long text, each within its escaped length. */
export const escapedHead = (text: string, max: number): string => escapeWithin(headWithin(text, max), max);

export function escapedTail(text: string, max: number): string {
  let tail = tailWithin(text, max);
  // Escaping may make it up to five times longer: give up whole characters until it fits.
  while (escapeMrkdwn(tail).length > max) tail = tailWithin(tail, tail.length - overshoot(tail, max));
  return escapeMrkdwn(tail);
}

const overshoot = (text: string, max: number): number =>
  Math.max(1, Math.ceil((escapeMrkdwn(text).length - max) / "&amp;".length));
