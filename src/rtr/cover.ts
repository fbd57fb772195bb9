/**
 * Covers what was said in a command and must not be seen again, in text that comes in pieces: a
 * secret that begins in one piece and ends in another is covered too. See docs/decisions/0023.
 */
import { joinUntrusted, untrusted, type Untrusted } from "../lib/untrusted.ts";
import { COVER } from "./grammar/mask.ts";

export interface Cover {
  /** What may be written down by now; what may be the beginning of a secret is held back. */
  take(piece: Untrusted): Untrusted;
  /** What was held back and is no secret after all. */
  rest(): Untrusted;
}

/** `unknown`: there is one, and nobody here knows it any more. Nothing is written down then. */
export type Secrets = readonly string[] | "unknown";

const NOTHING = untrusted("");

export function coverOf(secrets: Secrets): Cover {
  if (secrets === "unknown") return { take: () => NOTHING, rest: () => NOTHING };
  // The longer first: of two that begin alike the whole one is covered.
  const known = secrets.filter((secret) => secret !== "").toSorted((a, b) => b.length - a.length);
  if (known.length === 0) return { take: (piece) => piece, rest: () => NOTHING };
  let held = "";
  return {
    take: (piece) =>
      piece.map((text) => {
        const { safe, left } = cover(held + text, known);
        held = left;
        return safe;
      }),
    rest() {
      const left = untrusted(cover(held, known, true).safe);
      held = "";
      return left;
    },
  };
}

/** The same for a text that is there as a whole. */
export const covered = (text: Untrusted, secrets: Secrets): Untrusted => {
  if (secrets === "unknown") return untrusted(COVER);
  const one = coverOf(secrets);
  return joinUntrusted([one.take(text), one.rest()]);
};

function cover(
  text: string,
  secrets: readonly string[],
  isEnd = false,
): { readonly safe: string; readonly left: string } {
  let safe = "";
  let at = 0;
  while (at < text.length) {
    const rest = text.length - at;
    const isOpen = secrets.some((secret) => secret.length > rest && secret.startsWith(text.slice(at)));
    if (isOpen && !isEnd) return { safe, left: text.slice(at) };
    const found = secrets.find((secret) => text.startsWith(secret, at));
    safe += found === undefined ? text.charAt(at) : COVER;
    at += found?.length ?? 1;
  }
  return { safe, left: "" };
}
