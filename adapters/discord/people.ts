/** Who somebody is now, asked of Discord each time: membership in our guilds, and the roles there. */
import { z } from "zod";
import type { AccountRef, Standing } from "../../src/chat/person.ts";
import { CODE, isRefusal } from "./call-errors.ts";
import type { Calls } from "./calls.ts";

const member = z.looseObject({
  user: z.looseObject({ bot: z.boolean().optional() }).optional(),
  roles: z.array(z.string()).default([]),
  /** Has not agreed to the guild's rules yet. */
  pending: z.boolean().optional(),
});
type Member = z.infer<typeof member>;

export interface People {
  standingOf(account: AccountRef): Promise<Standing>;
  groupsOf(account: AccountRef, groups: readonly string[]): Promise<readonly string[]>;
}

export function createPeople(parts: {
  readonly calls: Calls;
  /** The guilds that we serve, the most likely one first. */
  readonly guilds: () => readonly string[];
}): People {
  const { calls } = parts;
  const memberships = atOnce(readMemberships);

  async function readMember(guild: string, user: string): Promise<Member | undefined> {
    try {
      return member.parse(await calls.call("GET", `/guilds/${guild}/members/${user}`, { repeatable: true }));
    } catch (error) {
      const isNone = isRefusal(error, CODE.unknownMember, CODE.unknownUser, CODE.unknownGuild);
      // A guild that we were put out of tells us nothing, and its members have no say.
      if (isNone || isRefusal(error, CODE.missingAccess)) return undefined;
      throw error;
    }
  }

  async function readMemberships(user: string): Promise<readonly Member[]> {
    const found = await Promise.all(parts.guilds().map((guild) => readMember(guild, user)));
    return found.filter((one) => one !== undefined);
  }

  return {
    async standingOf({ id }) {
      const found = await memberships(id);
      if (found.length === 0) return "foreign";
      if (found.some(({ user }) => user?.bot === true)) return "bot";
      return found.every(({ pending }) => pending === true) ? "guest" : "member";
    },
    async groupsOf({ id }, groups) {
      const held = new Set((await memberships(id)).flatMap(({ roles }) => roles));
      return groups.filter((group) => held.has(group));
    },
  };
}

/**
 * Questions of the same instant are one call. An answer is never kept, nor is a question
 * joined that was sent earlier: rights may have changed since.
 */
function atOnce<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const forming = new Map<string, Promise<T>>();
  return (key) => {
    const joined = forming.get(key);
    if (joined !== undefined) return joined;
    const answer = Promise.resolve().then(() => {
      forming.delete(key);
      return ask(key);
    });
    forming.set(key, answer);
    return answer;
  };
}
