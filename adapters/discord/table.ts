/** Tables: aligned columns in a code block while they are narrow, else one line for each row. */
import type { Inline } from "../../src/chat/card.ts";
import { clip } from "../../src/chat/visible.ts";
import type { Drawing, Piece } from "./drawing.ts";
import { drawLines, fenced, paragraph } from "./drawing.ts";
import { fencedCode } from "./escape.ts";
import { plain } from "./inline.ts";
import { CODE_INLINE } from "./limits.ts";

/** What an embed shows on a laptop without wrapping. */
const WIDEST_LINE = 62;
/** In UTF-16 units; a cell of stacked accents is short to count and long to send. */
const WIDEST_CELL = 120;
const LONGEST_LINE = CODE_INLINE / 2 - 1;
const GAP = "  ";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const widthOf = (text: string): number => [...graphemes.segment(text)].length;

/** A row is never dropped here: too wide for columns, it becomes a line. */
export function drawTable(
  columns: readonly string[],
  rows: readonly (readonly Inline[])[],
  drawing: Drawing,
): readonly Piece[] {
  if (columns.length === 0) return [];
  const cells = [columns, ...rows.map((row) => columns.map((_, index) => plain(row[index] ?? "")))];
  if (cells.flat().some((cell) => cell.length > WIDEST_CELL)) return drawRows(columns, rows, drawing);
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => widthOf(row[index] ?? ""))));
  const total = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
  if (total > WIDEST_LINE) return drawRows(columns, rows, drawing);
  const lines = cells.map((row) =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
  return packed(lines.map((line) => clip(fencedCode(line), LONGEST_LINE))).map((text) =>
    paragraph(fenced(text)),
  );
}

const drawRows = (
  columns: readonly string[],
  rows: readonly (readonly Inline[])[],
  drawing: Drawing,
): readonly Piece[] =>
  drawLines(
    rows.map((row) => asLine(columns, row)),
    drawing,
  );

const pad = (cell: string, width: number): string => cell + " ".repeat(Math.max(0, width - widthOf(cell)));

/** The first cell leads, the others follow with their column's name. */
const asLine = (columns: readonly string[], row: readonly Inline[]): Inline =>
  columns.map((column, index): Inline => {
    const cell = row[index] ?? "";
    if (index === 0) return ["• ", { span: "strong", text: cell }];
    return plain(cell).trim() === "" ? "" : [` · ${column}: `, cell];
  });

/** Lines joined into blocks of the size that one code block can show; the heading is repeated. */
function packed(lines: readonly string[]): readonly string[] {
  const [heading = "", ...rest] = lines;
  const blocks: string[] = [heading];
  for (const line of rest) {
    const last = blocks.at(-1) ?? "";
    if (last.length + 1 + line.length <= CODE_INLINE) blocks[blocks.length - 1] = `${last}\n${line}`;
    else blocks.push(`${heading}\n${line}`);
  }
  return blocks;
}
