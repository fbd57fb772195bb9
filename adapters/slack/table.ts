/** Tables: aligned columns in a code block while they are narrow, else one line for each row. */
import type { Inline } from "../../src/chat/card.ts";
import { alignedLines, asLine, packed } from "../../src/chat/table.ts";
import type { SlackBlock } from "./block-kit.ts";
import type { Drawing } from "./drawing.ts";
import { drawLines, fenced } from "./drawing.ts";
import { escapeWithin, fencedCode } from "./escape.ts";
import { CODE_INLINE } from "./limits.ts";

/** Wider lines wrap on a laptop and cannot be read as columns any more. */
const WIDEST_LINE = 108;
/** Escaped; so that the heading and one line always fit into a block. */
const LONGEST_LINE = CODE_INLINE / 2 - 1;

/** A row is never dropped: too wide for columns, it becomes a line. */
export function drawTable(
  columns: readonly string[],
  rows: readonly (readonly Inline[])[],
  drawing: Drawing,
): readonly SlackBlock[] {
  if (columns.length === 0) return [];
  const lines = alignedLines(columns, rows, WIDEST_LINE);
  if (lines === undefined)
    return drawLines(
      rows.map((row) => asLine(columns, row)),
      drawing,
    );
  return packed(
    lines.map((line) => escapeWithin(fencedCode(line), LONGEST_LINE)),
    CODE_INLINE,
  ).map(fenced);
}
