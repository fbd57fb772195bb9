/** Where something is said. Ids are opaque; only their adapter reads them. */
import type { Surface } from "./person.ts";

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

/** `surface:channel`, as settings write it. */
export function parsePlace(written: string): Place | undefined {
  const colon = written.indexOf(":");
  if (colon < 1 || colon === written.length - 1) return undefined;
  return { surface: written.slice(0, colon), channel: written.slice(colon + 1) };
}

export const writePlace = (place: Place): string => `${place.surface}:${place.channel}`;
