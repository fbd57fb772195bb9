/**
 * A reply as data. Commands and services build cards; each adapter has one pure
 * renderer. Nothing here knows a platform, and untrusted text stays wrapped until
 * a renderer opens it.
 */
import type { Untrusted } from "../lib/untrusted.ts";

/** Text inside a line. A plain string is our own wording; everything foreign is `Untrusted`. */
export type Inline = string | Untrusted | Span | readonly Inline[];

export type Span =
  | { readonly span: "strong"; readonly text: Inline }
  | { readonly span: "code"; readonly text: string | Untrusted }
  | { readonly span: "link"; readonly url: string; readonly text: string }
  /** A moment, in milliseconds since the epoch; shown in the reader's own time zone where that is possible. */
  | { readonly span: "time"; readonly at: number; readonly style: "relative" | "exact" };

/** What colour and sign the card carries. `waiting`: somebody or something is still awaited. */
export type Tone = "neutral" | "waiting" | "good" | "warning" | "danger";

/** A line `label: value`; labels are ours and never foreign text. */
export interface Fact {
  readonly label: string;
  readonly value: Inline;
}

/** What pressing a button says: a command with arguments, run at once or asked for in a form. */
export interface Press {
  readonly command: string;
  readonly args: Readonly<Record<string, string>>;
  readonly as: "run" | "form";
}

/** Where a surface has no colour for `style`, the label has to say enough. */
export interface Button {
  readonly label: string;
  readonly press: Press;
  readonly style?: "primary" | "danger";
}

/** One entry of a choice. Platforms cut labels, the tightest at 75 characters, so ids go into `detail`. */
export interface Option {
  readonly label: Inline;
  readonly detail?: Inline;
  readonly press: Press;
}

/** Every renderer draws every kind, each within the limits of its own platform. */
export type Block =
  | { readonly kind: "text"; readonly text: Inline }
  | { readonly kind: "facts"; readonly facts: readonly Fact[] }
  /** Preformatted text; renderers bound it and offer the whole as a file. */
  | { readonly kind: "code"; readonly text: string | Untrusted }
  | { readonly kind: "list"; readonly items: readonly Inline[] }
  | {
      readonly kind: "table";
      readonly columns: readonly string[];
      readonly rows: readonly (readonly Inline[])[];
    }
  /** Small print under the rest. */
  | { readonly kind: "note"; readonly text: Inline }
  | { readonly kind: "divider" }
  | { readonly kind: "buttons"; readonly buttons: readonly Button[] }
  | { readonly kind: "choice"; readonly prompt: string; readonly options: readonly Option[] }
  | { readonly kind: "file"; readonly name: string; readonly text: string | Untrusted }
  /** Bytes that are handed out as they are and never shown. */
  | { readonly kind: "file"; readonly name: string; readonly bytes: Uint8Array }
  /** A picture that we drew ourselves; `alt` says in words what it shows. */
  | { readonly kind: "image"; readonly name: string; readonly alt: Inline; readonly png: Uint8Array };

/** One answer or message. Renderers are pure, so that the same card looks the same after every restart. */
export interface Card {
  readonly title: Inline;
  readonly tone: Tone;
  readonly blocks: readonly Block[];
  /** What the thread below it is called where threads have names; else they bear the title of what is said in them first. */
  readonly topic?: Inline;
  /** For programs: what a `--json` shell call and an MCP tool return. */
  readonly data?: unknown;
}

export const card = (title: Inline, ...blocks: readonly Block[]): Card => ({
  title,
  tone: "neutral",
  blocks,
});
/** A card with a colour and a sign; `card` is the neutral one. */
export const toned = (tone: Tone, title: Inline, ...blocks: readonly Block[]): Card => ({
  title,
  tone,
  blocks,
});

export const text = (...parts: readonly Inline[]): Block => ({ kind: "text", text: parts });
export const note = (...parts: readonly Inline[]): Block => ({ kind: "note", text: parts });
/** Preformatted, for exact text: command lines, output. */
export const code = (value: string | Untrusted): Block => ({ kind: "code", text: value });
export const list = (items: readonly Inline[]): Block => ({ kind: "list", items });
/** Handed out whole, whatever the platform's limit for text. `name` needs its extension. */
export const textFile = (name: string, value: string | Untrusted): Block => ({
  kind: "file",
  name,
  text: value,
});
export const bytesFile = (name: string, bytes: Uint8Array): Block => ({ kind: "file", name, bytes });
export const image = (name: string, alt: Inline, png: Uint8Array): Block => ({
  kind: "image",
  name,
  alt,
  png,
});
export const buttons = (...items: readonly Button[]): Block => ({ kind: "buttons", buttons: items });

/** Facts in the order given; an absent value leaves its line out. */
export const facts = (entries: Readonly<Record<string, Inline | undefined>>): Block => ({
  kind: "facts",
  facts: Object.entries(entries).flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }])),
});

/** Emphasis; a renderer for plain text leaves it out. */
export const strong = (value: Inline): Span => ({ span: "strong", text: value });
/** For ids, hashes and names to be copied: shown letter by letter, never interpreted. */
export const mono = (value: string | Untrusted): Span => ({ span: "code", text: value });
/** `url` has to be one that we or Falcon made: an address out of foreign text is shown, never linked. */
export const link = (url: string, words: string): Span => ({ span: "link", url, text: words });
/** How long ago, or how far ahead; `at` in milliseconds. */
export const ago = (at: number): Span => ({ span: "time", at, style: "relative" });
/** The exact moment, in milliseconds, with date and time. */
export const at = (moment: number): Span => ({ span: "time", at: moment, style: "exact" });

/** A button that runs a command at once. */
export const runs = (
  label: string,
  command: string,
  args: Readonly<Record<string, string>>,
  style?: "primary" | "danger",
): Button => ({ label, press: { command, args, as: "run" }, ...(style === undefined ? {} : { style }) });

/** A button that opens the command's form with these arguments filled in. */
export const asks = (
  label: string,
  command: string,
  args: Readonly<Record<string, string>>,
  style?: "primary" | "danger",
): Button => ({ label, press: { command, args, as: "form" }, ...(style === undefined ? {} : { style }) });
