/** Who draws what: a subject is `prefix:id`, and each prefix has one painter. */
import type { Card } from "../chat/card.ts";

export interface Painted {
  readonly card: Card;
  readonly version: number;
  /** Whether its message is kept at hand in its place; undefined: as it is. */
  readonly isPinned?: boolean | undefined;
}

/** The card of a subject now, and the version that it shows; undefined when it is no more. */
export type Paint = (subject: string) => Promise<Painted | undefined>;

/** One painter out of many. A subject that nobody draws is no more. */
export const paintBy =
  (painters: ReadonlyMap<string, Paint>): Paint =>
  async (subject) => {
    const [prefix = ""] = subject.split(":", 1);
    return painters.get(prefix)?.(subject);
  };
