/** When a session that nobody uses is warned of and closed. Pure. */
import { MINUTE } from "../../lib/clock.ts";
import type { RtrSessionRow } from "../../store/rtr-rows.ts";

/** The warning comes a fifth of the time before the end, and at most two minutes. */
const WARNING_SHARE = 0.2;
const LONGEST_WARNING_MS = 2 * MINUTE;

export const idleAt = ({ usedAt }: Pick<RtrSessionRow, "usedAt">, idleMs: number): number => usedAt + idleMs;

export const warnAt = (row: Pick<RtrSessionRow, "usedAt">, idleMs: number): number =>
  idleAt(row, idleMs) - Math.min(LONGEST_WARNING_MS, idleMs * WARNING_SHARE);
