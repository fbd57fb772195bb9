/**
 * A table within the width of the terminal. Ids are there to be copied, so a column that
 * holds any is never narrowed; when the others cannot give enough room, every row is
 * written as a small list instead.
 */
import { columnsOf, cutToColumns, padToColumns } from "../../src/chat/columns.ts";
import type { Paint } from "./paint.ts";

const GAP = "  ";
const NARROWEST = 6;
/** Longer text in a row that is written as a list is cut here, ids excepted. */
const LONGEST_VALUE = 300;

/** Device ids, also inside longer ids; hashes of files; and our own request ids. */
const ID =
  /(?<![0-9a-f])[0-9a-f]{32}(?:[0-9a-f]{8}|[0-9a-f]{32})?(?![0-9a-f])|(?<![0-9a-z])[0-9a-hjkmnp-tv-z]{12}(?![0-9a-z])/i;

/** Any number of rows; cells may be missing at the end of one. */
export interface Table {
  readonly columns: readonly string[];
  /** Plain one-line text, already safe to look at. */
  readonly rows: readonly (readonly string[])[];
}

/** `width` in columns, all gaps included. */
export function tableText({ columns, rows }: Table, width: number, paint: Paint): string {
  const natural = columns.map((name, index) =>
    Math.max(columnsOf(name), ...rows.map((row) => columnsOf(row[index] ?? ""))),
  );
  const isRigid = columns.map((_, index) => rows.some((row) => ID.test(row[index] ?? "")));
  const widths = narrowed(natural, isRigid, width - GAP.length * (columns.length - 1));
  if (widths === undefined) return rows.map((row) => record(columns, row, paint)).join("\n\n");

  const line = (cells: readonly string[]): string =>
    widths
      .map((room, index) => padToColumns(cutToColumns(cells[index] ?? "", room), room))
      .join(GAP)
      .trimEnd();
  return [paint.dim(line(columns)), ...rows.map(line)].join("\n");
}

/** Takes from the widest column that may give, until all fit; undefined when they cannot. */
function narrowed(
  natural: readonly number[],
  isRigid: readonly boolean[],
  room: number,
): readonly number[] | undefined {
  const widths = [...natural];
  let excess = widths.reduce((sum, one) => sum + one, 0) - room;
  while (excess > 0) {
    const giving = widths.flatMap((one, index) => (isRigid[index] === true ? [] : [{ one, index }]));
    const [widest, next] = giving.sort((a, b) => b.one - a.one);
    if (widest === undefined || widest.one <= NARROWEST) return undefined;
    // Down to the next widest in one step, so that a huge column costs no loop of its length.
    const floor = Math.max(NARROWEST, Math.min(next?.one ?? 0, widest.one - 1));
    const taken = Math.min(excess, widest.one - floor);
    widths[widest.index] = widest.one - taken;
    excess -= taken;
  }
  return widths;
}

function record(columns: readonly string[], row: readonly string[], paint: Paint): string {
  const labels = Math.max(0, ...columns.map(columnsOf));
  return columns
    .map((name, index) => {
      const value = row[index] ?? "";
      const shown = ID.test(value) ? value : cutToColumns(value, LONGEST_VALUE);
      return `${paint.dim(padToColumns(name, labels))}${GAP}${shown}`.trimEnd();
    })
    .join("\n");
}
