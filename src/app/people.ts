/** The settings' people, as the bot and the console know them. */
import type { Config } from "../config.ts";
import type { Role } from "../chat/person.ts";
import { listPeople } from "../bot/listed-people.ts";
import type { ListedPerson } from "../bot/people.ts";
import type { GroupRoles } from "../bot/membership.ts";

/** @throws Error when two of them share a name or an account; the settings are checked for that before */
export const listedPeople = ({ settings }: Config): readonly ListedPerson[] =>
  listPeople(
    settings.people.map(({ name, shell, slack, discord, roles }) => ({
      name,
      shell,
      accounts: { slack, discord },
      roles,
    })),
  );

/** What the settings call whoever has this account. */
export const listedName = (
  listed: readonly ListedPerson[],
  { surface, id }: { readonly surface: string; readonly id: string },
): string | undefined =>
  listed.find(({ accounts }) => accounts.some((account) => account.surface === surface && account.id === id))
    ?.name;

/** Asked for at the platform whenever it matters, never kept here. */
export const groupRoles = ({ settings }: Config): readonly GroupRoles[] =>
  settings.groups.map(({ surface, group, roles }) => ({ surface, group, roles }));

/** A login that the settings do not name looks on; in the demo it may ask. */
export function ownSurfaceRoles(config: Config, isDemo: boolean): Readonly<Record<string, readonly Role[]>> {
  const roles: readonly Role[] = isDemo && config.settings.isDemoPeople ? ["responder"] : ["viewer"];
  return { terminal: roles, mcp: roles, web: ["viewer"] };
}

/**
 * Whom the console speaks for. Where nothing real can be touched the reader chooses among
 * the settings' people; else it is the login that started Falconer, as in a shell.
 */
export function consolePeople(listed: readonly ListedPerson[], login: string, mayChoose: boolean) {
  if (mayChoose) return listed;
  const own = listed.find(({ accounts }) =>
    accounts.some(({ surface, id }) => surface === "terminal" && id === login),
  );
  return [own ?? { id: login, name: login, roles: ["viewer"] as const, accounts: [] }];
}
