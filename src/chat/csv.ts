/**
 * A table as CSV (RFC 4180) that a spreadsheet can open without running anything: cells
 * that would be read as a formula begin with an apostrophe. https://owasp.org/www-community/attacks/CSV_Injection
 */
import { untrusted } from "../lib/untrusted.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import type { Inline } from "./card.ts";
import { plainCell } from "./plain.ts";

/** Spreadsheets skip white space before a formula, and take full-width signs for plain ones. */
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;
const LINE_END = "\r\n";

/** With a heading line and CRLF line ends, also after the last row. */
export function writeCsv(columns: readonly string[], rows: readonly (readonly Inline[])[]): Untrusted {
  const lines = [columns, ...rows].map((row) => row.map((cell) => quoted(harmless(plainCell(cell)))));
  return untrusted(lines.map((cells) => cells.join(",") + LINE_END).join(""));
}

const harmless = (cell: string): string => (FORMULA.test(cell) ? `'${cell}` : cell);

const quoted = (cell: string): string => (NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
