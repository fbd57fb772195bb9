/**
 * Pieces into embeds. An embed shows its text above its fields and those above its picture, so
 * what follows out of that order begins a new one; together they keep within one message.
 */
import type { Piece } from "./drawing.ts";
import { LIMITS, SPARED } from "./limits.ts";
import type { Embed, EmbedField } from "./payload.ts";

interface Draft {
  title?: string;
  description: string;
  readonly fields: EmbedField[];
  image?: string;
}

/** Within ten embeds and 6,000 characters in all. */
export interface Packed {
  readonly embeds: readonly Embed[];
  /** Pieces were left out. */
  readonly isCut: boolean;
  withFooter(words: string): readonly Embed[];
}

/** Discord wants something in every message. */
const NOTHING = "Falcon";

/**
 * `title` has to be escaped and within its limit already. What does not fit is left out, and `isCut` says so.
 */
export function packEmbeds(title: string, color: number, pieces: readonly Piece[]): Packed {
  const drafts: Draft[] = [{ ...(title === "" ? {} : { title }), description: "", fields: [] }];
  let room = LIMITS.allEmbeds - SPARED - title.length;
  let isCut = false;
  for (const piece of pieces) {
    const cost = costOf(piece);
    if (cost > room || !place(drafts, piece)) isCut = true;
    else room -= cost;
  }
  const embeds = drafts
    .filter((draft, index) => index === 0 || !isEmpty(draft))
    .map((draft) => finish(draft, color));
  return {
    embeds,
    isCut,
    withFooter: (text) =>
      embeds.map((embed, index) => (index === embeds.length - 1 ? { ...embed, footer: { text } } : embed)),
  };
}

function place(drafts: Draft[], piece: Piece): boolean {
  const last = drafts.at(-1);
  if (last !== undefined && put(last, piece)) return true;
  if (drafts.length >= LIMITS.embeds) return false;
  const next: Draft = { description: "", fields: [] };
  drafts.push(next);
  return put(next, piece);
}

function put(draft: Draft, piece: Piece): boolean {
  // A picture stands under everything else.
  if (draft.image !== undefined) return false;
  if (piece.kind === "image") {
    draft.image = piece.name;
    return true;
  }
  if (piece.kind === "field") {
    if (draft.fields.length >= LIMITS.embedFields) return false;
    draft.fields.push(piece.field);
    return true;
  }
  if (draft.fields.length > 0) return false;
  const gap = draft.description === "" ? "" : piece.isTight ? "\n" : "\n\n";
  if (draft.description.length + gap.length + piece.text.length > LIMITS.embedDescription) return false;
  draft.description += gap + piece.text;
  return true;
}

function costOf(piece: Piece): number {
  if (piece.kind === "image") return 0;
  return piece.kind === "text" ? piece.text.length + 2 : piece.field.name.length + piece.field.value.length;
}

const isEmpty = ({ title, description, fields, image }: Draft): boolean =>
  title === undefined && description.trim() === "" && fields.length === 0 && image === undefined;

function finish(draft: Draft, color: number): Embed {
  const { title, description, fields, image } = draft;
  const words = isEmpty(draft) ? NOTHING : description;
  return {
    color,
    ...(title === undefined ? {} : { title }),
    ...(words.trim() === "" ? {} : { description: words }),
    ...(fields.length === 0 ? {} : { fields }),
    ...(image === undefined ? {} : { image: { url: `attachment://${image}` } }),
  };
}
