/** Foreign words on pictures: the only file of the charts that opens them. They leave visible and short. */
import { clip, headWithin, visible } from "../chat/visible.ts";
import { drawable } from "./fonts.ts";
import { Untrusted, reveal } from "../lib/untrusted.ts";

/** What XML has no way to hold. */
const NOT_XML = /[\uFFFE\uFFFF]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** One line of at most `max` characters. The head is taken first: text may be megabytes long. */
export function shown(value: string | Untrusted, max: number): string {
  const text = value instanceof Untrusted ? reveal(value) : value;
  return clip(drawable(visible(headWithin(text, 4 * max))), max).replace(NOT_XML, "\uFFFD");
}

/** For text and for attributes. */
export const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
