/**
 * One thing that somebody said, as data. It is stored before it is acknowledged, so
 * a turn that the platform believes delivered survives a crash (docs/decisions/0003).
 * `reply` is the adapter's own note of how to answer; nobody else reads it.
 */
import type { Card } from "./card.ts";
import type { FormValues } from "./form.ts";
import type { IncomingFile } from "./incoming-file.ts";
import type { Account, AskedBy } from "./person.ts";
import type { Place } from "./place.ts";

/** Everything a platform can bring, in five shapes; adapters decode it to plain text first. */
export type Input =
  /** A typed line without prefix or mention, decoded to plain text. */
  | { readonly kind: "line"; readonly text: string }
  /** A line in a thread that the bot follows, addressed to nobody. */
  | { readonly kind: "talk"; readonly text: string }
  /** Typed options, already split by the platform. */
  | { readonly kind: "options"; readonly command: string; readonly values: FormValues }
  /** A pressed button or chosen option: the sealed token that we put there. */
  | { readonly kind: "press"; readonly token: string }
  | { readonly kind: "form"; readonly command: string; readonly values: FormValues };

/** Data alone, `reply` included: it is stored, and read back after a crash by another process. */
export interface Turn {
  /** The platform's id of the event: the same event delivered twice has the same id. */
  readonly id: string;
  readonly account: Account;
  readonly place: Place;
  readonly input: Input;
  readonly askedBy: AskedBy;
  /** Ids of the records that a program says it rests on, as it gave them. */
  readonly cites?: readonly string[];
  readonly receivedAt: number;
  /** The platform's own order within the conversation: what was said earlier sorts first. */
  readonly order?: string;
  /** Files that came with it. */
  readonly files?: readonly IncomingFile[];
  readonly reply: unknown;
}

/** `actor`: only the person who spoke sees it. `channel`: everybody in the conversation does. */
export type Audience = "actor" | "channel";

/** What goes back to whoever spoke. */
export interface Answer {
  readonly card: Card;
  readonly audience: Audience;
}
