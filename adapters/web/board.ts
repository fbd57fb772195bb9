/**
 * The messages of the console: writes them to the log, finds them again and keeps their
 * order. What a card or a form means is the bot's business, who is told is the hub's.
 */
import type { Card } from "../../src/chat/card.ts";
import type { MessageRef, Place } from "../../src/chat/place.ts";
import { PlaceGone } from "../../src/chat/adapter.ts";
import type { Clock } from "../../src/lib/clock.ts";
import type { Untrusted } from "../../src/lib/untrusted.ts";
import { PAGE_OF_MESSAGES } from "./limits.ts";
import type { ConsoleLog, ConsoleMessage } from "./log.ts";
import { maySee } from "./log.ts";

/** The surface's name in settings, rows and turns. */
export const SURFACE = "web";

/** A message still to be written. With `onlyFor` one account alone sees it. */
export interface Draft {
  readonly channel: string;
  readonly thread?: string | undefined;
  readonly onlyFor?: string | undefined;
  readonly author?: Untrusted;
  readonly card: Card;
  readonly key: string;
}

export interface Board {
  /** Writes the message; one that was written with this key before is edited instead. */
  say(draft: Draft): Promise<ConsoleMessage>;
  edit(ref: MessageRef, card: Card): Promise<void>;
  pin(ref: MessageRef, isPinned: boolean): Promise<void>;
  find(place: Place, key: string): Promise<ConsoleMessage | undefined>;
  /** What the viewer may see of a channel, with the roots of the threads that reach into it. */
  read(channel: string, viewer: string): Promise<readonly ConsoleMessage[]>;
  /** Is this a message of the channel under which a thread can stand, and may the viewer see it? */
  isRoot(channel: string, id: string, viewer: string): Promise<boolean>;
  /** The same, and everybody in the channel sees it. */
  isOpenRoot(channel: string, id: string): Promise<boolean>;
  /** May this account speak there? A channel that it does not see is no place at all. */
  isPlace(channel: string, viewer: string): Promise<boolean>;
  /** The channels that this account sees, the fixed ones first. */
  channels(viewer: string): Promise<readonly { readonly name: string; readonly latest: number }[]>;
}

/** The channel of what Falconer tells one person alone. */
export const directChannel = (personId: string): string => `@${personId}`;
export const isDirectChannel = (channel: string): boolean => channel.startsWith("@");
const ownerOf = (channel: string): string | undefined =>
  isDirectChannel(channel) ? channel.slice(1) : undefined;

/** Any number of processes may write to one log; each tells only its own readers. */
export function createBoard(options: {
  readonly log: ConsoleLog;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly channels: readonly string[];
  readonly written: (message: ConsoleMessage) => void;
}): Board {
  const { log } = options;
  let last = 0;
  /** Strictly growing, so that a line stands before its answer even within one millisecond. */
  const stamp = (): number => (last = Math.max(options.clock.now(), last + 1));

  const write = async (message: ConsoleMessage): Promise<ConsoleMessage> => {
    await log.put(message);
    options.written(message);
    return message;
  };
  const rewrite = (
    known: ConsoleMessage,
    changes: Partial<Pick<ConsoleMessage, "card" | "isPinned">>,
  ): Promise<ConsoleMessage> =>
    write({ ...known, ...changes, editedAt: Math.max(stamp(), known.editedAt + 1) });
  const existing = async ({ message }: MessageRef): Promise<ConsoleMessage> => {
    const known = await log.get(message);
    if (known === undefined) throw new PlaceGone(`no message ${message}`);
    return known;
  };

  const namesFor = async (viewer: string): Promise<readonly string[]> => {
    const said = (await log.channels()).filter((name) => ownerOf(name) === undefined);
    return [...new Set([...options.channels, ...said, directChannel(viewer)])];
  };

  return {
    async say(draft) {
      const known = await log.byKey(draft.key);
      if (known !== undefined) return rewrite(known, { card: draft.card });
      const root = draft.thread === undefined ? undefined : await log.get(draft.thread);
      const now = stamp();
      return write({
        id: options.newId(),
        channel: draft.channel,
        thread: draft.thread,
        // Under a private message, and in a person's own channel, everything is private.
        onlyFor: draft.onlyFor ?? root?.onlyFor ?? ownerOf(draft.channel),
        author: draft.author,
        card: draft.card,
        key: draft.key,
        isPinned: false,
        createdAt: now,
        editedAt: now,
      });
    },
    async edit(ref, card) {
      await rewrite(await existing(ref), { card });
    },
    async pin(ref, isPinned) {
      const known = await existing(ref);
      if (known.isPinned !== isPinned) await rewrite(known, { isPinned });
    },
    async find(place, key) {
      const known = await log.byKey(key);
      return known?.channel === place.channel ? known : undefined;
    },
    async read(channel, viewer) {
      const page = await log.list(channel, viewer, PAGE_OF_MESSAGES);
      const present = new Set(page.map(({ id }) => id));
      const missing = new Set(page.flatMap(({ thread }) => (thread === undefined ? [] : [thread])));
      const roots = await Promise.all([...missing].filter((id) => !present.has(id)).map((id) => log.get(id)));
      const above = roots.flatMap((root) => (root !== undefined && maySee(root, viewer) ? [root] : []));
      return [...above, ...page].sort((a, b) => a.createdAt - b.createdAt);
    },
    async isRoot(channel, id, viewer) {
      const root = await log.get(id);
      return root?.channel === channel && root.thread === undefined && maySee(root, viewer);
    },
    async isOpenRoot(channel, id) {
      const root = await log.get(id);
      return root?.channel === channel && root.thread === undefined && root.onlyFor === undefined;
    },
    isPlace: async (channel, viewer) => (await namesFor(viewer)).includes(channel),
    async channels(viewer) {
      return Promise.all(
        (await namesFor(viewer)).map(async (name) => ({
          name,
          latest: (await log.list(name, viewer, 1))[0]?.createdAt ?? 0,
        })),
      );
    },
  };
}
