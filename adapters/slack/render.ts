/**
 * A card as one valid Slack message: blocks, notification text, and the files that belong
 * to it. Pure. What does not fit is kept in a file, never dropped silently; buttons and
 * choices are always kept.
 */
import type { Card, Press, Tone } from "../../src/chat/card.ts";
import { clip, visible } from "../../src/chat/visible.ts";
import type { SlackBlock } from "./block-kit.ts";
import { plainText, section, small } from "./block-kit.ts";
import { drawBlock } from "./draw.ts";
import type { Drawing, NamedFile } from "./drawing.ts";
import { escapeWithin } from "./escape.ts";
import { plain } from "../../src/chat/words.ts";
import { mrkdwn } from "./inline.ts";
import { LIMITS, MESSAGE_TEXT, NOTIFICATION, PLAIN_MESSAGE } from "./limits.ts";
import { cardText } from "../../src/chat/words.ts";

/** Everything that one message consists of, within Slack's limits. */
export interface SlackMessage {
  /** The notification; escaped, because Slack reads markup in it. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  /** To be put into the message's thread. */
  readonly files: readonly NamedFile[];
  /** The card in words alone, for when Slack refuses the blocks. */
  readonly plain: string;
}

const SIGNS: Readonly<Record<Tone, string>> = {
  neutral: "",
  waiting: "⏳ ",
  good: "✅ ",
  warning: "⚠️ ",
  danger: "🚨 ",
};

const WHOLE_CARD = "card.txt";

/** The same card always gives the same message, but for the tokens that `seal` makes. */
export function renderMessage(card: Card, seal: (press: Press) => string): SlackMessage {
  const { blocks, files } = renderBlocks(card, seal, LIMITS.messageBlocks);
  const words = cardText(card);
  return {
    text: escapeWithin(clip(notification(card), NOTIFICATION), NOTIFICATION),
    blocks,
    files,
    plain: escapeWithin(clip(words, PLAIN_MESSAGE), PLAIN_MESSAGE),
  };
}

/** A person's own page. Files have no place there. */
export function renderHome(
  card: Card,
  seal: (press: Press) => string,
): { readonly type: "home"; readonly blocks: readonly SlackBlock[] } {
  return { type: "home", blocks: renderBlocks(card, seal, LIMITS.viewBlocks).blocks };
}

function renderBlocks(
  card: Card,
  seal: (press: Press) => string,
  most: number,
): { readonly blocks: readonly SlackBlock[]; readonly files: readonly NamedFile[] } {
  const files: NamedFile[] = [];
  let serial = 0;
  let isShort = false;
  const drawing: Drawing = {
    seal,
    nextId: () => (serial += 1),
    shorten: () => void (isShort = true),
    attach: (file) => void (isEmpty(file) || files.push(file)),
  };
  const drawn = [...drawTitle(card, drawing), ...card.blocks.flatMap((block) => drawBlock(block, drawing))];
  const fitted = fit(drawn, most);
  if (fitted.length < drawn.length || isShort) {
    files.unshift({ name: WHOLE_CARD, text: cardText(card) });
    return { blocks: [...fitted, small(`Shortened here; all of it is in ${WHOLE_CARD}.`)], files };
  }
  return { blocks: fitted, files };
}

/** Slack refuses empty files. */
const isEmpty = (file: NamedFile): boolean => ("text" in file ? file.text : file.bytes).length === 0;

function drawTitle(card: Card, drawing: Drawing): readonly SlackBlock[] {
  const title = SIGNS[card.tone] + visible(plain(card.title));
  const header: SlackBlock = { type: "header", text: plainText(clip(title, LIMITS.header)) };
  if (title.length <= LIMITS.header) return [header];
  const whole = mrkdwn(card.title, LIMITS.sectionText);
  if (whole.isCut) drawing.shorten();
  return [header, section(whole.text)];
}

const isKept = (block: SlackBlock): boolean => block.type === "actions" || block.type === "header";

/** Leaves out from the end, one place spared for the note, until number and length are within limits. */
function fit(blocks: readonly SlackBlock[], most: number): readonly SlackBlock[] {
  const fits = (list: readonly SlackBlock[]): boolean =>
    list.length < most && list.reduce((sum, block) => sum + textLength(block), 0) <= MESSAGE_TEXT;
  const kept = [...blocks];
  while (!fits(kept)) {
    const last = kept.findLastIndex((block) => !isKept(block));
    if (last === -1) return kept.slice(0, most - 1);
    kept.splice(last, 1);
  }
  return kept;
}

function textLength(block: SlackBlock): number {
  if (block.type === "context") return block.elements.reduce((sum, element) => sum + element.text.length, 0);
  if (block.type !== "section") return 0;
  if ("text" in block) return block.text.text.length;
  return block.fields.reduce((sum, field) => sum + field.text.length, 0);
}

/** The title and the first words under it; what a phone shows has to be enough to decide to look. */
function notification(card: Card): string {
  const first = card.blocks.find((block) => block.kind === "text");
  const words = first === undefined ? "" : `: ${plain(first.text)}`;
  const title = SIGNS[card.tone] + plain(card.title);
  return `${title}${words}`.trim() || "Falcon";
}
