/**
 * Falcon's own users, to whom alerts are assigned: found by e-mail address, UUID or name, and
 * for whoever speaks by the name that the settings give them. Never the first of several.
 */
import { Ambiguity, NotFound } from "../chat/ambiguity.ts";
import { plainLine } from "../chat/plain.ts";
import type { AccountRef, Person } from "../chat/person.ts";
import type { FalconUser, UsersApi } from "../falcon/endpoints/users.ts";
import { UserError } from "../lib/errors.ts";
import { MINUTE, type Clock } from "../lib/clock.ts";
import { nearest } from "../lib/edit-distance.ts";
import { joinUntrusted, untrusted, type Untrusted } from "../lib/untrusted.ts";

const PAGE = 500;
const MOST = 5_000;
const KEPT_MS = 5 * MINUTE;
const MOST_OFFERED = 25;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface FoundUser {
  readonly uuid: string;
  readonly name: Untrusted;
}

export interface FalconUsers {
  /** The name as a request keeps it. */
  words(user: FoundUser): string;
  /** @throws NotFound, Ambiguity */
  find(written: string, asker: Person, surface: string, signal?: AbortSignal): Promise<FoundUser>;
}

export function createFalconUsers(parts: {
  readonly falcon: UsersApi;
  readonly clock: Pick<Clock, "now">;
  /** The name in the settings of whoever has this account. */
  readonly nameOf: (account: AccountRef) => string | undefined;
}): FalconUsers {
  const { falcon, clock } = parts;
  let kept: { readonly users: readonly FalconUser[]; readonly at: number } | undefined;

  async function all(signal?: AbortSignal): Promise<readonly FalconUser[]> {
    if (kept !== undefined && clock.now() - kept.at < KEPT_MS) return kept.users;
    const uuids: string[] = [];
    for (let offset = 0; offset < MOST; offset += PAGE) {
      const { ids } = await falcon.query({ limit: PAGE, offset }, { signal });
      uuids.push(...ids);
      if (ids.length < PAGE) break;
    }
    kept = { users: uuids.length === 0 ? [] : await falcon.details(uuids, { signal }), at: clock.now() };
    return kept.users;
  }

  return {
    words: ({ name }) => plainLine(name),
    async find(written, asker, surface, signal) {
      const bare = written.trim().replace(/^<?@!?([^>]+?)>?$/, "$1");
      const wanted = bare.toLowerCase() === "me" ? asker.name : (parts.nameOf({ surface, id: bare }) ?? bare);
      const users = await all(signal);
      const found = matching(users, typeof wanted === "string" ? untrusted(wanted) : wanted);
      const [only] = found;
      if (only === undefined && bare.toLowerCase() === "me")
        throw new UserError(
          "No Falcon user has the name that you have here. Say whom to assign it to by e-mail address: " +
            "`assign <alert> you@example.com`.",
          "not-found",
        );
      if (only !== undefined && found.length === 1) return { uuid: only.uuid, name: nameOf(only) };
      if (only === undefined) {
        const names = nearest(wanted, users.map(nameOf), 3);
        throw new NotFound("Falcon user", typeof wanted === "string" ? untrusted(wanted) : wanted, names);
      }
      const candidates = found.slice(0, MOST_OFFERED).map((user) => ({
        value: user.uuid,
        label: nameOf(user),
        detail: user.uid ?? untrusted(user.uuid),
      }));
      throw new Ambiguity(untrusted(written), candidates, found.length);
    },
  };
}

/** The most telling way in which anybody fits: UUID, address, whole name, then a part of either. */
function matching(users: readonly FalconUser[], wanted: Untrusted): readonly FalconUser[] {
  if (wanted.matches(UUID)) return users.filter(({ uuid }) => wanted.is(uuid));
  const ways: readonly ((user: FalconUser) => boolean)[] = [
    ({ uid }) => uid?.is(wanted) === true,
    (user) => letters(nameOf(user)).is(letters(wanted)),
    ({ uid }) =>
      uid !== undefined && letters(uid.map((address) => address.split("@")[0] ?? "")).is(letters(wanted)),
    ({ firstName, lastName }) => [firstName, lastName].some((part) => part?.is(wanted) === true),
  ];
  for (const fits of ways) {
    const found = users.filter(fits);
    if (found.length > 0) return found;
  }
  return [];
}

/** `Ana Diaz`, `ana.diaz` and `ana-diaz` are one name. */
const letters = (name: Untrusted): Untrusted =>
  name.map((text) => text.replaceAll(/[^\p{L}\p{N}]/gu, "") || text);

function nameOf({ firstName, lastName, uid, uuid }: FalconUser): Untrusted {
  const parts = [firstName, lastName].filter((part) => part !== undefined);
  return parts.length > 0 ? joinUntrusted(parts, " ") : (uid ?? untrusted(uuid));
}
