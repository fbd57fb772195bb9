/** Text as Discord sends it, back to what the person typed: mentions, emoji, typographic quotes and dashes. */

const TOKEN = /<(?:@[!&]?(\d+)|#(\d+)|a?(:\w+:)\d+|(https?:\/\/[^>\s]+))>/g;

/** Mentions become `@id`: names may change, and may look like another's. */
export function decodeText(text: string): string {
  const plain = text.replace(
    TOKEN,
    (_whole, person?: string, channel?: string, emoji?: string, link?: string) => {
      if (person !== undefined) return `@${person}`;
      return channel === undefined ? (emoji ?? link ?? "") : `#${channel}`;
    },
  );
  return unsmart(plain);
}

/** By id; the form with `!` is an older one. */
export const mentions = (text: string, botUser: string): boolean =>
  text.includes(`<@${botUser}>`) || text.includes(`<@!${botUser}>`);

/** What was said to the bot: the text behind its mention, or before it when nothing follows. */
export function withoutMention(text: string, botUser: string): string {
  const [before = "", ...after] = text.split(new RegExp(`<@!?${botUser}>`));
  const behind = after.join(" ").trim();
  return behind === "" ? before.trim() : behind.replace(/^[:,]\s*/, "");
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
