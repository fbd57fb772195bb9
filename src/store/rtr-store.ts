/** What the store can do for real time response; see store.ts. */
import type {
  EvidenceRow,
  EvidenceState,
  RtrEntryRow,
  RtrEntryState,
  RtrMemberRow,
  RtrSessionRow,
  RtrSessionState,
  RtrUploadRow,
} from "./rtr-rows.ts";
import type { Changes, From } from "./transition.ts";

/**
 * While a session is not closed its host has no second one; that is the table's promise, not the
 * caller's.
 */
export interface RtrSessionRepository {
  /** False when its host has one that is not closed, or this turn made one before. */
  insert(row: RtrSessionRow): Promise<boolean>;
  get(id: string): Promise<RtrSessionRow | undefined>;
  byOrigin(originKey: string): Promise<RtrSessionRow | undefined>;
  /** Everything that is not closed, oldest first. */
  open(): Promise<readonly RtrSessionRow[]>;
  /** Newest first. */
  list(filter: {
    readonly states?: readonly RtrSessionState[];
    readonly since?: number;
    readonly limit: number;
  }): Promise<readonly RtrSessionRow[]>;
  move(
    from: From<RtrSessionState>,
    changes: Changes<RtrSessionRow, "originKey" | "createdAt">,
  ): Promise<boolean>;
  /** Open ones that nobody living holds become ours. */
  hold(now: number, holder: string, until: number): Promise<readonly RtrSessionRow[]>;
  keepAlive(holder: string, until: number): Promise<void>;
  /** Everything that a process known to be dead still holds is free at once, and counts as abandoned. */
  disown(holder: string): Promise<void>;
}

/** Who may type beside the owner. */
export interface RtrMemberRepository {
  /** False when this person is in already. */
  add(row: RtrMemberRow): Promise<boolean>;
  of(sessionId: string): Promise<readonly RtrMemberRow[]>;
}

/** `move` is one update on (id, state, version); false when the race was lost. */
export interface RtrEntryRepository {
  /** The row with its number in the session; undefined when this turn made one before. */
  append(row: Omit<RtrEntryRow, "seq">): Promise<RtrEntryRow | undefined>;
  get(id: string): Promise<RtrEntryRow | undefined>;
  byOrigin(originKey: string): Promise<RtrEntryRow | undefined>;
  /** In the order in which they were typed. */
  of(sessionId: string): Promise<readonly RtrEntryRow[]>;
  /** The first whose turn it is. */
  next(sessionId: string): Promise<RtrEntryRow | undefined>;
  inStates(sessionId: string, states: readonly RtrEntryState[]): Promise<readonly RtrEntryRow[]>;
  move(
    from: From<RtrEntryState>,
    changes: Changes<RtrEntryRow, "originKey" | "sessionId" | "seq" | "createdAt">,
  ): Promise<boolean>;
}

/** Files that `get` fetched, of all sessions there ever were. */
export interface EvidenceRepository {
  insert(row: EvidenceRow): Promise<void>;
  get(id: string): Promise<EvidenceRow | undefined>;
  of(sessionId: string): Promise<readonly EvidenceRow[]>;
  move(from: From<EvidenceState>, changes: Changes<EvidenceRow, "sessionId" | "createdAt">): Promise<boolean>;
}

export interface RtrUploadRepository {
  /** False when this file of this turn is there already. */
  add(row: RtrUploadRow): Promise<boolean>;
  /** Newest first. */
  of(sessionId: string): Promise<readonly RtrUploadRow[]>;
}
