/** Rows of real time response: sessions, who may type in them, what was typed, what was fetched. */
import type { StoredAccount, StoredPlace } from "./rows.ts";
import type { Untrusted } from "../lib/untrusted.ts";

/** `lost`: Falcon no longer knows it, and it can be resumed in its thread. Only `closed` is final. */
export const RTR_SESSION_STATES = [
  "connecting",
  "queued",
  "open",
  "idle-warning",
  "lost",
  "closing",
  "closed",
] as const;
export type RtrSessionState = (typeof RTR_SESSION_STATES)[number];

/** One host of a fleet, and how it stands. */
export interface FleetHost {
  readonly deviceId: string;
  readonly hostname: Untrusted;
  /** windows, mac, linux; empty while it is not known. */
  readonly platform: string;
  readonly verdict: "ready" | "queued" | "unreachable";
  readonly directory: Untrusted;
  /** Falcon's id of its own session in the batch. */
  readonly falconId?: string;
  /** Falcon's id of what it ran to open that session. */
  readonly openedBy?: string;
  /** In words, where it is not ready. */
  readonly why?: Untrusted;
}

/** One host, or one named fleet. It outlives the process: another one takes it over by `holder`. */
export interface RtrSessionRow {
  readonly id: string;
  /** The turn that asked: asking twice with one key makes one session. */
  readonly originKey: string;
  /** Of a session on one host; while it is not closed there is no second one. */
  readonly deviceId: string | undefined;
  /** Of a fleet: its name. */
  readonly hostname: Untrusted;
  /** windows, mac, linux; empty while it is not known. */
  readonly platform: string;
  /** Empty for a session on one host. */
  readonly fleet: readonly FleetHost[];
  /** Where it was asked for; its thread hangs under the card that is posted there. */
  readonly place: StoredPlace;
  readonly ownerId: string;
  readonly ownerName: Untrusted;
  readonly ownerAccount: StoredAccount;
  readonly state: RtrSessionState;
  /** Why it ended or hangs, in words fit for the card. */
  readonly outcome: Untrusted | undefined;
  /** Falcon's id of the session, or of the batch. */
  readonly falconId: string | undefined;
  /** As the host reported it last. */
  readonly directory: Untrusted;
  /** What the host says of its commands. */
  readonly help: unknown;
  /** An offline host is waited for. */
  readonly isQueued: boolean;
  /** How long a command may take, where somebody has set it. */
  readonly patienceMs: number | undefined;
  /** The case that what is fetched here belongs to, as somebody wrote it. */
  readonly caseRef: Untrusted | undefined;
  /** The process that works on it, and until when it is believed alive. */
  readonly holder: string | undefined;
  readonly heldUntil: number | undefined;
  /** When it was last used; idling counts from here. */
  readonly usedAt: number;
  readonly openedAt: number | undefined;
  readonly closedAt: number | undefined;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Somebody who may type beside the owner; `at` in milliseconds since the epoch. */
export interface RtrMemberRow {
  readonly sessionId: string;
  readonly personId: string;
  readonly name: Untrusted;
  readonly account: StoredAccount;
  readonly at: number;
}

export const RTR_ENTRY_STATES = [
  /** Somebody else has to agree first. */
  "proposed",
  /** Its turn has not come. */
  "waiting",
  /** Handed over, or about to be. */
  "sent",
  /** Falcon keeps it for an offline host. */
  "queued",
  "done",
  /** It ran, and not all of its output came. */
  "incomplete",
  "failed",
  "cancelled",
  /** Nobody knows whether it ran. */
  "unknown",
  /** It was never handed over. */
  "dropped",
] as const;
export type RtrEntryState = (typeof RTR_ENTRY_STATES)[number];

/** What one stream printed. Up to a bound the text itself is kept, beyond that a file. */
export interface RtrOutput {
  readonly bytes: number;
  /** Over the bytes as they came, in hexadecimal. */
  readonly sha256: string;
  readonly text?: Untrusted;
  /** The first and last of what is kept as a file. */
  readonly head?: Untrusted;
  readonly tail?: Untrusted;
}

/** What one host of a fleet answered to one command. */
export interface FleetResult {
  readonly deviceId: string;
  readonly hostname: Untrusted;
  readonly state: RtrEntryState;
  readonly stdout: RtrOutput;
  readonly stderr: Untrusted;
  /** Where the host stood when it was asked for. */
  readonly directory?: Untrusted;
  /** Falcon's id of the command on this host. */
  readonly requestId?: string;
  readonly outcome?: Untrusted;
}

/**
 * One command, a row before it is sent. What cannot be known after a crash stays `unknown` and
 * is never sent again.
 */
export interface RtrEntryRow {
  readonly id: string;
  readonly originKey: string;
  readonly sessionId: string;
  /** Order within the session, from 1. */
  readonly seq: number;
  readonly personId: string;
  readonly personName: Untrusted;
  readonly account: StoredAccount;
  /** As it is shown, secrets covered. */
  readonly command: Untrusted;
  /** As it goes to the host; forgotten once it has gone. */
  readonly exact: string | undefined;
  /** `reg query`: what the catalogue knows it by. */
  readonly base: string;
  /** The tier that it was sent on, and on which its output is read. */
  readonly tier: string;
  /** Where it ran. */
  readonly directory: Untrusted;
  readonly state: RtrEntryState;
  readonly outcome: Untrusted | undefined;
  /** The request that had to be agreed to first. */
  readonly approvalId: string | undefined;
  /** Falcon's id of the command. */
  readonly requestId: string | undefined;
  readonly stdout: RtrOutput | undefined;
  readonly stderr: RtrOutput | undefined;
  /** How many pieces of output came, for the progress line. */
  readonly pieces: number;
  /** Of a fleet; empty for one host. */
  readonly results: readonly FleetResult[];
  readonly version: number;
  readonly createdAt: number;
  /** Written before it is handed over, so that a crash in between leaves `unknown`. */
  readonly sentAt: number | undefined;
  readonly finishedAt: number | undefined;
}

/** `stored`: the archive lies in the evidence folder, whole. */
export const EVIDENCE_STATES = ["fetching", "stored", "failed"] as const;
export type EvidenceState = (typeof EVIDENCE_STATES)[number];

/** One file that `get` fetched from a host. */
export interface EvidenceRow {
  readonly id: string;
  readonly sessionId: string;
  readonly entryId: string;
  readonly deviceId: string;
  readonly hostname: Untrusted;
  readonly personId: string;
  readonly personName: Untrusted;
  /** The path on the host, as the host writes it. */
  readonly path: Untrusted;
  /** Of the file itself, as Falcon lists it. */
  readonly sizeBytes: number | undefined;
  /** Of the file itself, as Falcon lists it. */
  readonly sha256: string;
  /** What our own reading of the archive says of that digest. */
  readonly hashCheck: "matches" | "differs" | "not checked";
  /** Of the archive as it came; its name in the evidence folder. */
  readonly archiveSha256: string | undefined;
  /** Of the archive as it came. */
  readonly archiveBytes: number | undefined;
  /** The case of its session when it was asked for, or the one that it was given later. */
  readonly caseRef: Untrusted | undefined;
  readonly state: EvidenceState;
  readonly outcome: Untrusted | undefined;
  readonly version: number;
  readonly createdAt: number;
  readonly storedAt: number | undefined;
}

/** A script that somebody handed in: its text as it was then, whatever becomes of the message. */
export interface RtrUploadRow {
  readonly id: string;
  /** The turn and the place of the file in it: one file is kept once. */
  readonly originKey: string;
  readonly sessionId: string;
  /** As its owner calls it. */
  readonly name: Untrusted;
  /** Exactly its bytes, which are UTF-8. */
  readonly content: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly personId: string;
  readonly personName: Untrusted;
  readonly createdAt: number;
}
