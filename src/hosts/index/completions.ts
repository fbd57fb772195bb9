/**
 * Which hosts complete what somebody has typed so far, best first: the name itself, names
 * that begin with it, names with a part that does (and device ids and addresses), names
 * that merely contain it. Within a rank the host seen last comes first.
 */
import { addressTest } from "./addresses.ts";
import { fold, type HostTable } from "./host-table.ts";

const WHOLE = 0;
const BEGINNING = 1;
const PART = 2;
const WITHIN = 3;
const NO_RANK = 4;

/** Shorter ones are in too many ids to mean one. */
const ID_BEGINNING = /^(?:aid:)?([0-9a-f]{4,32})$/;

/** At most `limit` slots. Nothing typed: those seen last. */
export function completing(table: HostTable, written: string, limit: number): readonly number[] {
  const rankAt = rankFor(table, fold(written.replaceAll("*", "").trim()));
  const best: number[] = [];
  const ranks: number[] = [];
  for (let slot = 0; slot < table.end; slot += 1) {
    const rank = rankAt(slot);
    if (rank === NO_RANK) continue;
    const seen = table.seenAt(slot);
    const isBetter = (i: number): boolean =>
      rank < (ranks[i] ?? NO_RANK) || (rank === ranks[i] && seen > table.seenAt(best[i] ?? 0));
    if (best.length === limit && !isBetter(limit - 1)) continue;
    let place = best.length;
    while (place > 0 && isBetter(place - 1)) place -= 1;
    best.splice(place, 0, slot);
    ranks.splice(place, 0, rank);
    if (best.length > limit) {
      best.pop();
      ranks.pop();
    }
  }
  return best;
}

/** Whether the text can be the beginning of this id, typed as one. */
export const isIdBeginning = (written: string, id: string): boolean => {
  const typed = ID_BEGINNING.exec(fold(written.trim()))?.[1];
  return typed !== undefined && id.startsWith(typed);
};

function rankFor(table: HostTable, wanted: string): (slot: number) => number {
  if (wanted === "") return (slot) => (table.idAt(slot) === "" ? NO_RANK : WHOLE);
  const idStart = ID_BEGINNING.exec(wanted)?.[1];
  const hasAddress = addressTest(wanted);
  return (slot) => {
    const rank = rankOf(table.foldedAt(slot), wanted);
    if (rank <= PART) return rank;
    if (idStart !== undefined && table.idAt(slot).startsWith(idStart)) return PART;
    return hasAddress?.(table.addressAt(slot)) === true ? PART : rank;
  };
}

function rankOf(name: string, wanted: string): number {
  let at = name.indexOf(wanted);
  if (at < 0) return NO_RANK;
  if (at === 0) return name.length === wanted.length ? WHOLE : BEGINNING;
  for (; at > 0; at = name.indexOf(wanted, at + 1)) if (isPartStart(name, at)) return PART;
  return WITHIN;
}

/** After a hyphen or a dot, and where letters and digits meet: `fin`, `07` and `b` in `win-fin07b`. */
function isPartStart(name: string, at: number): boolean {
  const before = kindOf(name.charCodeAt(at - 1));
  return before === OTHER || before !== kindOf(name.charCodeAt(at));
}

const OTHER = 0;
const DIGIT = 1;
const LETTER = 2;

/** Folded, so small letters only; those beyond ASCII count as letters. */
function kindOf(code: number): number {
  if (code >= 48 && code <= 57) return DIGIT;
  return (code >= 97 && code <= 122) || code > 127 ? LETTER : OTHER;
}
