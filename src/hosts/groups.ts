/** Host groups by the names that people gave them; hosts carry ids alone. */
import { Ambiguity, NotFound } from "../chat/ambiguity.ts";
import { mono } from "../chat/card.ts";
import type { HostGroup, HostGroupsApi } from "../falcon/endpoints/host-groups.ts";
import { fql } from "../falcon/fql.ts";
import { MINUTE, type Clock } from "../lib/clock.ts";
import { nearest } from "../lib/edit-distance.ts";
import { untrusted, type Untrusted } from "../lib/untrusted.ts";
import { spellings } from "./written-host.ts";

const KEPT_MS = 10 * MINUTE;
const MOST = 25;
const MOST_LISTED = 500;
const MOST_NEAREST = 5;
const ID = /^[0-9a-f]{32}$/i;

export interface HostGroups {
  /**
   * The id of the group that the words name, by id or by name in any case.
   * @throws Ambiguity, NotFound
   */
  idOf(written: string, signal?: AbortSignal): Promise<string>;
  /** Names by id; those that are not known are left out. */
  names(ids: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, Untrusted>>;
}

/** Names are kept for ten minutes: a card names several groups, and they are hardly ever renamed. */
export function createHostGroups(parts: {
  readonly falcon: HostGroupsApi;
  readonly clock: Pick<Clock, "now">;
}): HostGroups {
  const { falcon, clock } = parts;
  const known = new Map<string, { readonly name: Untrusted; readonly until: number }>();

  return {
    async idOf(written, signal) {
      const wanted = written.trim();
      if (ID.test(wanted)) return wanted.toLowerCase();
      const exact = await falcon.search(fql`name:${spellings(wanted)}`, MOST, { signal });
      // Names in mixed case are found by looking through all of them; there are never many.
      const all = exact.length > 0 ? exact : await falcon.search(undefined, MOST_LISTED, { signal });
      const same = all.filter(({ name }) => name.is(wanted));
      const [only, ...others] = same;
      if (only === undefined) {
        const names = all.map(({ name }) => name);
        throw new NotFound("host group", untrusted(written), nearest(wanted, names, MOST_NEAREST));
      }
      if (others.length > 0) throw new Ambiguity(untrusted(written), same.map(candidateOf));
      return only.id;
    },
    async names(ids, signal) {
      const now = clock.now();
      const unknown = ids.filter((id) => (known.get(id)?.until ?? 0) <= now);
      if (unknown.length > 0) {
        for (const { id, name } of await falcon.byIds(unknown, { signal }))
          known.set(id, { name, until: now + KEPT_MS });
      }
      return new Map(
        ids.flatMap((id) => {
          const name = known.get(id)?.name;
          return name === undefined ? [] : [[id, name] as const];
        }),
      );
    },
  };
}

const candidateOf = ({ id, name }: HostGroup) => ({ value: id, label: name, detail: mono(id) });
