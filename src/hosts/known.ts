/**
 * An answer, or the reason why there is none. One source that fails must not cost the
 * reader what the others know.
 */
import { BotError } from "../lib/errors.ts";

export type Known<T> =
  | { readonly isKnown: true; readonly value: T }
  /** `reason` is a sentence that anybody may read. */
  | { readonly isKnown: false; readonly reason: string };

/** Faults that have a sentence of their own become a reason; anything else, and giving up, is thrown on. */
export async function knownOrWhy<T>(asked: Promise<T>): Promise<Known<T>> {
  try {
    return { isKnown: true, value: await asked };
  } catch (fault) {
    if (fault instanceof BotError) return { isKnown: false, reason: fault.hint };
    throw fault;
  }
}

/** The words for what could not be found out. */
export const notKnown = ({ reason }: { readonly reason: string }): string =>
  `not known (${reason.replace(/\.$/, "")})`;
