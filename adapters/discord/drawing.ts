/** What the drawing functions share while one message is drawn: sealing, numbering, files, actions and lines of text. */
import type { Inline, Press } from "../../src/chat/card.ts";
import { markdown } from "./inline.ts";
import { LIMITS } from "./limits.ts";
import type { EmbedField, SelectOption } from "./payload.ts";

/** To be attached to the message itself, ten at most. */
export type NamedFile =
  | { readonly name: string; readonly text: string }
  /** `alt`: it is a picture, and this is what it shows. */
  | { readonly name: string; readonly bytes: Uint8Array; readonly alt?: string };

/** A piece of an embed, in reading order. `isTight`: belongs to the line before it. */
export type Piece =
  | { readonly kind: "text"; readonly text: string; readonly isTight: boolean }
  | { readonly kind: "field"; readonly field: EmbedField }
  /** Shown from the attachment of this name. */
  | { readonly kind: "image"; readonly name: string };

/** A button before it has a place in a row. */
export interface Action {
  readonly label: string;
  readonly token: string;
  readonly style?: "primary" | "danger";
}

/** What can be done, in the order of the card; `rows.ts` finds room for it. */
export type Offer =
  | { readonly kind: "buttons"; readonly actions: readonly Action[] }
  | { readonly kind: "menu"; readonly prompt: string; readonly options: readonly SelectOption[] };

/** One for each message, so that numbers start anew and redrawing gives the same names. */
export interface Drawing {
  /** The sealed token of a press. */
  seal(press: Press): string;
  /** A number that no other file of the message has. */
  nextId(): number;
  /** Something was shortened: the whole card goes into a file. */
  shorten(): void;
  /** False when the message has no room for it: texts are cut to fit, bytes cannot be. */
  attach(file: NamedFile): boolean;
  offer(offer: Offer): void;
  /** Buttons stand under the whole message: which of several groups they are, or nothing for a single one. */
  nextMark(): string;
}

/** Set apart from what stands before it. */
export const paragraph = (text: string): Piece => ({ kind: "text", text, isTight: false });
/** Directly under what stands before it. */
export const line = (text: string): Piece => ({ kind: "text", text, isTight: true });

/** Markdown within a length; what is cut is remembered. */
export function fitted(inline: Inline, max: number, drawing: Drawing): string {
  const { text, isCut } = markdown(inline, max);
  if (isCut) drawing.shorten();
  return text;
}

/** One piece a line, so that what does not fit is left out by the line. */
export const drawLines = (lines: readonly Inline[], drawing: Drawing): readonly Piece[] =>
  lines.map((inline, index) => ({
    kind: "text",
    text: fitted(inline, LIMITS.embedDescription, drawing),
    isTight: index > 0,
  }));

/** A code block of text that cannot close it. */
export const fenced = (code: string): string => `\`\`\`\n${code}\n\`\`\``;
