/**
 * What is sent for a card: nobody is mentioned, and the message carries a mark by which it is
 * found again. Discord keeps the nonce of a message for minutes only and does not show it in
 * the history, so the mark is also the last word of the footer, `#` and eight letters.
 */
import { createHash } from "node:crypto";
import type { FileUpload } from "./calls.ts";
import { asUploads } from "./files.ts";
import type { Embed } from "./payload.ts";
import type { DiscordMessage } from "./render.ts";

const NONCE_LENGTH = 24;
const MARK_LENGTH = 8;
const SUPPRESS_LINKS = 4;

export interface Body {
  readonly body: Readonly<Record<string, unknown>>;
  readonly files: readonly FileUpload[];
}

const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex");

export const nonceOf = (key: string): string => hashOf(key).slice(0, NONCE_LENGTH);
export const markOf = (key: string): string =>
  `#${hashOf(key).slice(NONCE_LENGTH, NONCE_LENGTH + MARK_LENGTH)}`;

/** As drawn, then in words with the buttons, then in words alone: for when Discord refuses a layout. */
export function bodies(message: DiscordMessage, mark: string | undefined): readonly Body[] {
  const files = asUploads(message.files);
  const common = {
    allowed_mentions: { parse: [], replied_user: false },
    attachments: files.map(({ name }, index) => ({ id: index, filename: name })),
  };
  const small = mark === undefined ? "" : `\n-# ${mark}`;
  const inWords = { ...common, content: message.plain + small, embeds: [], flags: SUPPRESS_LINKS };
  return [
    {
      body: { ...common, content: "", embeds: marked(message.embeds, mark), components: message.components },
      files,
    },
    { body: { ...inWords, components: message.components }, files },
    { body: { ...inWords, components: [] }, files },
  ];
}

function marked(embeds: readonly Embed[], mark: string | undefined): readonly Embed[] {
  if (mark === undefined) return embeds;
  return embeds.map((embed, index) => {
    if (index < embeds.length - 1) return embed;
    const words = embed.footer === undefined ? mark : `${embed.footer.text} ${mark}`;
    return { ...embed, footer: { text: words } };
  });
}
