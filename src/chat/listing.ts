/**
 * One page of a look-up as a card: how many there are, what was asked, a table, one to
 * choose, the way to the next page, and the same as CSV or JSON. Shared by all look-ups,
 * so that none of them reports an empty success.
 */
import type { Block, Button, Card, Inline, Option } from "./card.ts";
import { buttons, card, note, runs, text } from "./card.ts";
import { writeCsv } from "./csv.ts";
import { writeCursor } from "./cursor.ts";
import type { Page } from "./paging.ts";
import { plainJson } from "./plain.ts";
import { untrusted } from "../lib/untrusted.ts";

/** Formats in which the rows of a look-up can be taken along. */
export const EXPORTS = ["csv", "json"] as const;
export type Export = (typeof EXPORTS)[number];

/** Rows that a file takes with one press: what one page of every service holds. */
export const MOST_ROWS = 400;
/** Rows shown beside a file; the file has all of them. */
const SHOWN_BESIDE_FILE = 10;
/** What a chat menu can hold. */
const CHOICES = 25;

/** A column of the table and of the CSV file; JSON has the rows themselves. */
export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => Inline;
  /** Left to files: too much for a table in chat. */
  readonly inFilesOnly?: boolean;
}

/**
 * A page with all that its card says. `data` is for programs: total, rows, and the cursor of the next page.
 */
export interface Listing<Row> extends Page<Row> {
  /** What a button says to ask again: the command and its arguments as asked. */
  readonly command: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly noun: { readonly one: string; readonly many: string };
  /** What programs find the rows under; the noun unless given. */
  readonly key?: string;
  /** Instead of "No things", where more has to be said about finding none. */
  readonly none?: { readonly title: string; readonly note: string };
  /** Above the table. */
  readonly picture?: Block | undefined;
  /** The question in words, one part for each condition; never empty. */
  readonly asked: readonly Inline[];
  readonly order: string;
  readonly columns: readonly Column<Row>[];
  /** Opens one of the rows, where something can. */
  readonly choose?: (row: Row) => Option | undefined;
  /** Between the table and the buttons. */
  readonly more?: readonly Block[];
  readonly export?: Export | undefined;
}

/**
 * Says what was asked even when nothing was found, so that an empty answer can be told from a wrong question.
 */
export function listingCard<Row>(listing: Listing<Row>): Card {
  const { rows, total, skipped, noun, asked, order, next } = listing;
  const data = {
    total,
    skipped,
    [listing.key ?? noun.many]: rows,
    next: next === undefined ? null : writeCursor(next),
  };
  if (rows.length === 0) {
    const title =
      total === 0
        ? (listing.none?.title ?? `No ${noun.many}`)
        : `No more ${noun.many}, ${count(total)} in all`;
    const hint = listing.none === undefined ? [] : [note(listing.none.note)];
    return {
      ...card(title, text("None found: ", joined(asked), "."), ...hint, ...(listing.more ?? [])),
      data,
    };
  }
  const isFile = listing.export !== undefined;
  const shown = isFile ? rows.slice(0, SHOWN_BESIDE_FILE) : rows;
  const columns = listing.columns.filter(({ inFilesOnly }) => inFilesOnly !== true);
  const options = rows.slice(0, CHOICES).flatMap((row) => listing.choose?.(row) ?? []);
  return {
    ...card(
      heading(listing),
      ...(listing.picture === undefined ? [] : [listing.picture]),
      {
        kind: "table",
        columns: columns.map(({ name }) => name),
        rows: shown.map((row) => columns.map(({ cell }) => cell(row))),
      },
      ...(options.length === 0 || isFile
        ? []
        : [{ kind: "choice", prompt: "Show one of them", options } as const]),
      ...(listing.more ?? []),
      note(
        "Asked for: ",
        joined(asked),
        `; ${order}.`,
        skipped > 0 ? ` After the ${count(skipped)} before.` : "",
        isFile ? ` All ${count(rows.length)} are in the file.` : "",
        isFile && next !== undefined ? " The next page has more." : "",
      ),
      ...fileOf(listing),
      ...(isFile && next === undefined ? [] : [buttons(...waysOn(listing))]),
    ),
    data,
  };
}

function heading<Row>({ rows, total, skipped, noun }: Listing<Row>): string {
  const all = `${count(total)} ${total === 1 ? noun.one : noun.many}`;
  if (rows.length >= total) return all;
  return `${all}, ${count(skipped + 1)} to ${count(skipped + rows.length)} shown`;
}

function waysOn<Row>({ command, args, next, export: written }: Listing<Row>): readonly Button[] {
  const again = (changes: Readonly<Record<string, unknown>>) => asWritten({ ...args, ...changes });
  const onward =
    next === undefined
      ? []
      : [runs("Next page", command, again({ cursor: writeCursor(next), export: written }))];
  if (written !== undefined) return onward;
  return [
    ...onward,
    runs("CSV", command, again({ limit: MOST_ROWS, export: "csv" })),
    runs("JSON", command, again({ limit: MOST_ROWS, export: "json" })),
  ];
}

function fileOf<Row>({ rows, columns, export: written, command }: Listing<Row>): readonly Block[] {
  if (written === undefined) return [];
  const content =
    written === "csv"
      ? writeCsv(
          columns.map(({ name }) => name),
          rows.map((row) => columns.map(({ cell }) => cell(row))),
        )
      : untrusted(`${plainJson(rows)}\n`);
  return [{ kind: "file", name: `${command}.${written}`, text: content }];
}

/** Arguments as surfaces hand them over: text, and what is absent left out. */
export const asWritten = (args: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" || typeof value === "boolean"
        ? [[name, String(value)] as const]
        : [],
    ),
  );

const count = (number: number): string => number.toLocaleString("en");

const joined = (parts: readonly Inline[]): Inline =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [", ", part]));
