/**
 * The rows as the rest of Falconer sees them: parsed, typed, readonly. Times are
 * milliseconds since the epoch. A `version` counts transitions; every transition is
 * one conditional update on (id, state, version).
 */
import type { Untrusted } from "../lib/untrusted.ts";

/** An account as stored: which surface, which id there. */
export interface StoredAccount {
  readonly surface: string;
  readonly id: string;
}

export interface StoredPlace {
  readonly surface: string;
  readonly channel: string;
  readonly thread?: string;
}

export const APPROVAL_STATES = [
  "pending",
  "approved",
  "denied",
  "expired",
  "withdrawn",
  "running",
  "refused",
  "done",
  "failed",
  "unconfirmed",
] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/**
 * What was known of a target when its fate was proposed; what the approver signs. For what is
 * no host, `hostname` is what it is called and `facts` are its lines; the host's part is empty.
 */
export interface TargetSnapshot {
  readonly id: string;
  readonly hostname: Untrusted;
  readonly facts?: readonly { readonly label: string; readonly value: Untrusted }[];
  readonly platform: Untrusted;
  readonly os: Untrusted;
  readonly machineType: Untrusted;
  readonly lastUser: Untrusted;
  readonly tags: readonly Untrusted[];
  readonly containment: string;
  readonly online: string;
  readonly openAlerts: number | undefined;
  readonly lastSeenAt: number | undefined;
  readonly isProtected: boolean;
  /** Device ids that bore the same name then: a new one since means that the host was replaced. */
  readonly namesakes: readonly string[];
}

/** A record that a program rests its request on, and what was found when it was looked up. */
export interface Citation {
  readonly id: Untrusted;
  readonly name?: Untrusted | undefined;
  readonly is: "found" | "elsewhere" | "missing" | "unchecked";
}

export interface AppliedPolicy {
  readonly approvals: number;
  readonly from: string;
  readonly expiresMs: number;
  /** Which rule decided, in words: `policy.rules[0]`, `default`. */
  readonly because: string;
}

export interface ApprovalRow {
  readonly id: string;
  /** The turn (or agent call) that asked: asking twice with one key makes one request. */
  readonly originKey: string;
  readonly kind: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly targets: readonly TargetSnapshot[];
  /** SHA-256 over kind, params and target ids. */
  readonly hash: string;
  readonly reason: Untrusted;
  readonly requesterId: string;
  readonly requesterName: Untrusted;
  readonly requesterAccount: StoredAccount;
  readonly askedBy: "person" | "agent" | "playbook";
  /** What a program cites; undefined for a person. */
  readonly cites: readonly Citation[] | undefined;
  /** Where it was asked; the requester hears there what became of it. */
  readonly place: StoredPlace;
  readonly policy: AppliedPolicy;
  readonly isEmergency: boolean;
  readonly state: ApprovalState;
  /** Why it ended as it did, in words fit for the card. */
  readonly outcome: Untrusted | undefined;
  readonly version: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly remindedAt: number | undefined;
  readonly decidedAt: number | undefined;
  readonly finishedAt: number | undefined;
  /** After break-glass: somebody else still has to look at it. */
  readonly review: "none" | "open" | "reviewed";
  readonly reviewedBy: Untrusted | undefined;
}

export interface VoteRow {
  readonly approvalId: string;
  readonly personId: string;
  readonly personName: Untrusted;
  readonly account: StoredAccount;
  readonly decision: "approve" | "deny" | "withdraw";
  readonly reason: Untrusted | undefined;
  readonly at: number;
}

export const EXECUTION_STATES = [
  "requested",
  "calling",
  "unsure",
  "sent",
  "pending",
  "reached",
  "verified",
  "overdue",
  "refused",
  "failed",
] as const;
export type ExecutionState = (typeof EXECUTION_STATES)[number];

/** One approved action on one target: the outbox entry, the call, and the watch until the world agrees. */
export interface ExecutionRow {
  readonly id: string;
  readonly approvalId: string;
  readonly kind: string;
  readonly targetId: string;
  readonly targetName: Untrusted;
  readonly state: ExecutionState;
  readonly outcome: Untrusted | undefined;
  /** Calls begun so far. */
  readonly attempts: number;
  /** The process that is calling, and until when it is believed alive. */
  readonly owner: string | undefined;
  readonly ownedUntil: number | undefined;
  /** When to look at this row again. */
  readonly nextAt: number;
  /** When the watch turns red. */
  readonly deadlineAt: number | undefined;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export const CONTAINMENT_STATES = ["isolated", "ending", "releasing", "released", "kept"] as const;
export type ContainmentState = (typeof CONTAINMENT_STATES)[number];

/** A host that we isolated, from *contained* until it is released. */
export interface ContainmentRow {
  readonly id: string;
  readonly approvalId: string;
  readonly deviceId: string;
  readonly hostname: Untrusted;
  readonly state: ContainmentState;
  readonly containedAt: number;
  /** When `--for` ends; undefined without it and after *keep*. */
  readonly releaseAt: number | undefined;
  readonly version: number;
  readonly updatedAt: number;
}

export const LANES = ["answer", "approval", "rtr", "alert"] as const;
export type Lane = (typeof LANES)[number];

export type DeliveryState = "queued" | "sending" | "sent" | "failed";

/**
 * One thing to be said in one place. A view (`subject` set) is drawn from the stored
 * thing each time and redrawn while `drawnVersion` is behind; a one-off carries its card.
 */
export interface DeliveryRow {
  readonly id: string;
  /** Saying the same thing in the same place twice has the same key. */
  readonly key: string;
  readonly lane: Lane;
  /**
   * A place, or one person's private conversation. `under` is the key of another delivery:
   * it is said in the thread of that one's message, once that is there.
   */
  readonly to: { readonly place: StoredPlace; readonly under?: string } | { readonly account: StoredAccount };
  /** `approval:ID`, `review:ID`: what is drawn. */
  readonly subject: string | undefined;
  /** The card of a one-off. */
  readonly card: unknown;
  readonly state: DeliveryState;
  readonly message:
    | {
        readonly surface: string;
        readonly channel: string;
        readonly message: string;
        /** The platform was asked to pin it, and has answered. */
        readonly isPinned?: true;
      }
    | undefined;
  readonly wantedVersion: number;
  readonly drawnVersion: number;
  readonly attempts: number;
  readonly owner: string | undefined;
  readonly ownedUntil: number | undefined;
  readonly nextAt: number;
  readonly error: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface InboxRow {
  readonly id: string;
  readonly turn: unknown;
  readonly state: "new" | "working" | "done";
  readonly owner: string | undefined;
  readonly ownedUntil: number | undefined;
  readonly receivedAt: number;
}

export interface AuditRow {
  /** Position in the chain, from 1. */
  readonly seq: number;
  readonly at: number;
  readonly body: AuditBody;
  /** SHA-256 over the previous hash and the body's stored text. */
  readonly hash: string;
}

export interface AuditBody {
  readonly event: string;
  /** Person id, or `falconer` for what happens by itself. */
  readonly actor: string;
  readonly actorName?: string | Untrusted;
  readonly account?: StoredAccount;
  readonly approval?: string;
  readonly devices?: readonly string[];
  readonly hostnames?: readonly Untrusted[];
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** A question that a button continues: ambiguous hosts, presses too long for a token. */
export interface PromptRow {
  readonly id: string;
  readonly payload: unknown;
  readonly createdAt: number;
}

export interface LeaseRow {
  readonly name: string;
  readonly owner: string;
  /** Grows with each change of owner: a late writer with an older token is refused. */
  readonly token: number;
  readonly expiresAt: number;
}
