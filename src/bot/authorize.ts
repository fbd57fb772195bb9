/**
 * May this person run this command now? Reads need the role; whatever changes or
 * decides also needs an account whose standing was confirmed a moment ago.
 */
import { z } from "zod";
import type { CommandInfo } from "../chat/command.ts";
import { hasRole, type AskedBy, type Role } from "../chat/person.ts";
import { isOutsider, OUTSIDERS } from "./outsiders.ts";
import type { Seen } from "./people.ts";
import { Refused } from "./refusal.ts";

const UNVERIFIED =
  "Falconer could not verify your account just now, so nothing was done. Try again in a moment.";
const UNLISTED =
  "Falconer could not confirm that you are a member here. An admin can list you under people in the settings.";

/** Throws `Refused`. */
export function authorize(
  info: CommandInfo,
  seen: Seen,
  askedBy: AskedBy,
  values: Readonly<Record<string, string>> = {},
): void {
  if (askedBy === "agent" && info.agents === "never") {
    throw new Refused("agent", `Only people may use ${info.name}; an AI agent may not.`);
  }
  if (info.role === "anyone" && !info.changes) return;
  if (isOutsider(seen.standing)) throw new Refused(seen.standing, OUTSIDERS[seen.standing]);
  if (info.changes && seen.unsure === "standing") throw new Refused("unverified", UNVERIFIED);
  if (info.changes && seen.standing === "unknown" && !seen.isListed)
    throw new Refused("unverified", UNLISTED);
  if (info.judgesRights && (seen.person.roles.size > 0 || seen.isListed)) return;
  if (mayUse(info, seen.person.roles) || mayInstead(info, seen.person.roles, values)) return;
  if (seen.unsure === "groups") throw new Refused("unverified", UNVERIFIED);
  throw new Refused("no-role", lacking(info, seen.person.roles));
}

/** By role alone, for lists of commands; `authorize` judges the account too. */
export const mayUse = (info: CommandInfo, roles: ReadonlySet<Role>): boolean =>
  info.role === "anyone" || hasRole(roles, info.role);

/** The flag is read as the command will read it: a `no` opens nothing. */
function mayInstead(
  { orRole }: CommandInfo,
  roles: ReadonlySet<Role>,
  values: Readonly<Record<string, string>>,
): boolean {
  if (orRole === undefined || !hasRole(roles, orRole.role)) return false;
  return z.stringbool().safeParse(values[orRole.flag]).data === true;
}

function lacking(info: CommandInfo, roles: ReadonlySet<Role>): string {
  const held = roles.size === 0 ? "you have none" : `you have ${[...roles].join(", ")}`;
  return `${info.name} needs the role ${info.role}; ${held}. An admin can change that in the settings.`;
}
