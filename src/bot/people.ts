/**
 * Who is behind an account, and what they may do at this moment: the settings' entry,
 * else an account they linked, else a person of that account alone. Roles come from the
 * entry, from the groups that their accounts are in now, and from the defaults.
 */
import type { ChatAdapter } from "../chat/adapter.ts";
import { hasRole } from "../chat/person.ts";
import type { Account, AccountRef, Person, Role, Standing, Surface } from "../chat/person.ts";
import type { Clock } from "../lib/clock.ts";
import { untrusted } from "../lib/untrusted.ts";
import { createMembership, type Freshness, type GroupRoles } from "./membership.ts";
import { isOutsider } from "./outsiders.ts";
import type { Log } from "../lib/log.ts";
import type { Links } from "./ports.ts";

/** One human of the settings; `accounts` holds every surface's, the shell's and the console's included. */
export interface ListedPerson {
  readonly id: string;
  readonly name: string;
  readonly accounts: readonly AccountRef[];
  readonly roles: readonly Role[];
}

/** A person as they stand at one moment; not to be kept. */
export interface Seen {
  readonly person: Person;
  readonly standing: Standing;
  /** The settings name this person. */
  readonly isListed: boolean;
  /** What the platform could not tell just now. */
  readonly unsure: "standing" | "groups" | undefined;
}

export interface People {
  /** `fresh` asks the platform again, for whatever changes or decides. */
  who(account: Account, freshness: Freshness): Promise<Seen>;
  /** The person behind an account, whatever it was linked to since. */
  idOf(account: AccountRef): Promise<string>;
  /** For naming and reaching people; rights are looked up by account, when it matters. */
  personById(id: string): Promise<Person | undefined>;
}

export interface PeopleParts {
  readonly listed: readonly ListedPerson[];
  readonly groups: readonly GroupRoles[];
  /** What an unlisted member may do. */
  readonly defaultRoles: readonly Role[];
  /** The same for surfaces that have their own rule: the shell's user is a viewer, or in the demo a responder. */
  readonly surfaceRoles?: Readonly<Record<Surface, readonly Role[]>>;
  readonly links: Links;
  readonly adapter: (surface: Surface) => Pick<ChatAdapter, "groupsOf" | "standingOf"> | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** A platform that does not answer makes `Seen.unsure`, and is no error here. */
export function createPeople(parts: PeopleParts): People {
  const { listed, links } = parts;
  const byId = new Map(listed.map((entry) => [entry.id, entry]));
  const byAccount = new Map(listed.flatMap((entry) => entry.accounts.map((ref) => [keyOf(ref), entry])));
  const membership = createMembership(parts);

  /** The entry, or the id that a person without one goes by. */
  async function identify(account: AccountRef) {
    const direct = byAccount.get(keyOf(account));
    if (direct !== undefined) return { id: direct.id, entry: direct };
    const id = (await links.personOf(account)) ?? anonymousId(account);
    return { id, entry: byId.get(id) };
  }

  async function accountsOf(id: string, entry: ListedPerson | undefined, more: readonly AccountRef[]) {
    const all = [...(entry?.accounts ?? []), ...(await links.accountsOf(id)), ...more];
    return [...new Map(all.map(({ surface, id }) => [keyOf({ surface, id }), { surface, id }])).values()];
  }

  /** Roles that need no look-up. */
  const rolesBefore = (entry: ListedPerson | undefined, surface = ""): readonly Role[] =>
    entry?.roles ?? parts.surfaceRoles?.[surface] ?? parts.defaultRoles;

  async function who(account: Account, freshness: Freshness): Promise<Seen> {
    const [{ id, entry }, standing] = await Promise.all([
      identify(account),
      membership.standing(account, freshness),
    ]);
    const own = entry === undefined ? accountOfAnonymous(id) : undefined;
    const accounts = await accountsOf(id, entry, own === undefined ? [account] : [account, own]);
    const name = entry?.name ?? account.name;
    const isListed = entry !== undefined;
    if (isOutsider(standing.standing)) {
      const person = { id, name, roles: new Set<Role>(), accounts };
      return { person, standing: standing.standing, isListed, unsure: undefined };
    }
    const groups = await membership.rolesOf(accounts, account, freshness);
    const unsure = standing.isSure ? (groups.isSure ? undefined : "groups") : "standing";
    const roles = usable(new Set([...rolesBefore(entry, account.surface), ...groups.roles]), account);
    return { person: { id, name, roles, accounts }, standing: standing.standing, isListed, unsure };
  }

  async function personById(id: string): Promise<Person | undefined> {
    const entry = byId.get(id);
    const own = entry === undefined ? accountOfAnonymous(id) : undefined;
    if (entry === undefined && own === undefined) return undefined;
    const accounts = await accountsOf(id, entry, own === undefined ? [] : [own]);
    const groups = await membership.rolesOf(accounts, undefined, "cached");
    const roles = new Set([...rolesBefore(entry, own?.surface), ...groups.roles]);
    return { id, name: entry?.name ?? untrusted(own?.id ?? id), roles, accounts };
  }

  return { who, personById, idOf: async (account) => (await identify(account)).id };
}

/** An account with a ceiling has no more than that, and never more than its person. */
const usable = (held: ReadonlySet<Role>, { atMost }: Account): ReadonlySet<Role> =>
  atMost === undefined ? held : new Set(atMost.filter((role) => hasRole(held, role)));

/**
 * Stable, and never the id of somebody listed: those hold no colon. Without the tenant: who
 * speaks in a second guild, or in private, is no second person.
 */
const anonymousId = ({ surface, id }: AccountRef): string => `${surface}:${id}`;

function accountOfAnonymous(personId: string): AccountRef | undefined {
  const colon = personId.indexOf(":");
  return colon < 0 ? undefined : { surface: personId.slice(0, colon), id: personId.slice(colon + 1) };
}

/** Without the tenant: one account is one person in every workspace or guild. */
export const keyOf = ({ surface, id }: AccountRef): string => `${surface}:${id}`;
