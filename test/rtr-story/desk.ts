/**
 * A session as it is lived on one surface: people who type and press in a thread, and what stands
 * there. Each surface opens its own; the stories know none of them.
 */
import type { Simulator } from "../../src/simulator/simulator.ts";
import { until, type Home } from "../product/bot.ts";

export interface Who {
  readonly account: string;
  /** As cards write it. */
  readonly name: string;
  /** As one writes them in a line. */
  readonly mention: string;
}

/** A message of the bot as people read it. */
export interface Said {
  readonly text: string;
  readonly labels: readonly string[];
}

export interface HandedOut {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Desk {
  readonly falcon: Simulator;
  readonly home: Home;
  /** Asks, may not decide. */
  readonly owner: Who;
  /** May decide too. */
  readonly colleague: Who;
  /** The product's own address. */
  url(): string;
  /** Says a line in the channel, and finds the thread whose root names this host. */
  open(host: string, more?: string): Promise<Thread>;
  /** What this person alone was told so far. */
  whispers(who: Who): Promise<readonly string[]>;
  /** Ends the process as `kill -9` does, lets something happen meanwhile, and starts another. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
}

export interface Thread {
  root(): Promise<Said>;
  isPinned(): Promise<boolean>;
  type(who: Who, line: string): Promise<void>;
  /** What the bot said under the root, oldest first. */
  said(): Promise<readonly Said[]>;
  /** Presses a button of the root, or of the newest message of the thread with all of these words. */
  press(who: Who, label: string, ...words: readonly string[]): Promise<void>;
  files(): Promise<readonly HandedOut[]>;
}

export type OpenDesk = (settings?: string) => Promise<Desk>;

const holds = ({ text }: Said, words: readonly string[]): boolean =>
  words.every((word) => text.includes(word));

export const answer = (thread: Thread, ...words: readonly string[]): Promise<Said> =>
  until(`an answer with ${words.join(", ")}`, async () =>
    (await thread.said()).findLast((one) => holds(one, words)),
  );

export const rootSays = (thread: Thread, ...words: readonly string[]): Promise<unknown> =>
  until(`a root with ${words.join(", ")}`, async () => holds(await thread.root(), words));

export const told = (desk: Desk, who: Who, ...words: readonly string[]): Promise<unknown> =>
  until(`a private word to ${who.name} with ${words.join(", ")}`, async () =>
    (await desk.whispers(who)).some((text) => holds({ text, labels: [] }, words)),
  );

export const fileNamed = (thread: Thread, name: RegExp): Promise<HandedOut> =>
  until(`a file ${name.source}`, async () => (await thread.files()).findLast((file) => name.test(file.name)));

/** The command lines that the host was handed, in order. */
export const handed = ({ falcon }: Desk): readonly string[] =>
  falcon.state.rtr.commands.map(({ text }) => text);
