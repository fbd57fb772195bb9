/** RTR from outside the API, for tests and rehearsals: what there is, and what is arranged. */
import type { HostBook } from "../host-book.ts";
import { written } from "./content.ts";
import type { RtrDesk } from "./desk.ts";
import type { Entry } from "./disk.ts";
import type { LibraryFile, LibraryWish } from "./library.ts";
import type { RtrRule } from "./rules.ts";
import type { Ending } from "./sessions.ts";
import type { Tier } from "./verbs/verb.ts";

/** A session as a test sees it; ended ones are there too. */
export interface SeenSession {
  readonly id: string;
  readonly deviceId: string;
  readonly hostname: string;
  readonly clientId: string;
  readonly origin: string;
  readonly directory: string;
  readonly isQueued: boolean;
  readonly createdMs: number;
  /** Absent while it lives. */
  readonly ended?: { readonly atMs: number; readonly by: Ending };
  readonly commands: readonly string[];
}

/** A command as a test sees it, without its output. */
export interface SeenCommand {
  readonly id: string;
  readonly sessionId: string;
  readonly deviceId: string;
  readonly hostname: string;
  readonly tier: Tier;
  readonly base: string;
  readonly text: string;
  /** Where the session stood. */
  readonly directory: string;
  readonly handedMs: number;
  readonly wasQueued: boolean;
  /** Whether the host has taken it. */
  readonly hasRun: boolean;
  readonly isDone: boolean;
}

/** Worked out when it is read, with everything that is due by then. */
export interface RtrState {
  readonly sessions: readonly SeenSession[];
  /** Those that live. */
  readonly open: readonly SeenSession[];
  /** In the order in which they were handed over. */
  readonly commands: readonly SeenCommand[];
  /** A file or directory of a host, as commands left it. */
  readonly entry: (idOrName: string, path: string) => Entry | undefined;
}

/** Arranges what Falcon's API cannot: rules, files on hosts, the library. */
export interface RtrControl {
  readonly addRule: (rule: RtrRule) => void;
  readonly clearRules: () => void;
  readonly addScript: (wish: LibraryWish) => LibraryFile;
  readonly addPutFile: (wish: LibraryWish) => LibraryFile;
  readonly writeFile: (idOrName: string, path: string, content: string | Uint8Array) => void;
}

interface Parts {
  readonly rtr: RtrDesk;
  readonly hosts: HostBook;
  readonly now: () => number;
}

/** Each look lets happen what is due. */
export function watchRtr({ rtr, hosts, now }: Parts): RtrState {
  const hostnameOf = (id: string): string => hosts.record(id)?.device.hostname ?? "";
  const sessions = (): readonly SeenSession[] => {
    rtr.catchUp(now());
    return rtr.sessions.all.map(
      ({ id, deviceId, clientId, origin, directory, isQueued, createdMs, ended }) => ({
        id,
        deviceId,
        hostname: hostnameOf(deviceId),
        clientId,
        origin,
        directory,
        isQueued,
        createdMs,
        commands: rtr.requests.filter(({ sessionId }) => sessionId === id).map(({ text }) => text),
        ...(ended === undefined ? {} : { ended }),
      }),
    );
  };
  return {
    get sessions() {
      return sessions();
    },
    get open() {
      return sessions().filter(({ ended }) => ended === undefined);
    },
    get commands() {
      rtr.catchUp(now());
      return rtr.requests.map((request) => ({
        id: request.id,
        sessionId: request.sessionId,
        deviceId: request.deviceId,
        hostname: hostnameOf(request.deviceId),
        tier: request.tier,
        base: request.base,
        text: request.text,
        directory: request.directory,
        handedMs: request.handedMs,
        wasQueued: request.wasQueued,
        hasRun: request.started !== undefined,
        isDone: request.doneMs !== undefined,
      }));
    },
    entry(idOrName, path) {
      const device = hosts.find(idOrName, now());
      return device === undefined ? undefined : rtr.computer(device).disk.find(path);
    },
  };
}

/**
 * Hosts by device id or hostname.
 * @throws Error for a host that there is none of
 */
export function controlRtr({ rtr, hosts, now }: Parts): RtrControl {
  return {
    addRule: (rule) => rtr.rules.add(rule),
    clearRules: () => rtr.rules.clear(),
    addScript: (wish) => rtr.library.addScript(wish),
    addPutFile: (wish) => rtr.library.addPutFile(wish),
    writeFile(idOrName, path, content) {
      const device = hosts.find(idOrName, now());
      if (device === undefined) throw new Error(`the simulator has no host ${idOrName}`);
      rtr.computer(device).disk.write(path, written(content), now());
    },
  };
}
