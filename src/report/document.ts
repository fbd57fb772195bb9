/**
 * A report as data: sections of statements, tables and pictures, each statement with the
 * records that it rests on. Writers turn it into Markdown and HTML; nothing here knows either.
 */
import type { Inline } from "../chat/card.ts";

/** A stored row or a record of Falcon's, by the name under which it can be found again. */
export interface Source {
  readonly kind:
    | "audit"
    | "alert"
    | "device"
    | "request"
    | "vote"
    | "execution"
    | "containment"
    | "session"
    | "command"
    | "evidence"
    | "group"
    /** What was asked and not answered, or not read at all. */
    | "asked";
  /** Under which the record can be found again by the kind's own means. */
  readonly id: string;
}

/** One sentence and what it rests on. Without a source it says that there is nothing. */
export interface Statement {
  readonly text: Inline;
  readonly sources: readonly Source[];
}

/** Cells in the order of the table's columns; the sources become its last one. */
export interface Row {
  readonly cells: readonly Inline[];
  readonly sources: readonly Source[];
}

/** A picture is an SVG that is drawn into the page; Markdown shows its words instead. */
export type Part =
  | { readonly kind: "statements"; readonly items: readonly Statement[]; readonly ordered?: boolean }
  | { readonly kind: "table"; readonly columns: readonly string[]; readonly rows: readonly Row[] }
  | { readonly kind: "heading"; readonly text: Inline }
  | { readonly kind: "picture"; readonly svg: string; readonly alt: Inline }
  | { readonly kind: "note"; readonly text: Inline };

/** `title` is also the anchor in the HTML, and what the card looks up. */
export interface Section {
  readonly title: string;
  /** In order; an empty section says in words that there is nothing. */
  readonly parts: readonly Part[];
}

/** Independent of how it is written down: `write/markdown.ts` and `write/html.ts` read the same. */
export interface Report {
  readonly title: Inline;
  /** What it is about, of when, made when and for whom. */
  readonly facts: readonly { readonly label: string; readonly value: Inline }[];
  readonly sections: readonly Section[];
}

/** More than this many sources of one statement are counted instead. */
const SOURCES_SHOWN = 4;

/** A sentence with its sources. */
export const said = (text: Inline, ...sources: readonly Source[]): Statement => ({ text, sources });

export const statements = (...items: readonly Statement[]): Part => ({ kind: "statements", items });

/** Each record once, and not more of them than can be read. */
export function shownSources(named: readonly Source[]): {
  readonly shown: readonly Source[];
  readonly more: number;
} {
  const sources = [...new Map(named.map((one) => [sourceWords(one), one])).values()];
  const shown = sources.length > SOURCES_SHOWN + 1 ? sources.slice(0, SOURCES_SHOWN) : sources;
  return { shown, more: sources.length - shown.length };
}

/** `audit #12`, `alert <id>` */
export const sourceWords = ({ kind, id }: Source): string =>
  kind === "audit" ? `audit #${id}` : `${kind} ${id}`;

/** By its place in the chain, from 1. */
export const auditLine = (seq: number): Source => ({ kind: "audit", id: String(seq) });
export const ofAlert = ({ compositeId }: { readonly compositeId: string }): Source => ({
  kind: "alert",
  id: compositeId,
});
/** By device id: Falcon's own record of the host. */
export const ofDevice = (id: string): Source => ({ kind: "device", id });
/** Of our own store. */
export const ofRequest = (id: string): Source => ({ kind: "request", id });
