/** Where something is said. Ids are opaque; only their adapter reads them. */
import type { AccountRef, Surface } from "./person.ts";

/** A conversation: a channel, or a thread in it. */
export interface Place {
  readonly surface: Surface;
  readonly channel: string;
  /** The thread's root, when the conversation is in a thread. */
  readonly thread?: string;
}

/** One posted message, so that it can be edited later, also after a restart. */
export interface MessageRef {
  readonly surface: Surface;
  readonly channel: string;
  readonly message: string;
}

/** The thread under a posted message: its own, or the one that it was posted in. */
export const threadUnder = (
  to: { readonly place: Place } | { readonly account: AccountRef },
  at: MessageRef,
): Place => {
  const inThread = "place" in to ? to.place.thread : undefined;
  return { surface: at.surface, channel: at.channel, thread: inThread ?? at.message };
};

/** `surface:channel`, as settings write it. */
export function parsePlace(written: string): Place | undefined {
  const colon = written.indexOf(":");
  if (colon < 1 || colon === written.length - 1) return undefined;
  return { surface: written.slice(0, colon), channel: written.slice(colon + 1) };
}

/** The channel alone; a thread is left out, as settings know none. */
export const writePlace = (place: Place): string => `${place.surface}:${place.channel}`;
