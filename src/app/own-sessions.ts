/** Our own record of RTR sessions, as the look-up of sessions wants it. A fleet is a session on each of its hosts. */
import type { OwnSession, OwnSessions } from "../sessions/ports.ts";
import type { RtrSessionRow } from "../store/rtr-rows.ts";
import type { Store } from "../store/store.ts";

/** More than one screen of them is looked up by date. */
const MOST = 500;

const WORDS: Readonly<Record<RtrSessionRow["state"], string>> = {
  connecting: "connecting",
  queued: "waits for its host",
  open: "open",
  "idle-warning": "open, idle",
  lost: "lost",
  closing: "closing",
  closed: "closed",
};

/** From our rows alone; what Falcon knows besides is joined by whoever asks. */
export const ownSessions = ({ rtrSessions }: Pick<Store, "rtrSessions">): OwnSessions => ({
  since: async (moment) => (await rtrSessions.list({ since: moment, limit: MOST })).flatMap(sessionsOf),
});

function sessionsOf(row: RtrSessionRow): readonly OwnSession[] {
  const common = {
    owner: row.ownerName,
    state: WORDS[row.state],
    isOpen: row.state !== "closed",
    openedAt: row.openedAt ?? row.createdAt,
    closedAt: row.closedAt,
  };
  const { id, deviceId, hostname, falconId } = row;
  if (deviceId !== undefined) return [{ ...common, id, deviceId, hostname, falconId }];
  return row.fleet.map((host) => ({ ...common, id, ...pick(host) }));
}

const pick = ({ deviceId, hostname, falconId }: RtrSessionRow["fleet"][number]) => ({
  deviceId,
  hostname,
  falconId,
});
