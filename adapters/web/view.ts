/**
 * What travels between the console's server and its page: plain JSON in which foreign
 * text has already been made visible and bounded. The page shows it as text, never as
 * markup. Types only, so that both sides can import this file.
 */
import type { ArgInfo } from "../../src/chat/args.ts";
import type { Tone } from "../../src/chat/card.ts";
import type { FormFaults } from "../../src/chat/form.ts";
import type { Role } from "../../src/chat/person.ts";

/** One part of a line; `href` is https alone. */
export type InlineView =
  | string
  | { readonly strong: readonly InlineView[] }
  | { readonly code: string }
  /** Foreign text that may pass for other text: hidden or look-alike characters. */
  | { readonly odd: string }
  | { readonly href: string; readonly text: string }
  | { readonly at: number; readonly style: "relative" | "exact" };

export type LineView = readonly InlineView[];

export interface ButtonView {
  readonly label: string;
  readonly style: "plain" | "primary" | "danger";
  /** What pressing it sends back; opaque to the page. */
  readonly token: string;
}

interface OptionView {
  readonly label: LineView;
  readonly detail: LineView;
  readonly token: string;
}

/** What a renderer is given of each kind of block, bounded by `limits.ts`. */
export type BlockView =
  | { readonly kind: "text" | "note"; readonly text: LineView }
  | {
      readonly kind: "facts";
      readonly facts: readonly { readonly label: string; readonly value: LineView }[];
    }
  | {
      readonly kind: "code";
      readonly text: string;
      /** Set when `text` is not all of it. */
      readonly whole?: { readonly size: number; readonly sha256: string; readonly href: string };
    }
  | { readonly kind: "list"; readonly items: readonly LineView[] }
  | {
      readonly kind: "table";
      readonly columns: readonly string[];
      readonly rows: readonly (readonly LineView[])[];
    }
  | { readonly kind: "divider" }
  | { readonly kind: "buttons"; readonly buttons: readonly ButtonView[] }
  | { readonly kind: "choice"; readonly prompt: string; readonly options: readonly OptionView[] }
  | {
      readonly kind: "file";
      readonly name: string;
      /** In bytes. */
      readonly size: number;
      readonly href: string;
      readonly excerpt: string;
      /** A drawing of our own making that the page may show as an image. */
      readonly picture: boolean;
    }
  | {
      readonly kind: "image";
      readonly name: string;
      readonly alt: LineView;
      readonly size: number;
      /** Another one once the picture has changed. */
      readonly href: string;
    };

export interface CardView {
  readonly title: LineView;
  readonly tone: Tone;
  readonly blocks: readonly BlockView[];
}

/** As one reader sees it: tokens and addresses in it are for them. */
export interface MessageView {
  readonly id: string;
  readonly channel: string;
  readonly thread?: string;
  /** Only the reader sees it. */
  readonly isPrivate: boolean;
  readonly isPinned: boolean;
  readonly author?: { readonly name: string; readonly person?: string };
  /** The reader's own turn that this answers. */
  readonly answers?: string;
  readonly card: CardView;
  readonly createdAt: number;
  readonly editedAt: number;
}

export interface PersonView {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** For completion and the signature under the line. */
export interface CommandView {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly role: Role | "anyone";
  readonly args: readonly ArgInfo[];
  readonly examples: readonly string[];
}

/** A field with every absence filled in: an empty value, no options. */
export interface FieldView {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly kind: "line" | "paragraph" | "choice" | "toggle";
  readonly required: boolean;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly maxLength?: number;
}

export interface FormView {
  readonly command: string;
  readonly title: string;
  readonly intro: LineView;
  readonly fields: readonly FieldView[];
  readonly submit: string;
}

/** `GET /api/state` */
export interface StateView {
  readonly me: PersonView;
  /** Whom the reader may become; only the demo offers more than one. */
  readonly people: readonly PersonView[];
  readonly isDemo: boolean;
  readonly channels: readonly { readonly name: string; readonly latest: number }[];
  readonly commands: readonly CommandView[];
}

/** `POST /api/session` */
export interface SessionView {
  readonly me: PersonView;
  readonly token: string;
}

/** `POST /api/turn`. `seen`: this turn id was taken before. */
export type TurnView =
  | { readonly outcome: "running" | "seen"; readonly turn: string }
  | { readonly outcome: "form"; readonly form: FormView }
  | { readonly outcome: "faults"; readonly faults: FormFaults };

/** Events of `GET /api/events`, by their name. */
export interface EventViews {
  /** First on every stream: which of the reader's turns still run in this process. */
  readonly hello: { readonly running: readonly string[] };
  readonly message: MessageView;
  readonly turn: { readonly turn: string; readonly state: "done" | "failed" };
  readonly overview: Record<string, never>;
}
