/** What approvals need from the rest of Falconer; the composition root provides it. */
import type { Person, Account, AskedBy } from "../chat/person.ts";
import type { Place } from "../chat/place.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { StoredAccount } from "../store/rows.ts";
import type { Store } from "../store/store.ts";
import type { Action, Effects, Observed } from "../actions/action.ts";
import type { Policy } from "./policy.ts";

/** A host as far as a request and its re-checks need it. */
export interface HostFacts {
  readonly id: string;
  readonly hostname: Untrusted;
  readonly platform: Untrusted;
  readonly os: Untrusted;
  readonly machineType: Untrusted;
  readonly lastUser: Untrusted;
  readonly tags: readonly Untrusted[];
  readonly status: string;
  readonly online: string;
  readonly openAlerts: number | undefined;
  readonly lastSeenAt: number | undefined;
  readonly namesakes: readonly string[];
}

export interface HostsForApprovals {
  /** Everything that the card shows; undefined when Falcon has no such host. */
  facts(deviceId: string, signal?: AbortSignal): Promise<HostFacts | undefined>;
  /** What matters just before a call, fresh: name, state, who else bears the name. */
  recheck(
    deviceId: string,
    signal?: AbortSignal,
  ): Promise<
    Pick<HostFacts, "id" | "hostname" | "status" | "tags" | "machineType" | "namesakes"> | undefined
  >;
  /** The records of many hosts, for the watch; unknown ids are left out. */
  observe(deviceIds: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, Observed>>;
}

export interface ApprovalParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: Policy;
  readonly actions: ReadonlyMap<string, Action>;
  readonly hosts: HostsForApprovals;
  readonly effects: Effects;
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
  /** The turn's id: one request per turn. */
  readonly turnId: string;
}

export interface Wish {
  readonly kind: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Exact device ids; never a pattern. */
  readonly targets: readonly string[];
  readonly reason: string | Untrusted;
  readonly isEmergency: boolean;
}
