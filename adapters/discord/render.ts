/**
 * A card as one valid Discord message: embeds, rows of buttons and menus, and the files that
 * belong to it. Pure. What does not fit is kept in a file, never dropped silently.
 */
import type { Card, Press, Tone } from "../../src/chat/card.ts";
import { clip, visible, visibleLines } from "../../src/chat/visible.ts";
import { drawBlock } from "./draw.ts";
import type { Drawing, NamedFile, Offer, Piece } from "./drawing.ts";
import { paragraph } from "./drawing.ts";
import { packEmbeds } from "./embeds.ts";
import { escapeMarkdown, escapeWithin } from "./escape.ts";
import { hasRoom } from "./files.ts";
import { plain } from "../../src/chat/words.ts";
import { markdown } from "./inline.ts";
import { LIMITS, PLAIN_MESSAGE } from "./limits.ts";
import type { Embed, Row } from "./payload.ts";
import { cardText } from "../../src/chat/words.ts";
import { layOut } from "./rows.ts";

/** Everything that one message consists of, within Discord's limits. */
export interface DiscordMessage {
  readonly embeds: readonly Embed[];
  readonly components: readonly Row[];
  readonly files: readonly NamedFile[];
  /** The card in words alone, for when Discord refuses the embeds. */
  readonly plain: string;
}

const SIGNS: Readonly<Record<Tone, string>> = {
  neutral: "",
  waiting: "⏳ ",
  good: "✅ ",
  warning: "⚠️ ",
  danger: "🚨 ",
};
const COLORS: Readonly<Record<Tone, number>> = {
  neutral: 0x5c_6b_7a,
  waiting: 0xd9_a4_06,
  good: 0x2e_a0_43,
  warning: 0xe3_7b_1f,
  danger: 0xd1_34_38,
};

const WHOLE_CARD = "card.txt";
/** ① to ⑳. */
const FIRST_MARK = 0x24_60;
const MARKS = 20;

/** The same card always gives the same message, but for the tokens that `seal` makes. */
export function renderMessage(card: Card, seal: (press: Press) => string): DiscordMessage {
  const files: NamedFile[] = [];
  const offers: Offer[] = [];
  const state = { serial: 0, group: 0, isShort: false };
  const isMarked = countGroups(card) > 1;
  const drawing: Drawing = {
    seal,
    nextId: () => (state.serial += 1),
    shorten: () => void (state.isShort = true),
    attach: (file) => !isEmpty(file) && hasRoom(files, file) && files.push(file) > 0,
    offer: (offer) => void offers.push(offer),
    nextMark: () => (isMarked ? markOf(state.group++) : ""),
  };
  const title = drawTitle(card, drawing);
  const pieces = [...title.pieces, ...card.blocks.flatMap((block) => drawBlock(block, drawing))];
  const layout = layOut(offers);
  const packed = packEmbeds(title.text, COLORS[card.tone], pieces);
  const isShort = state.isShort || layout.isCut || packed.isCut || files.length > LIMITS.files;
  const words = cardText(card);
  return {
    embeds: isShort ? packed.withFooter(`Shortened here; all of it is in ${WHOLE_CARD}.`) : packed.embeds,
    components: layout.rows,
    files: isShort ? [{ name: WHOLE_CARD, text: words }, ...files].slice(0, LIMITS.files) : files,
    plain: escapeWithin(clip(visibleLines(words), PLAIN_MESSAGE), PLAIN_MESSAGE),
  };
}

const isEmpty = (file: NamedFile): boolean => ("text" in file ? file.text : file.bytes).length === 0;

/** Groups of buttons with something between them. */
function countGroups(card: Card): number {
  const kinds = card.blocks
    .filter((block) => block.kind !== "divider" && !(block.kind === "buttons" && block.buttons.length === 0))
    .map(({ kind }) => kind);
  return kinds.filter((kind, index) => kind === "buttons" && kinds[index - 1] !== "buttons").length;
}

const markOf = (group: number): string =>
  group < MARKS ? String.fromCodePoint(FIRST_MARK + group) : `(${group + 1})`;

function drawTitle(
  card: Card,
  drawing: Drawing,
): { readonly text: string; readonly pieces: readonly Piece[] } {
  const sign = SIGNS[card.tone];
  const words = visible(plain(card.title)).trim();
  const whole = sign + escapeMarkdown(words);
  if (whole.length <= LIMITS.embedTitle) return { text: whole.trim(), pieces: [] };
  const first = sign + escapeWithin(clip(words, LIMITS.embedTitle / 2), LIMITS.embedTitle - sign.length);
  const rest = markdown(card.title, LIMITS.embedDescription / 2);
  if (rest.isCut) drawing.shorten();
  return { text: first, pieces: [paragraph(rest.text)] };
}
