/**
 * Longer things that can be looked up by an address of their own: reports, transcripts.
 * Who makes them provides a source; a surface that can offer documents lists and reads them.
 */
import type { Untrusted } from "../lib/untrusted.ts";
import type { Card, Inline } from "./card.ts";
import type { Account, Person } from "./person.ts";

/** One entry of a list of documents. */
export interface DocumentInfo {
  /** Opaque; letters, digits and `-_.:|~` only. */
  readonly id: string;
  readonly title: Inline;
  /** When it last changed. */
  readonly at: number;
}

/** A card for each surface to draw, or the text of a file with its type. */
export type DocumentContent =
  | { readonly card: Card }
  | { readonly mimeType: string; readonly text: string | Untrusted };

/** One kind of document. The person may read; what else they need is the source's to judge. */
export interface DocumentSource {
  /** The first part of an address: `report`, `transcript`. */
  readonly kind: string;
  readonly label: string;
  /** Newest first, a bounded number. */
  list(person: Person, signal: AbortSignal): Promise<readonly DocumentInfo[]>;
  read(id: string, person: Person, signal: AbortSignal): Promise<DocumentContent | undefined>;
}

/** All sources, for whoever an account belongs to. @throws UserError for an account that may not read */
export interface Documents {
  readonly kinds: readonly { readonly kind: string; readonly label: string }[];
  list(account: Account, signal: AbortSignal): Promise<readonly (DocumentInfo & { readonly kind: string })[]>;
  read(account: Account, kind: string, id: string, signal: AbortSignal): Promise<DocumentContent | undefined>;
}
