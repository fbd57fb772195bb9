/** A form as data: derived from a command's arguments, drawn by each adapter, flat on purpose. */
import type { Inline } from "./card.ts";

/** One field, made from one argument; `value` is what it is filled in with. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly kind: "line" | "paragraph" | "choice" | "toggle";
  readonly required: boolean;
  readonly value?: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly maxLength?: number;
}

/** Flat: no field depends on another one, because platforms say nothing while a form is open. */
export interface Form {
  readonly command: string;
  readonly title: string;
  readonly intro?: Inline;
  readonly fields: readonly Field[];
  readonly submit: string;
}

/** What came back: an absent field was left empty. */
export type FormValues = Readonly<Record<string, string>>;

/** Field name to sentence. */
export type FormFaults = Readonly<Record<string, string>>;
