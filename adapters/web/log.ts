/**
 * The port through which the console keeps what was said. The product's store provides
 * it; a message is an opaque row to everybody but this adapter. Whatever implements it
 * must restore `Untrusted` text in `card` and `author`.
 */
import type { Untrusted } from "../../src/lib/untrusted.ts";

/** Times in milliseconds; ids and keys are opaque. */
export interface ConsoleMessage {
  readonly id: string;
  readonly channel: string;
  /** The root of the thread it stands in. */
  readonly thread: string | undefined;
  /** The account that alone may see it; undefined: everybody. */
  readonly onlyFor: string | undefined;
  /** The person who typed it; undefined: said by Falconer. */
  readonly author: Untrusted | undefined;
  readonly card: unknown;
  /** What the message can be found by again; unique. */
  readonly key: string | undefined;
  /** Kept at the top of its thread. */
  readonly isPinned: boolean;
  readonly createdAt: number;
  /** Equal to `createdAt` until the first edit; grows with each. */
  readonly editedAt: number;
}

/** Rejects when it cannot write: what is not kept is not shown either. */
export interface ConsoleLog {
  /** An existing id is replaced: an edit. */
  put(message: ConsoleMessage): Promise<void>;
  get(id: string): Promise<ConsoleMessage | undefined>;
  byKey(key: string): Promise<ConsoleMessage | undefined>;
  /** Oldest first, the newest `limit` of a channel that this account may see. */
  list(channel: string, viewer: string, limit: number): Promise<readonly ConsoleMessage[]>;
  channels(): Promise<readonly string[]>;
  /** What was created or edited after `moment`, by any process. */
  changedSince(moment: number): Promise<readonly ConsoleMessage[]>;
}

/** May this account see the message? */
export const maySee = (message: ConsoleMessage, viewer: string): boolean =>
  message.onlyFor === undefined || message.onlyFor === viewer;
