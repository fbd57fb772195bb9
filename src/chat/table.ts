/** Tables as text: aligned columns while a reader's screen is wide enough, else a line for each row. Pure. */
import type { Inline } from "./card.ts";
import { columnsOf, padToColumns } from "./columns.ts";
import { plain } from "./words.ts";

const GAP = "  ";
/** In UTF-16 units; a cell of stacked accents takes little room and is long to send. */
const WIDEST_CELL = 120;

type Rows = readonly (readonly Inline[])[];

/** The heading and the rows, one line each; undefined when a line would take more than `widest` columns. */
export function alignedLines(
  columns: readonly string[],
  rows: Rows,
  widest: number,
): readonly string[] | undefined {
  const cells = [columns, ...rows.map((row) => columns.map((_, index) => plain(row[index] ?? "")))];
  if (cells.flat().some((cell) => cell.length > WIDEST_CELL)) return undefined;
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => columnsOf(row[index] ?? ""))));
  if (widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) > widest) return undefined;
  return cells.map((row) =>
    row
      .map((cell, index) => padToColumns(cell, widths[index] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

/** A row that is too wide for columns: the first cell leads, the others follow with their column's name. */
export const asLine = (columns: readonly string[], row: readonly Inline[]): Inline =>
  columns.map((column, index): Inline => {
    const cell = row[index] ?? "";
    if (index === 0) return ["• ", { span: "strong", text: cell }];
    return plain(cell).trim() === "" ? "" : [` · ${column}: `, cell];
  });

/** Lines joined into blocks of at most `room` units; the heading is repeated in each. A line is never cut. */
export function packed(lines: readonly string[], room: number): readonly string[] {
  const [heading = "", ...rest] = lines;
  const blocks: string[] = [heading];
  for (const line of rest) {
    const last = blocks.at(-1) ?? "";
    if (last.length + 1 + line.length <= room) blocks[blocks.length - 1] = `${last}\n${line}`;
    else blocks.push(`${heading}\n${line}`);
  }
  return blocks;
}
