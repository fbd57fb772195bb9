/** Who speaks: an account on a surface, and the one human behind it. */
import type { Untrusted } from "../lib/untrusted.ts";

/** All there are, as the settings write them. */
export const ROLES = ["viewer", "responder", "approver", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** Where people talk: the adapter's name. */
export type Surface = string;

/** An account by its id on its surface, without a claim about whose it is. */
export interface AccountRef {
  readonly surface: Surface;
  readonly id: string;
}

/**
 * How an account stands in the workspace that the bot serves. Anything but `member`
 * is refused for whatever changes or decides; `unknown` means the platform could not say.
 */
export type Standing = "member" | "guest" | "foreign" | "deactivated" | "bot" | "unknown";

/** The account that an event came from, as the adapter knows it. Proves identity, never rights. */
export interface Account extends AccountRef {
  /** Workspace, guild or the like; empty where the surface has none. */
  readonly tenant: string;
  readonly name: Untrusted;
  readonly standing: Standing;
  /** What this account may use of its person's roles at most; absent: all of them. */
  readonly atMost?: readonly Role[];
}

/** One human. `id` is stable across surfaces; roles are as of the moment they were looked up. */
export interface Person {
  readonly id: string;
  readonly name: string | Untrusted;
  readonly roles: ReadonlySet<Role>;
  readonly accounts: readonly AccountRef[];
}

/** Whether a person, or a program on a person's behalf, is asking. */
export type AskedBy = "person" | "agent" | "playbook";

/** `responder`, `approver` and `admin` each include `viewer`; nothing else is implied. */
export function hasRole(roles: ReadonlySet<Role>, wanted: Role): boolean {
  return roles.has(wanted) || (wanted === "viewer" && roles.size > 0);
}
