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

/** A channel of a surface, or a thread in it; ids as the surface writes them. */
export interface StoredPlace {
  readonly surface: string;
  /** The surface's own id of it, never a name: names change. */
  readonly channel: string;
  readonly thread?: string;
}

/** In no order; which leads to which is in `src/approvals/machine.ts`. */
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
  /** A device id; for what is no host an alert's composite id or the indicator. */
  readonly id: string;
  readonly hostname: Untrusted;
  readonly facts?: readonly { readonly label: string; readonly value: Untrusted }[];
  readonly platform: Untrusted;
  readonly os: Untrusted;
  /** Falcon's `product_type_desc`: Workstation, Server, Domain Controller. */
  readonly machineType: Untrusted;
  readonly lastUser: Untrusted;
  readonly tags: readonly Untrusted[];
  readonly containment: string;
  readonly online: string;
  readonly openAlerts: number | undefined;
  readonly lastSeenAt: number | undefined;
  /** Named in `policy.protected`: never without two approvers, never by a playbook. */
  readonly isProtected: boolean;
  /** Device ids that bore the same name then: a new one since means that the host was replaced. */
  readonly namesakes: readonly string[];
}

/** A record that a program rests its request on, and what was found when it was looked up. */
export interface Citation {
  readonly id: Untrusted;
  readonly name?: Untrusted | undefined;
  /**
   * `elsewhere`: there is such a record, but not about a target; `unchecked`: it could not be
   * looked up.
   */
  readonly is: "found" | "elsewhere" | "missing" | "unchecked";
}

/** The rule as it was when the request was made: later settings do not change what was asked of whom. */
export interface AppliedPolicy {
  /** How many people have to agree; the requester is never one of them. */
  readonly approvals: number;
  readonly from: string;
  readonly expiresMs: number;
  /** Which rule decided, in words: `policy.rules[0]`, `default`. */
  readonly because: string;
}

/** One request. Chat cards are views of it and never the truth. */
export interface ApprovalRow {
  readonly id: string;
  /** The turn (or agent call) that asked: asking twice with one key makes one request. */
  readonly originKey: string;
  readonly kind: string;
  /** Plain data; the action's own schema checks it again before the call. */
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
  /** Break-glass: it ran at once and leaves a review open. */
  readonly isEmergency: boolean;
  readonly state: ApprovalState;
  /** Why it ended as it did, in words fit for the card. */
  readonly outcome: Untrusted | undefined;
  readonly version: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly remindedAt: number | undefined;
  /** When it was agreed to, denied or withdrawn. */
  readonly decidedAt: number | undefined;
  readonly finishedAt: number | undefined;
  /** After break-glass: somebody else still has to look at it. */
  readonly review: "none" | "open" | "reviewed";
  readonly reviewedBy: Untrusted | undefined;
}

/** One person's decision. A withdrawal is the requester's own and counts for nothing but the end. */
export interface VoteRow {
  readonly approvalId: string;
  readonly personId: string;
  readonly personName: Untrusted;
  readonly account: StoredAccount;
  readonly decision: "approve" | "deny" | "withdraw";
  readonly reason: Untrusted | undefined;
  readonly at: number;
}

/** In no order; `verified`, `refused` and `failed` are final, everything else is looked at again. */
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
  /** Not always the approval's: what ends an isolation is a release of its own. */
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

/**
 * `ending`: the card has said that `--for` is nearly over. `kept`: somebody decided that it does
 * not end by itself.
 */
export const CONTAINMENT_STATES = ["isolated", "ending", "releasing", "released", "kept"] as const;
export type ContainmentState = (typeof CONTAINMENT_STATES)[number];

/** A host that we isolated, from *contained* until it is released. */
export interface ContainmentRow {
  readonly id: string;
  /** A release at the end of `--for` runs under this same approval. */
  readonly approvalId: string;
  readonly deviceId: string;
  readonly hostname: Untrusted;
  readonly state: ContainmentState;
  /** When the host's record said so; `--for` counts from here. */
  readonly containedAt: number;
  /** When `--for` ends; undefined without it and after *keep*. */
  readonly releaseAt: number | undefined;
  readonly version: number;
  readonly updatedAt: number;
}

/** In the order of their priority: an answer never waits behind an alert. */
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
  /** Where it was said, once it was: what is edited later. */
  readonly message:
    | {
        readonly surface: string;
        readonly channel: string;
        readonly message: string;
        /** The platform was asked to pin it, and has answered. */
        readonly isPinned?: true;
      }
    | undefined;
  /** The version of the subject that should be seen, and the one that was drawn last. */
  readonly wantedVersion: number;
  readonly drawnVersion: number;
  /** Begun ones, those included that a dying process never ended. */
  readonly attempts: number;
  readonly owner: string | undefined;
  readonly ownedUntil: number | undefined;
  readonly nextAt: number;
  readonly error: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A turn taken in from a surface: stored before it is acknowledged. */
export interface InboxRow {
  readonly id: string;
  /** What was typed or pressed; null once it is finished, for it may hold a password. */
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

/**
 * One thing that happened. Only what is named here finds the line again: actor, approval,
 * devices, hostnames.
 */
export interface AuditBody {
  /** `family.step`: `approval.requested`, `execution.sent`, `rtr.command`. */
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

/**
 * Who leads something that only one replica does at a time; `expiresAt` in milliseconds since
 * the epoch.
 */
export interface LeaseRow {
  readonly name: string;
  readonly owner: string;
  /** Grows with each change of owner: a late writer with an older token is refused. */
  readonly token: number;
  readonly expiresAt: number;
}
