/**
 * One chat surface as the shared suite sees it: an adapter beside its living neighbour, people
 * who act there, and what they read. A verb that a surface has no word for is undefined, with
 * the reason in its harness.
 */
import type { ChatAdapter } from "../../../src/chat/adapter.ts";
import type { FormValues } from "../../../src/chat/form.ts";
import type { Place } from "../../../src/chat/place.ts";
import type { BotDouble } from "./bot-double.ts";

export interface Seen {
  readonly id: string;
  /** Everything readable on it. */
  readonly text: string;
  readonly labels: readonly string[];
  /** What is in the files that came with it. */
  readonly attached: string;
}

/** A form on somebody's screen. */
export interface OpenForm {
  /** What stands in its fields, by their names. */
  readonly values: FormValues;
  /** Sends it; `again` is what the person is left with when it had faults. */
  send(values: FormValues): Promise<{ readonly faults: string; readonly again: OpenForm | undefined }>;
}

export interface Harness {
  readonly adapter: ChatAdapter;
  /** A new adapter for the same neighbour and bot, as after a restart of the process. */
  restart(): Promise<ChatAdapter>;
  /** Lines that the adapter holds open now; undefined where others call it. */
  connections: (() => number) | undefined;
  readonly bot: BotDouble;
  /** Where everybody reads. */
  readonly place: Place;
  /** The n-th of many places, where a surface slows down how much is said in one. */
  room(n: number): Place;
  readonly ana: string;
  readonly lee: string;
  /** Whether a typed command arrives as a line or split into options by the platform. */
  readonly hears: "line" | "options";
  /** A command as people say it here; the values are in the order of its arguments. */
  say(person: string, command: string, values?: FormValues): Promise<void>;
  /** The same words addressed to the bot in the middle of a conversation. */
  mention: ((person: string, words: string) => Promise<void>) | undefined;
  press(person: string, message: string, label: string): Promise<void>;
  choose(person: string, message: string, words: string): Promise<void>;
  openForm(person: string, command: string): Promise<OpenForm>;
  /** Delivers the last thing that was said again. */
  redeliver(times: number): Promise<void>;
  /** What the bot said there, as anybody in the place reads it. */
  messages(): Promise<readonly Seen[]>;
  /** Messages that are pinned there, by their ids. */
  pins(): Promise<readonly string[]>;
  /** Takes from the bot what it needs to pin; undefined where nothing can be taken. */
  forbidPins: (() => void) | undefined;
  /** What this person alone was told. */
  privateWords(person: string): Promise<readonly string[]>;
  /** Whatever would notify somebody or lead somewhere, our own links into Falcon aside. */
  pings(): Promise<readonly string[]>;
  /** Undefined where nobody can delete what the bot said. */
  remove: ((message: string) => Promise<void>) | undefined;
}

export type Open = () => Promise<Harness>;

/** The only links that the product makes. */
export const isOurs = (link: string): boolean => link.includes("https://falcon.crowdstrike.com/");
