/**
 * The names most like a misspelled one, among very many. Says the same as `nearest` of
 * lib/edit-distance.ts, in milliseconds: once enough names are found, only closer ones
 * are looked for, and a comparison ends as soon as it cannot be closer.
 */
import { editDistance } from "../../lib/edit-distance.ts";
import { fold, type HostTable } from "./host-table.ts";
import { leastEdits, letterSet, LONGEST_NAME } from "./letters.ts";

/** As in lib/edit-distance.ts. */
const SHORT = 3;
/** Better than any edit, however much is missing. */
const AS_BEGINNING = 0.5;
const TOO_FAR = Number.POSITIVE_INFINITY;
const SURROGATE = /[\uD800-\uDFFF]/;

interface Likeness {
  readonly slot: number;
  readonly distance: number;
  readonly length: number;
}

/** At most `most` slots, closest first, each name once. */
export function similarTo(table: HostTable, written: string, most: number): readonly number[] {
  const wanted = fold(written.trim()).slice(0, LONGEST_NAME);
  const reach = Math.max(wanted.length > SHORT ? 2 : 1, Math.floor(wanted.length * 0.4));
  const letters = letterSet(wanted);
  const measure = measureFrom(wanted);
  const best: Likeness[] = [];
  for (let slot = 0; slot < table.end; slot += 1) {
    const name = table.foldedAt(slot);
    if (name === "") continue;
    const within = best.length < most ? reach : (best.at(-1)?.distance ?? reach);
    // A name that begins with the word may have any further letters.
    if (leastEdits(letters, table.lettersAt(slot)) > within && !name.startsWith(wanted)) continue;
    const distance = measure(name, within);
    if (distance > within) continue;
    const found = { slot, distance, length: name.length };
    if (best.some((one) => table.foldedAt(one.slot) === name)) continue;
    const place = best.findIndex((one) => isCloser(found, one));
    if (place < 0 && best.length === most) continue;
    best.splice(place < 0 ? best.length : place, 0, found);
    if (best.length > most) best.pop();
  }
  return best.map(({ slot }) => slot);
}

const isCloser = (one: Likeness, other: Likeness): boolean =>
  one.distance < other.distance || (one.distance === other.distance && one.length < other.length);

function measureFrom(wanted: string): (name: string, within: number) => number {
  const rows = rowsFor(LONGEST_NAME);
  // Letters of two code units are one edit; hosts so named are few.
  const isPlain = !SURROGATE.test(wanted);
  return (name, within) => {
    if (wanted !== "" && name.length > wanted.length && name.startsWith(wanted)) return AS_BEGINNING;
    if (Math.abs(name.length - wanted.length) > 2 * within) return TOO_FAR;
    if (!isPlain || SURROGATE.test(name)) return editDistance(wanted, name);
    return boundedDistance(wanted, name.slice(0, LONGEST_NAME), Math.floor(within), rows);
  };
}

interface Rows {
  beforeLast: Uint16Array;
  last: Uint16Array;
  row: Uint16Array;
}
const rowsFor = (length: number): Rows => ({
  beforeLast: new Uint16Array(length + 2),
  last: new Uint16Array(length + 2),
  row: new Uint16Array(length + 2),
});

/**
 * The restricted Damerau-Levenshtein distance in code units, or infinity beyond `most`.
 * Equal ends cost nothing and are cut off; only a band around the diagonal is computed.
 */
function boundedDistance(one: string, other: string, most: number, rows: Rows): number {
  let start = 0;
  let a = one.length;
  let b = other.length;
  if (Math.abs(a - b) > most) return TOO_FAR;
  while (a > 0 && b > 0 && one.charCodeAt(a - 1) === other.charCodeAt(b - 1)) {
    a -= 1;
    b -= 1;
  }
  while (start < a && start < b && one.charCodeAt(start) === other.charCodeAt(start)) start += 1;
  const width = b - start;
  const far = most + 1;
  let { beforeLast, last, row } = rows;
  let leastBefore = 0;
  for (let j = 0; j <= width; j += 1) last[j] = Math.min(j, far);
  for (let i = 1; i <= a - start; i += 1) {
    const letter = one.charCodeAt(start + i - 1);
    const from = Math.max(1, i - most);
    const to = Math.min(width, i + most);
    row[from - 1] = from === 1 ? Math.min(i, far) : far;
    let least = row[from - 1] ?? far;
    for (let j = from; j <= to; j += 1) {
      const against = other.charCodeAt(start + j - 1);
      // Beyond the band stands what an earlier comparison left there.
      const above = j === i + most ? far : (last[j] ?? far);
      let cost = Math.min(
        (last[j - 1] ?? far) + (letter === against ? 0 : 1),
        above + 1,
        (row[j - 1] ?? far) + 1,
      );
      const isSwap =
        i > 1 &&
        j > 1 &&
        letter === other.charCodeAt(start + j - 2) &&
        one.charCodeAt(start + i - 2) === against;
      if (isSwap) cost = Math.min(cost, (beforeLast[j - 2] ?? far) + 1);
      row[j] = Math.min(cost, far);
      least = Math.min(least, row[j] ?? far);
    }
    // A swap reaches back over one row and costs one.
    if (least > most && leastBefore >= most) return TOO_FAR;
    leastBefore = least;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  const distance = last[width] ?? far;
  return distance > most ? TOO_FAR : distance;
}
