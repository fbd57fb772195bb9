/**
 * Text as Slack sends it, back to what the person typed: entities, mentions and the links
 * that Slack makes of host names, mail addresses and file names; typographic quotes and
 * dashes of phones. https://docs.slack.dev/messaging/formatting-message-text
 */

const TOKEN = /<([^<>]*)>/g;

/** Channel-wide calls come out as `@here`: as words, with no power. */
export function decodeText(text: string): string {
  const plain = text.replace(TOKEN, (_whole, inside: string) => decodeToken(inside));
  return unsmart(plain.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
}

/** What was said to the bot: the text behind its mention, or before it when nothing follows. */
export function withoutMention(text: string, botUser: string): string {
  const mention = new RegExp(`<@${botUser}(?:\\|[^>]*)?>`);
  const [before = "", ...after] = text.split(mention);
  const behind = after.join(" ").trim();
  return behind === "" ? before.trim() : behind.replace(/^[:,]\s*/, "");
}

/** By id, with or without a name behind it. */
export const mentions = (text: string, botUser: string): boolean =>
  text.includes(`<@${botUser}>`) || text.includes(`<@${botUser}|`);

function decodeToken(inside: string): string {
  const [target = "", label] = inside.split("|", 2);
  if (target.startsWith("@")) return target;
  if (target.startsWith("#")) return target;
  if (target.startsWith("!subteam^")) return `@${target.slice("!subteam^".length)}`;
  if (target.startsWith("!date^")) return label ?? target;
  if (target.startsWith("!")) return `@${target.slice(1)}`;
  if (label !== undefined && label !== "") return label;
  return target.replace(/^mailto:/, "");
}

function unsmart(text: string): string {
  return (
    text
      .replace(/[“”„‟«»]/g, '"')
      .replace(/[‘’‚‛]/g, "'")
      .replace(/[\u00A0\u2007\u202F]/g, " ")
      // Phones turn the two dashes of `--for` into one long one.
      .replace(/(^|\s)[—–](?=[a-z])/gi, "$1--")
  );
}
