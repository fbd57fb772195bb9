/** What real time response needs from the rest of Falconer; the composition root provides it. */
import type { FileReading, IncomingFile } from "../chat/incoming-file.ts";
import type { Account, AskedBy, Person } from "../chat/person.ts";
import type { MessageRef, Place } from "../chat/place.ts";
import type { RtrApi } from "../falcon/endpoints/rtr.ts";
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import type { StoredAccount } from "../store/rows.ts";
import type { Store } from "../store/store.ts";
import type { Opened } from "./archive/archive.ts";

/** Who speaks, at this moment. */
export interface Speaker {
  readonly person: Person;
  readonly account: Account;
  readonly place: Place;
  readonly askedBy: AskedBy;
  readonly turnId: string;
  /** Files that came with what they say. */
  readonly files?: readonly IncomingFile[];
}

/** A host as far as a session needs it. */
export interface SessionHost {
  readonly id: string;
  readonly hostname: Untrusted;
  readonly platform: Untrusted;
}

/** A command that somebody else has to agree to, frozen as it will run. */
export interface Proposal {
  readonly session: string;
  readonly entry: string;
  /** Each host by its id; of a fleet all that were ready. */
  readonly deviceIds: readonly string[];
  /** Exactly, secrets covered. */
  readonly command: string;
  readonly base: string;
  readonly tier: string;
  readonly directory: Untrusted;
  readonly script: ScriptShown | undefined;
}

/** What a script would run, of the library or handed in. */
export interface ScriptShown {
  /** The command itself holds its text. */
  readonly isHandedIn?: true;
  readonly name: Untrusted;
  readonly sha256: string | undefined;
  readonly content: Untrusted | undefined;
}

export interface Proposals {
  /** The request's id, and whether its card hangs in the session's own thread. */
  propose(
    proposal: Proposal,
    speaker: Speaker,
    signal?: AbortSignal,
  ): Promise<{ readonly id: string; readonly isInThread: boolean; readonly isPending: boolean }>;
  /** Nobody has to decide it any more: what it asked for is not to be had. */
  drop(request: string, why: Untrusted): Promise<void>;
  /** While frozen nothing but looking is allowed. */
  isFrozen(): Promise<boolean>;
}

export interface RtrPeople {
  /** The one human behind an account. */
  idOf(account: StoredAccount): Promise<string>;
  /** Whom somebody means by `@word` on their surface. */
  named(
    word: string,
    surface: string,
  ): Promise<{ readonly person: Person; readonly account: StoredAccount } | undefined>;
}

export interface RtrParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly falcon: RtrApi;
  readonly proposals: Proposals;
  readonly people: RtrPeople;
  /** Where evidence and long output are kept. */
  readonly folder: string;
  readonly idleMs: number;
  /** What stands before a command line in a thread; empty: nothing has to. */
  readonly prefix: string;
  /** This process, as the store knows it. */
  readonly holder: string;
  /** The bytes of a file that came with a turn of that surface. */
  readonly readFile: (
    surface: string,
    file: IncomingFile,
    mostBytes: number,
    signal?: AbortSignal,
  ) => Promise<FileReading>;
  /** Where people find a message on the web, if anywhere. */
  readonly addressOf: (message: MessageRef) => string | undefined;
  /** Reads an encrypted archive, bounded, away from this thread. */
  readonly openArchive: (
    file: string,
    bounds: { readonly mostBytes: number },
    signal?: AbortSignal,
  ) => Promise<Opened>;
}
