/** What approvals need from the rest of Falconer; the composition root provides it. */
import type { Person, Account, AskedBy } from "../chat/person.ts";
import type { Place } from "../chat/place.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { StoredAccount, TargetSnapshot } from "../store/rows.ts";
import type { Store } from "../store/store.ts";
import type { Action, TargetSort } from "../actions/action.ts";
import type { Effects } from "../actions/effects.ts";
import type { Policy } from "./policy.ts";

/** A target as far as a request and its card need it. Sorts that are no host leave the host's part empty. */
export type TargetFacts = Omit<TargetSnapshot, "isProtected">;

/** What matters just before a call, fresh: whether it is still what was signed. */
export type TargetNow = Pick<TargetSnapshot, "id" | "hostname" | "tags" | "machineType" | "namesakes">;

/** What is known of one sort of target. */
export interface TargetSource {
  readonly noun: { readonly one: string; readonly many: string };
  /** Most of them in one request; the cap of hosts unless given. */
  readonly most?: number;
  /** Everything that the card shows; undefined when Falcon has no such thing. */
  facts(id: string, signal?: AbortSignal): Promise<TargetFacts | undefined>;
  /** Absent: the id itself is what was signed, and nothing can have taken its place. */
  recheck?(id: string, signal?: AbortSignal): Promise<TargetNow | undefined>;
}

/** Everything with a clock, a network or a setting behind it comes in here. */
export interface ApprovalParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: Policy;
  readonly actions: ReadonlyMap<string, Action>;
  readonly sources: Readonly<Record<TargetSort, TargetSource>>;
  readonly effects: Effects;
  /** Looks up a record that a program cites; undefined when there is none. */
  readonly cited?: (
    id: string,
    signal?: AbortSignal,
  ) => Promise<{ readonly name: Untrusted; readonly deviceId: string | undefined } | undefined>;
  /** The one human behind an account as settings and links stand now; undefined for an account of its own. */
  readonly idOf: (account: StoredAccount) => Promise<string | undefined>;
  /** Where requests are posted; undefined: where they were made. */
  readonly channel: Place | undefined;
  /** Where a request goes that was made where nobody can see it (a shell, an agent). */
  readonly fallbackChannel: Place | undefined;
  /** Can a card be posted there, and can those who decide see it? */
  readonly canPost: (place: Place) => boolean;
}

/** Who wants, decides or withdraws, at this moment. */
export interface Asker {
  readonly person: Person;
  readonly account: Account;
  readonly place: Place;
  readonly askedBy: AskedBy;
  /** Ids of the records that a program says it rests on. */
  readonly cites?: readonly string[];
  /** The turn's id: one request per turn. */
  readonly turnId: string;
}

/** What somebody wants done, before anything was looked up or frozen. */
export interface Wish {
  readonly kind: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Exact ids (device ids, composite ids of alerts …); never a pattern. */
  readonly targets: readonly string[];
  readonly reason: string | Untrusted;
  readonly isEmergency: boolean;
}
