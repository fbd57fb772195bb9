/**
 * What the platforms say about an account: how it stands and which groups it is in.
 * Answers are kept for a few seconds for reads and asked for anew whenever it matters.
 */
import type { ChatAdapter } from "../chat/adapter.ts";
import type { Account, AccountRef, Role, Standing, Surface } from "../chat/person.ts";
import { SECOND, type Clock } from "../lib/clock.ts";
import { isOutsider } from "./outsiders.ts";
import type { Log } from "../lib/log.ts";

/** A platform's group that gives roles to whoever is in it. */
export interface GroupRoles {
  readonly surface: Surface;
  readonly group: string;
  readonly roles: readonly Role[];
}

/**
 * `cached`: an answer of the last 5 s will do. `fresh`:
 * the platform is asked, for whatever changes or decides.
 */
export type Freshness = "cached" | "fresh";

const KEPT_MS = 5 * SECOND;
/** Accounts whose answers are kept. */
const MOST_KEPT = 10_000;

interface Membership {
  standing(
    account: Account,
    freshness: Freshness,
  ): Promise<{ readonly standing: Standing; readonly isSure: boolean }>;
  /** Roles by group, over all accounts of one person; `acting` is the one whose standing is known. */
  rolesOf(
    accounts: readonly AccountRef[],
    acting: AccountRef | undefined,
    freshness: Freshness,
  ): Promise<{ readonly roles: readonly Role[]; readonly isSure: boolean }>;
}

interface MembershipParts {
  readonly groups: readonly GroupRoles[];
  readonly adapter: (surface: Surface) => Pick<ChatAdapter, "groupsOf" | "standingOf"> | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Keeps the answers of 10,000 accounts at most. A platform that fails makes an answer unsure, never wrong.
 */
export function createMembership({ groups, adapter, clock, log }: MembershipParts): Membership {
  const groupsKept = keptFor<readonly string[]>(KEPT_MS, clock);
  const standingKept = keptFor<Standing>(KEPT_MS, clock);

  async function standing(account: Account, freshness: Freshness) {
    // What the event itself says against an account stands, whatever the platform says later.
    if (isOutsider(account.standing)) return { standing: account.standing, isSure: true };
    const platform = adapter(account.surface);
    const isKnown = freshness === "cached" && account.standing !== "unknown";
    if (isKnown || platform?.standingOf === undefined) return { standing: account.standing, isSure: true };
    const ask = platform.standingOf.bind(platform);
    try {
      const answer = await standingKept(account, freshness, () => ask(refOf(account)));
      return { standing: answer, isSure: true };
    } catch (error) {
      log.warn("an account's standing could not be looked up", { err: error, surface: account.surface });
      return { standing: account.standing, isSure: false };
    }
  }

  async function groupsOf(account: AccountRef, isActing: boolean, freshness: Freshness) {
    const wanted = groups.filter(({ surface }) => surface === account.surface);
    const platform = adapter(account.surface);
    if (wanted.length === 0 || platform?.groupsOf === undefined) return [];
    const ask = platform.groupsOf.bind(platform);
    const names = wanted.map(({ group }) => group);
    const found = await groupsKept(account, freshness, () => ask(refOf(account), names));
    // A linked account that was shut out lends no rights to the one that acts.
    if (found.length > 0 && !isActing && freshness === "fresh" && platform.standingOf !== undefined) {
      if (isOutsider(await platform.standingOf(refOf(account)))) return [];
    }
    return wanted.filter(({ group }) => found.includes(group));
  }

  return {
    standing,
    async rolesOf(accounts, acting, freshness) {
      const isActing = (ref: AccountRef): boolean => ref.surface === acting?.surface && ref.id === acting.id;
      const answers = await Promise.allSettled(
        accounts.map((ref) => groupsOf(ref, isActing(ref), freshness)),
      );
      for (const answer of answers) {
        if (answer.status === "rejected") {
          log.warn("an account's groups could not be looked up", { err: answer.reason as unknown });
        }
      }
      const found = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
      return {
        roles: found.flatMap(({ roles }) => roles),
        isSure: answers.every(({ status }) => status === "fulfilled"),
      };
    },
  };
}

const refOf = ({ surface, id }: AccountRef): AccountRef => ({ surface, id });

/** Keeps answers by account; a fresh answer replaces the kept one, a failed one is forgotten. */
function keptFor<T>(keptMs: number, clock: Clock) {
  const kept = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
  return (account: AccountRef, freshness: Freshness, ask: () => Promise<T>): Promise<T> => {
    const key = `${account.surface}:${account.id}`;
    const found = kept.get(key);
    if (freshness === "cached" && found !== undefined && clock.now() - found.at < keptMs) return found.answer;
    const answer = ask();
    kept.delete(key);
    kept.set(key, { at: clock.now(), answer });
    answer.catch(() => {
      if (kept.get(key)?.answer === answer) kept.delete(key);
    });
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return answer;
  };
}
