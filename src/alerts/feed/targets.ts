/** Which alerts a change is aimed at: one by its id or link, or all that stand on a card. */
import type { Repositories } from "../../store/store.ts";
import { UserError } from "../../lib/errors.ts";

/** Of one card, at once; a storm is closed in the Falcon console. */
export const MOST_TARGETS = 200;
const GROUP_ID = /^[0-9a-hjkmnp-tv-z]{12}$/;

export interface AlertTargets {
  /** Composite ids. @throws UserError when a card holds none that the change is for */
  of(written: string, isFor: (status: string) => boolean, signal?: AbortSignal): Promise<readonly string[]>;
}

export function createAlertTargets(parts: {
  readonly store: Pick<Repositories, "groups">;
  /** By whatever people paste. */
  readonly get: (written: string, signal?: AbortSignal) => Promise<{ readonly compositeId: string }>;
}): AlertTargets {
  return {
    async of(written, isFor, signal) {
      const group = GROUP_ID.test(written) ? await parts.store.groups.get(written) : undefined;
      if (group === undefined) return [(await parts.get(written, signal)).compositeId];
      const rows = await parts.store.groups.alertsOf(group.id, MOST_TARGETS + 1);
      if (rows.length > MOST_TARGETS)
        throw new UserError(
          `That card holds more than ${MOST_TARGETS} alerts; change them in the Falcon console.`,
        );
      const ids = rows.filter(({ status }) => isFor(status)).map(({ id }) => id);
      if (ids.length === 0) throw new UserError("Nothing on that card is left to change.", "already");
      return ids;
    },
  };
}
