/**
 * Which threads belong to sessions. Answered from memory, because a platform's event is judged
 * at once; filled again whenever the store changes, by whichever process.
 */
import type { Place } from "../../chat/place.ts";
import type { StoredPlace } from "../../store/rows.ts";
import type { RtrSessionRow } from "../../store/rtr-rows.ts";
import type { Store } from "../../store/store.ts";
import { hasThread, sessionSubject } from "../session/told.ts";

interface Thread {
  readonly session: string;
  readonly place: StoredPlace;
  /** The message that the thread hangs at; undefined while it is being posted. */
  readonly root: string | undefined;
  readonly channel: string;
}

export interface Following {
  /** True also for what may be a thread of ours that is only just being posted, and before anything is known. */
  follows(place: Place): boolean;
  /** The session whose thread this is, looked up anew. */
  find(place: Place): Promise<RtrSessionRow | undefined>;
  refresh(): Promise<void>;
}

export function createFollowing({ store }: { readonly store: Store }): Following {
  /** Undefined until looked up once: a line that comes that early must not be lost. */
  let threads: readonly Thread[] | undefined;

  async function threadOf(session: RtrSessionRow): Promise<Thread> {
    const posted = await store.deliveries.byKey(sessionSubject(session.id));
    const root = session.place.thread ?? posted?.message?.message;
    return {
      session: session.id,
      place: session.place,
      root,
      channel: posted?.message?.channel ?? session.place.channel,
    };
  }

  async function lookUp(): Promise<readonly Thread[]> {
    const open = (await store.rtrSessions.open()).filter(hasThread);
    return (threads = await Promise.all(open.map(threadOf)));
  }

  return {
    async refresh() {
      await lookUp();
    },
    follows: (place) => threads?.some((thread) => isIn(place, thread) || mayBecome(place, thread)) ?? true,
    async find(place) {
      const isHere = (thread: Thread): boolean => isIn(place, thread);
      const found = threads?.find(isHere) ?? (await lookUp()).find(isHere);
      return found === undefined ? undefined : store.rtrSessions.get(found.session);
    },
  };
}

/** Where a thread is a channel of its own, it has the id of the message that it hangs at. */
function isIn(place: Place, { place: asked, root, channel }: Thread): boolean {
  if (place.surface !== asked.surface || root === undefined) return false;
  return place.thread === undefined
    ? place.channel === root
    : place.channel === channel && place.thread === root;
}

const mayBecome = (place: Place, { place: asked, root }: Thread): boolean =>
  root === undefined &&
  place.surface === asked.surface &&
  (place.thread === undefined || place.channel === asked.channel);
