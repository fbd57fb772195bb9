/** Documents for whoever an account belongs to, from the sources that services provide. */
import type { Documents } from "../chat/document.ts";
import { hasRole, type Account, type Person } from "../chat/person.ts";
import { UserError } from "../lib/errors.ts";
import type { Core } from "./core.ts";

const NEWEST = 100;

/** `core` as it is now: a demo's may be exchanged while programs are connected. */
export function documentsOf(core: () => Core): Documents {
  const reader = async (account: Account): Promise<Person> => {
    const { person } = await core().people.who(account, "cached");
    if (!hasRole(person.roles, "viewer")) throw new UserError("Reading documents needs the role viewer.");
    return person;
  };
  return {
    get kinds() {
      return [...core().documents.values()].map(({ kind, label }) => ({ kind, label }));
    },
    async list(account, signal) {
      const person = await reader(account);
      const found = await Promise.all(
        [...core().documents.values()].map(async (source) => {
          const infos = await source.list(person, signal);
          return infos.map((info) => ({ ...info, kind: source.kind }));
        }),
      );
      return found
        .flat()
        .sort((a, b) => b.at - a.at)
        .slice(0, NEWEST);
    },
    async read(account, kind, id, signal) {
      const person = await reader(account);
      return core().documents.get(kind)?.read(id, person, signal);
    },
  };
}
