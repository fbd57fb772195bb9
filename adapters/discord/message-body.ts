/**
 * What is sent for a card: nobody is mentioned, and the message carries a mark by which it is
 * found again. Discord keeps the nonce of a message for minutes only and does not show it in
 * the history, so the mark is also the last word of the footer, `#` and eight letters.
 */
import { createHash } from "node:crypto";
import type { FileUpload } from "./calls.ts";
import type { Attachment } from "./files.ts";
import { asAttachments } from "./files.ts";
import type { Embed } from "./payload.ts";
import type { DiscordMessage } from "./render.ts";

const NONCE_LENGTH = 24;
const MARK_LENGTH = 8;
const SUPPRESS_LINKS = 4;

/** One request: JSON, and the files that go with it. */
export interface Body {
  readonly body: Readonly<Record<string, unknown>>;
  /** What has to be uploaded with it. */
  readonly files: readonly FileUpload[];
  /** All that the message has when this is sent. */
  readonly attachments: readonly Attachment[];
}

/** An attachment that the message has already. */
export interface Kept {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
}

const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex");

/** Discord takes 25 characters; with `enforce_nonce` the same one within minutes makes no second message. */
export const nonceOf = (key: string): string => hashOf(key).slice(0, NONCE_LENGTH);
/** For finding a message again once its nonce is forgotten. */
export const markOf = (key: string): string =>
  `#${hashOf(key).slice(NONCE_LENGTH, NONCE_LENGTH + MARK_LENGTH)}`;

/**
 * As drawn, then in words with the buttons, then in words alone: for when Discord refuses a layout.
 * What is `kept` is not uploaded again.
 */
export function bodies(
  message: DiscordMessage,
  mark: string | undefined,
  kept: readonly Kept[] = [],
): readonly Body[] {
  const attachments = asAttachments(message.files);
  const known = attachments.map(({ name, hash }) =>
    kept.find((one) => one.name === name && one.hash === hash),
  );
  const files = attachments.filter((_, index) => known[index] === undefined);
  const common = {
    allowed_mentions: { parse: [], replied_user: false },
    attachments: attachments.map((one, index) => ({
      id: known[index]?.id ?? files.indexOf(one),
      filename: one.name,
      ...(one.description === undefined ? {} : { description: one.description }),
    })),
  };
  const small = mark === undefined ? "" : `\n-# ${mark}`;
  const inWords = { ...common, content: message.plain + small, embeds: [], flags: SUPPRESS_LINKS };
  return [
    {
      body: { ...common, content: "", embeds: marked(message.embeds, mark), components: message.components },
      files,
      attachments,
    },
    { body: { ...inWords, components: message.components }, files, attachments },
    { body: { ...inWords, components: [] }, files, attachments },
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
