/**
 * The life of one session. Pure.
 *
 *   connecting   -> open | queued | closed     Falcon opened it | the host is offline and it waits | it cannot be opened
 *   queued       -> open | closed              the host is back | seven days are over
 *   open         -> idle-warning | lost        nobody types | Falcon no longer knows it
 *   idle-warning -> open | lost                somebody typed, or kept it
 *   lost         -> connecting | closed        resumed in the same thread | given up
 *   connecting, queued, open, idle-warning -> closing -> closed
 *
 * `closed` is final. In `closing` it is deleted at Falcon, however often that takes.
 */
import type { RtrSessionState } from "../store/rtr-rows.ts";

export type SessionMove =
  | "opened"
  | "queued"
  | "failed"
  | "returned"
  | "lapsed"
  | "idled"
  | "used"
  | "lost"
  | "resume"
  | "close"
  | "deleted";

const MOVES = {
  connecting: { opened: "open", queued: "queued", failed: "closed", close: "closing" },
  queued: { returned: "open", lapsed: "closing", close: "closing", lost: "lost" },
  open: { idled: "idle-warning", lost: "lost", close: "closing", used: "open" },
  "idle-warning": { used: "open", lost: "lost", close: "closing" },
  lost: { resume: "connecting", close: "closing" },
  closing: { deleted: "closed" },
  closed: {},
} as const satisfies Record<RtrSessionState, Partial<Record<SessionMove, RtrSessionState>>>;

/** The next state; undefined where the move makes no sense. */
export function advance(state: RtrSessionState, move: SessionMove): RtrSessionState | undefined {
  const moves: Partial<Record<SessionMove, RtrSessionState>> = MOVES[state];
  return moves[move];
}

/** Somebody may type in it, now or once it is connected. */
export const isAlive = (state: RtrSessionState): boolean =>
  state === "connecting" || state === "queued" || state === "open" || state === "idle-warning";

export const isOver = (state: RtrSessionState): boolean => state === "closed";
