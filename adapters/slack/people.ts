/** Who somebody is now, asked of Slack each time: standing from the directory, roles from user groups. */
import { z } from "zod";
import type { AccountRef, Standing } from "../../src/chat/person.ts";
import { atOnce } from "../../src/lib/at-once.ts";
import { CallRefused } from "./call-errors.ts";
import type { Calls } from "./calls.ts";
import { INTERACTIVE_PATIENCE_MS } from "./calls.ts";
import type { Log } from "./log.ts";
import type { Home } from "./heard.ts";

const UNKNOWN_PEOPLE = new Set(["user_not_found", "user_not_visible", "users_not_found"]);
/** The method cannot be used at all: nothing is known, and the bot decides what that means. */
const UNUSABLE = new Set(["unknown_method", "missing_scope", "method_deprecated", "no_permission"]);
const NO_GROUP = new Set(["no_such_subteam", "subteam_not_found"]);

const directoryEntry = z.looseObject({
  user: z.looseObject({
    team_id: z.string().optional(),
    deleted: z.boolean().optional(),
    is_bot: z.boolean().optional(),
    is_restricted: z.boolean().optional(),
    is_ultra_restricted: z.boolean().optional(),
    is_stranger: z.boolean().optional(),
    enterprise_user: z.looseObject({ enterprise_id: z.string().optional() }).optional(),
  }),
});
const membership = z.looseObject({ users: z.array(z.string()).default([]) });

/** @throws an error of `call-errors.ts` when Slack does not answer: nobody is judged by silence */
export interface People {
  standingOf(account: AccountRef): Promise<Standing>;
  groupsOf(account: AccountRef, groups: readonly string[]): Promise<readonly string[]>;
}

/** `users.info` for standing, `usergroups.users.list` for groups; both asked anew each time. */
export function createPeople(parts: {
  readonly calls: Calls;
  readonly log: Log;
  readonly home: () => Home;
}): People {
  const { calls, log } = parts;
  const standings = atOnce(readStanding);
  const members = atOnce(readMembers);
  const options = { repeatable: true, patienceMs: INTERACTIVE_PATIENCE_MS };

  async function readStanding(user: string): Promise<Standing> {
    try {
      const answer = await calls.call("users.info", { user }, options);
      return judge(directoryEntry.parse(answer).user, parts.home());
    } catch (error) {
      if (!(error instanceof CallRefused)) throw error;
      if (UNKNOWN_PEOPLE.has(error.code)) return "foreign";
      if (!UNUSABLE.has(error.code)) throw error;
      log.warn("slack does not tell who people are", { code: error.code });
      return "unknown";
    }
  }

  async function readMembers(usergroup: string): Promise<ReadonlySet<string>> {
    try {
      const answer = await calls.call("usergroups.users.list", { usergroup }, options);
      return new Set(membership.parse(answer).users);
    } catch (error) {
      if (!(error instanceof CallRefused) || !(NO_GROUP.has(error.code) || UNUSABLE.has(error.code)))
        throw error;
      log.warn("a user group gives nobody a role", { group: usergroup, code: error.code });
      return new Set();
    }
  }

  return {
    standingOf: (account) => standings(account.id),
    async groupsOf(account, groups) {
      const held = await Promise.all(groups.map(async (group) => (await members(group)).has(account.id)));
      return groups.filter((_, index) => held[index] === true);
    },
  };
}

function judge(user: z.infer<typeof directoryEntry>["user"], home: Home): Standing {
  const enterprise = user.enterprise_user?.enterprise_id;
  const isSister = enterprise !== undefined && enterprise === home.enterprise;
  if (user.is_stranger === true) return "foreign";
  if (user.team_id !== undefined && user.team_id !== home.team && !isSister) return "foreign";
  if (user.deleted === true) return "deactivated";
  if (user.is_bot === true) return "bot";
  if (user.is_restricted === true || user.is_ultra_restricted === true) return "guest";
  return "member";
}
