/** Colour and weight by escape sequences; without colour every brush leaves text as it is. */
import type { Tone } from "../../src/chat/card.ts";

/** Each brush ends what it began, so brushes do not nest. */
export interface Paint {
  strong(text: string): string;
  dim(text: string): string;
  code(text: string): string;
  tone(tone: Tone, text: string): string;
}

const RESET = "\u001b[0m";
const BOLD = "1";
const DIM = "2";
const CYAN = "36";
const TONES: Readonly<Record<Tone, string>> = {
  neutral: "1",
  waiting: "1;36",
  good: "1;32",
  warning: "1;33",
  danger: "1;31",
};

const brush =
  (style: string) =>
  (text: string): string =>
    text === "" ? "" : `\u001b[${style}m${text}${RESET}`;

/** Sixteen colours and weight, which every terminal has. */
export const COLOR: Paint = {
  strong: brush(BOLD),
  dim: brush(DIM),
  code: brush(CYAN),
  tone: (tone, text) => brush(TONES[tone])(text),
};

const same = (text: string): string => text;

/** For pipes, files and measuring. */
export const NO_COLOR: Paint = { strong: same, dim: same, code: same, tone: (_tone, text) => text };
