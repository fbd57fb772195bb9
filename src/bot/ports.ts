/**
 * What the bot needs from the rest of Falconer, said in its own words. The store's
 * repositories satisfy `Inbox`, `Prompts` and `Links` as they are; the composition
 * root provides the others.
 */
import type { Suggestion } from "../chat/adapter.ts";
import type { Moment } from "../chat/command.ts";
import type { AccountRef, Person } from "../chat/person.ts";
import type { Place } from "../chat/place.ts";
import type { Answer, Turn } from "../chat/turn.ts";
import type { Untrusted } from "../lib/untrusted.ts";

/** A taken turn as it is stored; times in milliseconds. */
export interface InboxEntry {
  readonly id: string;
  readonly turn: unknown;
  readonly state: "new" | "working" | "done";
  readonly owner: string | undefined;
  readonly ownedUntil: number | undefined;
  readonly receivedAt: number;
}

/** Turns that were taken, so that none is lost or answered twice. */
export interface Inbox {
  /** False when this id was taken before. */
  add(entry: InboxEntry): Promise<boolean>;
  finish(id: string): Promise<void>;
  /** Takes unfinished turns whose owner is gone. */
  claimOrphans(now: number, owner: string, until: number): Promise<readonly InboxEntry[]>;
  keepAlive(owner: string, until: number): Promise<void>;
  disown(owner: string): Promise<void>;
}

/** A stored press; its `id` is derived from what is pressed. */
export interface Prompt {
  readonly id: string;
  readonly payload: unknown;
  readonly createdAt: number;
}

/** Presses too long for a token. Adding one that exists changes nothing. */
export interface Prompts {
  add(prompt: Prompt): Promise<void>;
  get(id: string): Promise<Prompt | undefined>;
  /** The newest ones, so that forms open filled in at once after a restart. */
  recent?(limit: number): Promise<readonly Prompt[]>;
}

/** One line of the audit about a person's attempt. */
export interface AuditNote {
  readonly event: string;
  readonly actor: string;
  readonly actorName: string | Untrusted;
  readonly account: AccountRef;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Lines are hash-chained where they are kept; a line that cannot be written rejects. */
export interface Audit {
  append(note: AuditNote): Promise<unknown>;
}

/** Accounts joined to one person by their owner. */
export interface Links {
  personOf(account: AccountRef): Promise<string | undefined>;
  accountsOf(personId: string): Promise<readonly AccountRef[]>;
}

/** Lines in threads that somebody follows, which nobody has addressed to the bot. */
export interface Talk {
  /** Decided from memory, because the platform waits. */
  follows(place: Place): boolean;
  /** What is not for us is neither stored nor answered. */
  hears(line: string, turn: Pick<Turn, "place" | "account" | "files">): Promise<boolean>;
  /** The command whose rights it takes to be heard. */
  readonly as: string;
  /** Undefined: there is nothing to say to it now. */
  answer(line: string, moment: Moment): Promise<Answer | undefined>;
}

/** How many hosts of the tenant a written word names. */
export interface HostWords {
  count(word: string, signal: AbortSignal): Promise<"one" | "several" | "none">;
}

/** Completions that have to be looked up; the shortest prefix is empty. */
export interface Completions {
  hosts(prefix: string, signal: AbortSignal): Promise<readonly Suggestion[]>;
  requests(prefix: string, person: Person, signal: AbortSignal): Promise<readonly Suggestion[]>;
}

/** `refused`: by rights. `faulty`: the line or a value. `failed`: ours or Falcon's fault. */
export type Outcome = "ok" | "refused" | "faulty" | "choice" | "failed";

/** One answered turn for the metrics; `ms` counts from when it got its slot. */
export interface Observation {
  /** The command's name; `none` when nothing was understood. */
  readonly command: string;
  readonly outcome: Outcome;
  readonly ms: number;
}
