/** Tables: aligned columns in a code block while they are narrow, else one line for each row. */
import type { Inline } from "../../src/chat/card.ts";
import { alignedLines, asLine, packed } from "../../src/chat/table.ts";
import { clip } from "../../src/chat/visible.ts";
import type { Drawing, Piece } from "./drawing.ts";
import { drawLines, fenced, paragraph } from "./drawing.ts";
import { fencedCode } from "./escape.ts";
import { CODE_INLINE } from "./limits.ts";

/** What an embed shows on a laptop without wrapping. */
const WIDEST_LINE = 62;
/** So that the heading and one line always fit into a block. */
const LONGEST_LINE = CODE_INLINE / 2 - 1;

/** A row is never dropped: too wide for columns, it becomes a line. */
export function drawTable(
  columns: readonly string[],
  rows: readonly (readonly Inline[])[],
  drawing: Drawing,
): readonly Piece[] {
  if (columns.length === 0) return [];
  const lines = alignedLines(columns, rows, WIDEST_LINE);
  if (lines === undefined)
    return drawLines(
      rows.map((row) => asLine(columns, row)),
      drawing,
    );
  return packed(
    lines.map((line) => clip(fencedCode(line), LONGEST_LINE)),
    CODE_INLINE,
  ).map((text) => paragraph(fenced(text)));
}
