/**
 * What the store can do, engine aside. The same contract suite runs against SQLite
 * and PostgreSQL (test/contracts/store.ts). Inside `transaction` everything happens or
 * nothing does; no network call belongs there.
 */
import type {
  ApprovalRow,
  ApprovalState,
  AuditBody,
  AuditRow,
  ContainmentRow,
  ContainmentState,
  DeliveryRow,
  ExecutionRow,
  ExecutionState,
  InboxRow,
  Lane,
  LeaseRow,
  PromptRow,
  StoredAccount,
  VoteRow,
} from "./rows.ts";
import type {
  AlertRepository,
  CursorRepository,
  FeedRepository,
  GroupRepository,
  OldRowRepository,
} from "./feed-store.ts";
import type {
  EvidenceRepository,
  RtrEntryRepository,
  RtrMemberRepository,
  RtrSessionRepository,
  RtrUploadRepository,
} from "./rtr-store.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import type { AgentTokenRepository } from "./token-rows.ts";
import type { Changes, From } from "./transition.ts";

/** Requests for approval; nothing ever deletes one. */
export interface ApprovalRepository {
  /** False when a request with this origin key exists already. */
  insert(row: ApprovalRow): Promise<boolean>;
  get(id: string): Promise<ApprovalRow | undefined>;
  byOrigin(originKey: string): Promise<ApprovalRow | undefined>;
  /** Moves on (id, state, version) and counts the version up; false when the race was lost. */
  move(from: From<ApprovalState>, changes: Changes<ApprovalRow, "originKey" | "createdAt">): Promise<boolean>;
  /** Newest first. */
  list(filter: {
    readonly states?: readonly ApprovalState[];
    readonly requesterId?: string;
    readonly since?: number;
    readonly limit: number;
  }): Promise<readonly ApprovalRow[]>;
  /** Pending or approved ones whose time is over, and pending ones due for their reminder. */
  dueBefore(now: number, limit: number): Promise<readonly ApprovalRow[]>;
  /** What the daily cap of break-glass counts; milliseconds since the epoch. */
  countEmergenciesSince(since: number): Promise<number>;
  countByState(): Promise<Readonly<Record<string, number>>>;
}

/** Once cast, a vote neither changes nor goes. */
export interface VoteRepository {
  /** False when this person has voted on this request already. */
  add(row: VoteRow): Promise<boolean>;
  of(approvalId: string): Promise<readonly VoteRow[]>;
}

/** Approved actions, one row a target: the outbox between deciding and calling. */
export interface ExecutionRepository {
  insert(row: ExecutionRow): Promise<void>;
  get(id: string): Promise<ExecutionRow | undefined>;
  of(approvalId: string): Promise<readonly ExecutionRow[]>;
  move(
    from: From<ExecutionState>,
    changes: Changes<ExecutionRow, "approvalId" | "createdAt">,
  ): Promise<boolean>;
  /** Open rows whose time has come and which nobody living owns; oldest first. */
  due(now: number, limit: number): Promise<readonly ExecutionRow[]>;
  /** Executions of a kind that reached the call since then: what hourly caps count. */
  countCalledSince(kind: string, since: number): Promise<number>;
  /** Prolongs ownership while a call is under way. */
  keepAlive(owner: string, until: number): Promise<void>;
  /** Everything that a process known to be dead still owns is free at once. */
  disown(owner: string): Promise<void>;
}

/** Hosts that Falconer isolated; a host isolated in the console is not among them. */
export interface ContainmentRepository {
  insert(row: ContainmentRow): Promise<void>;
  get(id: string): Promise<ContainmentRow | undefined>;
  of(approvalId: string): Promise<readonly ContainmentRow[]>;
  /** Hosts that we hold isolated now. */
  open(): Promise<readonly ContainmentRow[]>;
  openFor(deviceId: string): Promise<readonly ContainmentRow[]>;
  move(
    from: From<ContainmentState>,
    changes: Changes<ContainmentRow, "approvalId" | "deviceId">,
  ): Promise<boolean>;
  /** Limited ones whose end is before `moment`. */
  endingBefore(moment: number): Promise<readonly ContainmentRow[]>;
}

/**
 * What has to be said where. Saying is at most once: what may have arrived is looked for before
 * it is said again.
 */
/** `wasSending`: an earlier try may have arrived. */
export type ClaimedDelivery = DeliveryRow & { readonly wasSending: boolean };

export interface DeliveryRepository {
  /** Does nothing when the key exists. */
  enqueue(row: DeliveryRow): Promise<boolean>;
  get(id: string): Promise<DeliveryRow | undefined>;
  byKey(key: string): Promise<DeliveryRow | undefined>;
  of(subject: string): Promise<readonly DeliveryRow[]>;
  /** Every view of the subject has to be redrawn up to this version. */
  want(subject: string, version: number, now: number): Promise<void>;
  /**
   * Takes due work in lane order (queued, or sent but behind, or sending with a dead owner)
   * and marks it `sending` for `owner`.
   */
  claim(
    now: number,
    owner: string,
    until: number,
    limit: number,
    busyChannels: readonly string[],
  ): Promise<readonly ClaimedDelivery[]>;
  /** From now on it may have arrived, until it is settled as sent. */
  beginPost(id: string): Promise<void>;
  /** Any state but `sending` lets go of the row. */
  settle(
    id: string,
    changes: Partial<
      Pick<DeliveryRow, "state" | "message" | "drawnVersion" | "attempts" | "nextAt" | "error" | "to">
    >,
  ): Promise<void>;
  /** Prolongs what `owner` is sending; milliseconds since the epoch. */
  keepAlive(owner: string, until: number): Promise<void>;
  /** What a process known to be dead was sending is due at once, and counts as perhaps said. */
  disown(owner: string): Promise<void>;
  /** For metrics. */
  countByState(): Promise<readonly { readonly lane: Lane; readonly state: string; readonly count: number }[]>;
}

/** Turns taken in; finished ones are kept by id alone, so that a platform's repeat is known. */
export interface InboxRepository {
  /** False when this id was taken before. */
  add(row: InboxRow): Promise<boolean>;
  /** Forgets what was typed; the id stays, so that a repeat is known. */
  finish(id: string): Promise<void>;
  /** Takes unfinished turns whose owner is gone. */
  claimOrphans(now: number, owner: string, until: number): Promise<readonly InboxRow[]>;
  keepAlive(owner: string, until: number): Promise<void>;
  disown(owner: string): Promise<void>;
  /** Forgets finished turns received before `moment`. */
  prune(moment: number): Promise<void>;
}

/** `raw` is the very text that was hashed. */
export type AuditLine = Pick<AuditRow, "seq" | "at" | "hash"> & { readonly raw: string };

export interface AuditFilter {
  readonly about?: string;
  readonly since?: number;
}

/** Lines are only ever added, each hashed with the one before. */
export interface AuditRepository {
  /** Inside a transaction it is part of it: what happened and its line stand or fall together. */
  append(at: number, body: AuditBody): Promise<AuditRow>;
  /** Ascending, from `after` (exclusive). `raw` is the text that was hashed. */
  page(after: number, limit: number): Promise<readonly (AuditRow & { readonly raw: string })[]>;
  /** The same as they stand: a line that somebody spoilt is still a line to be verified. */
  lines(after: number, limit: number): Promise<readonly AuditLine[]>;
  /** Newest first; `about` matches an actor, approval or device id, or a hostname, letter case aside. */
  recent(filter: AuditFilter & { readonly limit: number }): Promise<readonly AuditRow[]>;
  /** How many lines there are, those beyond any limit too. */
  count(filter: AuditFilter): Promise<number>;
  /** The last line's place and hash; 0 and zeros before the first. */
  head(): Promise<{ readonly seq: number; readonly hash: string }>;
}

/** Questions that a button continues. `prune` forgets those made before `moment`. */
export interface PromptRepository {
  add(row: PromptRow): Promise<void>;
  get(id: string): Promise<PromptRow | undefined>;
  prune(moment: number): Promise<void>;
}

/** At most one owner each, by the caller's clock. */
export interface LeaseRepository {
  /** The lease if it is ours or free now, else undefined. */
  take(name: string, owner: string, now: number, untilMs: number): Promise<LeaseRow | undefined>;
  /** Nothing when it is somebody else's by now. */
  release(name: string, owner: string): Promise<void>;
  /** Those whose name begins so, lapsed ones too; released ones not. */
  list(prefix: string): Promise<readonly LeaseRow[]>;
}

/** Small named values: the freeze, the key that signs buttons. */
export interface ValueRepository {
  get(name: string): Promise<unknown>;
  set(name: string, value: unknown): Promise<void>;
  /** Sets it unless it exists; the value that stands afterwards. */
  setOnce(name: string, value: unknown): Promise<unknown>;
  remove(name: string): Promise<void>;
}

/** Accounts joined to one person by a code confirmed on the other side. */
export interface PersonLinkRepository {
  /** Undefined for an account that was never joined. */
  personOf(account: StoredAccount): Promise<string | undefined>;
  accountsOf(personId: string): Promise<readonly StoredAccount[]>;
  link(personId: string, account: StoredAccount, at: number): Promise<void>;
}

/** What the web console shows: its channels' messages, kept like any platform keeps them. */
export interface ConsoleMessageRow {
  readonly id: string;
  readonly channel: string;
  /** The message that it hangs under; undefined in the channel itself. */
  readonly thread: string | undefined;
  /** The account that alone may see it; undefined: everybody. */
  readonly onlyFor: string | undefined;
  readonly author: Untrusted | undefined;
  readonly card: unknown;
  /** Saying the same thing twice has the same key. */
  readonly key: string | undefined;
  readonly isPinned: boolean;
  readonly createdAt: number;
  readonly editedAt: number;
}

/** Messages of all channels and threads, private ones too: who may see which is decided by `list`. */
export interface ConsoleRepository {
  /** An existing id is replaced: an edit. */
  put(row: ConsoleMessageRow): Promise<void>;
  get(id: string): Promise<ConsoleMessageRow | undefined>;
  byKey(key: string): Promise<ConsoleMessageRow | undefined>;
  /** Oldest first, the newest `limit` of a channel. */
  list(channel: string, viewer: string, limit: number): Promise<readonly ConsoleMessageRow[]>;
  channels(): Promise<readonly string[]>;
  /** What was created or edited at `moment` or later, by any process. */
  changedSince(moment: number): Promise<readonly ConsoleMessageRow[]>;
}

/** Over the database, or over one transaction; inside one, the store's own would wait for it for ever. */
export interface Repositories {
  readonly approvals: ApprovalRepository;
  readonly votes: VoteRepository;
  readonly executions: ExecutionRepository;
  readonly containments: ContainmentRepository;
  readonly deliveries: DeliveryRepository;
  readonly inbox: InboxRepository;
  readonly audit: AuditRepository;
  readonly prompts: PromptRepository;
  readonly leases: LeaseRepository;
  readonly values: ValueRepository;
  readonly links: PersonLinkRepository;
  readonly console: ConsoleRepository;
  readonly alerts: AlertRepository;
  readonly cursors: CursorRepository;
  readonly feeds: FeedRepository;
  readonly groups: GroupRepository;
  readonly oldRows: OldRowRepository;
  readonly rtrSessions: RtrSessionRepository;
  readonly rtrMembers: RtrMemberRepository;
  readonly rtrEntries: RtrEntryRepository;
  readonly rtrUploads: RtrUploadRepository;
  readonly evidence: EvidenceRepository;
  readonly agentTokens: AgentTokenRepository;
}

export interface Store extends Repositories {
  readonly engine: "sqlite" | "postgres";
  /**
   * May run `work` again from its beginning after a conflict, so nothing outside the database
   * belongs in it.
   */
  transaction<T>(work: (tx: Repositories) => Promise<T>): Promise<T>;
  /** Calls back soon after any process committed something worth looking at. Returns the way to stop. */
  onChange(listener: () => void): () => void;
  /** Tells other processes (PostgreSQL) and other listeners (SQLite) that there is work. */
  announce(): Promise<void>;
  /** A consistent copy while in use. SQLite only; PostgreSQL has pg_dump. */
  backup(file: string): Promise<void>;
  /** @throws BotError `store-unavailable` */
  ping(): Promise<void>;
  /** Waits for what runs; later calls are refused. */
  close(): Promise<void>;
}
