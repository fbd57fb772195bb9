/**
 * The settings' people as entries with ids. The id is made from the name, so it stays
 * the same while accounts are added; it is also the account on our own surfaces.
 */
import type { AccountRef, Role, Surface } from "../chat/person.ts";
import type { ListedPerson } from "./people.ts";

export interface PersonEntry {
  readonly name: string;
  /** Login name in a shell. */
  readonly shell?: string | undefined;
  /** Account ids on chat platforms, by surface. */
  readonly accounts: Readonly<Record<Surface, string | undefined>>;
  readonly roles: readonly Role[];
}

/** Where the account is the person itself. */
const OWN_SURFACES = ["web"] as const;
/** Where the account is the login name. */
const SHELL_SURFACES = ["terminal", "mcp"] as const;

/** Throws when two people have one id or one account: whoever it is could be taken for the other. */
export function listPeople(entries: readonly PersonEntry[]): readonly ListedPerson[] {
  const seen = new Map<string, string>();
  const claim = (what: string, name: string): void => {
    const owner = seen.get(what);
    if (owner !== undefined) throw new Error(`${owner} and ${name} share ${what}; each needs their own`);
    seen.set(what, name);
  };
  return entries.map(({ name, shell, accounts, roles }) => {
    const id = personIdOf(name);
    const refs: AccountRef[] = OWN_SURFACES.map((surface) => ({ surface, id }));
    if (shell !== undefined) refs.push(...SHELL_SURFACES.map((surface) => ({ surface, id: shell })));
    for (const [surface, account] of Object.entries(accounts)) {
      if (account !== undefined) refs.push({ surface, id: account });
    }
    for (const ref of refs) claim(`${ref.surface} account ${ref.id}`, name);
    return { id, name, accounts: refs, roles };
  });
}

/** `Ana Diaz` is `ana-diaz`. */
export const personIdOf = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
