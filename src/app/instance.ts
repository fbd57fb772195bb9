/**
 * This process among those that share the store. It says that it lives, and frees what
 * dead ones still own: at once when they ran on this machine, by and by when not.
 */
import { hostname } from "node:os";
import type { Clock } from "../lib/clock.ts";
import { SECOND } from "../lib/clock.ts";
import { newId } from "../lib/id.ts";
import type { Log } from "../lib/log.ts";
import type { Store } from "../store/store.ts";

const PREFIX = "instance:";
const BEAT_MS = 2 * SECOND;
const ALIVE_MS = 8 * SECOND;

/** Only a `bot` posts, polls and carries out; a `shell` leaves that to one where it runs. */
export type InstanceKind = "bot" | "shell";

/** Its lease lasts 8 s and is renewed every 2 s. */
export interface Instance {
  readonly owner: string;
  /** Frees what is left of processes that are no more. */
  reap(): Promise<boolean>;
  /** `onReaped`: a dead process was found later on; its unanswered turns can be taken up. */
  start(onReaped?: () => void): Promise<void>;
  stop(): Promise<void>;
}

/** `bot@host@pid@random`: enough to tell on the same machine whether it still runs. */
const nameOf = (kind: InstanceKind): string => [kind, hostname(), process.pid, newId(6)].join("@");

/** Whether a bot, this process aside, is running on this store. */
export async function isBotAlive(store: Store, clock: Clock, besides?: string): Promise<boolean> {
  const leases = await store.leases.list(`${PREFIX}bot@`);
  return leases.some(
    ({ owner, expiresAt }) => owner !== besides && expiresAt > clock.now() && !isKnownDead(owner),
  );
}

/** `owner` is what this process is called in every row that it works on. */
export function createInstance(
  parts: { readonly store: Store; readonly clock: Clock; readonly log: Log },
  kind: InstanceKind,
): Instance {
  const { store, clock, log } = parts;
  const owner = nameOf(kind);
  const stopping = new AbortController();
  let loop: Promise<void> | undefined;

  const beat = async (): Promise<void> => {
    const now = clock.now();
    await store.leases.take(`${PREFIX}${owner}`, owner, now, now + ALIVE_MS);
  };

  async function reap(): Promise<boolean> {
    const now = clock.now();
    let found = false;
    for (const lease of await store.leases.list(PREFIX)) {
      if (lease.owner === owner || (lease.expiresAt > now && !isKnownDead(lease.owner))) continue;
      log.info("taking over from a process that is no more", { instance: lease.owner });
      await store.executions.disown(lease.owner);
      await store.deliveries.disown(lease.owner);
      await store.inbox.disown(lease.owner);
      await store.rtrSessions.disown(lease.owner);
      // What it led can be taken up at once, too.
      for (const held of await store.leases.list(""))
        if (held.owner === lease.owner) await store.leases.release(held.name, held.owner);
      found = true;
    }
    return found;
  }

  async function run(onReaped: () => void): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await beat();
        if (await reap()) onReaped();
      } catch (error) {
        log.warn("the sign of life could not be written", { error });
      }
      await clock.sleep(BEAT_MS, stopping.signal).catch(() => undefined);
    }
  }

  return {
    owner,
    reap,
    async start(onReaped = () => undefined) {
      // Known before it owns anything: what it leaves behind can be found at once.
      await beat();
      loop = run(onReaped);
    },
    async stop() {
      stopping.abort();
      await loop;
      await store.leases.release(`${PREFIX}${owner}`, owner).catch(() => undefined);
    },
  };
}

/** True only for a process of this machine whose number no longer exists. */
function isKnownDead(owner: string): boolean {
  const [, host, pid] = owner.split("@");
  if (host !== hostname() || pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
