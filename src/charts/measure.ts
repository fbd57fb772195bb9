/**
 * How wide words come out in DejaVu Sans, closely enough to cut them where they would leave
 * their place. Measured in ems; a letter that is not listed is taken to be a wide one.
 */
import { clip, headWithin, tailWithin } from "../chat/visible.ts";

const WIDE = 1;
const CLASSES: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,:;'|!I()[\]ft`/\\ -]/, 0.36],
  [/[csrkvxyzJ]/, 0.56],
  [/[mwMW@%&—…]/, WIDE],
  [/[A-Z<>=+~#_$]/, 0.72],
  [/[a-z0-9·?*^"]/, 0.63],
];
/** Every letter of the fixed-width font. */
const MONO = 0.602;

/** `size` and the result are points. */
export function widthOf(text: string, size: number): number {
  let ems = 0;
  for (const letter of text) ems += CLASSES.find(([letters]) => letters.test(letter))?.[1] ?? WIDE;
  return ems * size;
}

/** The beginning of the words that fits, ended with an ellipsis when there is more. */
export function fitted(text: string, width: number, size: number): string {
  if (widthOf(text, size) <= width) return text;
  let length = text.length - 1;
  while (length > 1 && widthOf(clip(text, length), size) > width) length -= 1;
  return clip(text, length);
}

/** The same, cut in the middle: what tells long names apart stands mostly at their end. */
export function fittedAtBothEnds(text: string, width: number, size: number): string {
  if (widthOf(text, size) <= width) return text;
  for (let length = text.length - 1; length > 3; length -= 1) {
    const tail = Math.ceil((length * 2) / 3);
    const cut = `${headWithin(text, length - tail).trimEnd()}…${tailWithin(text, tail).trimStart()}`;
    if (widthOf(cut, size) <= width) return cut;
  }
  return clip(text, 1);
}

/** How many letters of the fixed-width font fit. */
export const monoFits = (width: number, size: number): number => Math.floor(width / (MONO * size));
