/** Who somebody is now, asked of Discord each time: membership in our guilds, and the roles there. */
import type { AccountRef, Standing } from "../../src/chat/person.ts";
import { atOnce } from "../../src/lib/at-once.ts";
import { CODE, isRefusal } from "./call-errors.ts";
import type { Calls } from "./calls.ts";
import { memberSchema, type Member, type Witnesses } from "./witnesses.ts";

/** @throws an error of `call-errors.ts` when Discord does not answer and nobody saw the person lately */
export interface People {
  standingOf(account: AccountRef): Promise<Standing>;
  groupsOf(account: AccountRef, groups: readonly string[]): Promise<readonly string[]>;
}

/** `GET /guilds/{guild}/members/{user}`, asked anew each time; roles are those of all guilds together. */
export function createPeople(parts: {
  readonly calls: Calls;
  /** The guilds that we serve, the most likely one first. */
  readonly guilds: () => readonly string[];
  readonly witnesses: Pick<Witnesses, "lately">;
}): People {
  const { calls, witnesses } = parts;
  const memberships = atOnce(readMemberships);

  async function readMember(guild: string, user: string): Promise<Member | undefined> {
    try {
      const path = `/guilds/${guild}/members/${user}` as const;
      return memberSchema.parse(await calls.call("GET", path, { repeatable: true }));
    } catch (error) {
      const isNone = isRefusal(error, CODE.unknownMember, CODE.unknownUser, CODE.unknownGuild);
      // A guild that we were put out of tells us nothing, and its members have no say.
      if (isNone || isRefusal(error, CODE.missingAccess)) return undefined;
      throw error;
    }
  }

  /** Where Discord cannot be asked, what it said itself along with the person's last act has to do. */
  async function readMemberships(user: string): Promise<readonly Member[]> {
    const guilds = parts.guilds();
    const read = await Promise.allSettled(guilds.map((guild) => readMember(guild, user)));
    const failed = read.find(({ status }) => status === "rejected");
    const lately = failed === undefined ? [] : guilds.map((guild) => witnesses.lately(guild, user));
    if (failed?.status === "rejected" && lately.every((one) => one === undefined)) throw failed.reason;
    const found = read.map((one, i) => (one.status === "fulfilled" ? one.value : lately[i]));
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
