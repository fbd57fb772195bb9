/**
 * How the fields of a row become cells of a table and back. A codec names every field
 * of its row, so a field without a column does not compile, and checks each cell that
 * it reads: inside Falconer the row types are trusted. Knows no table.
 */
import { z } from "zod";
import { BotError } from "../lib/errors.ts";
import { readJson, writeJson } from "../lib/untrusted.ts";

type Cell = string | number | null;

/** One field's way into a cell and back. */
export interface Column<Value> {
  write(value: Value): Cell;
  read(cell: unknown): Value;
}

/** What the database holds for a field: JSON is text, a flag is 0 or 1, absent is null. */
export type CellOf<Value> = unknown extends Value ? string | null : KnownCellOf<Value>;
type KnownCellOf<Value> = Value extends undefined
  ? null
  : Value extends string | number
    ? Value
    : Value extends boolean
      ? number
      : string;

/** A row as the database holds it. */
export type Cells<Row> = { [Field in keyof Row]: CellOf<Row[Field]> };

/**
 * Both ways between one row type and one table. Reading checks every cell, since the file may
 * have been edited by hand.
 */
export interface RowCodec<Row> {
  readonly write: (row: Row) => Cells<Row>;
  /** The fields that are present in `changes`, undefined ones as null. */
  readonly writeChanges: (changes: Partial<Row>) => Partial<Cells<Row>>;
  /** Leaves out columns that are no field of the row. Throws when a cell is not what it has to be. */
  readonly read: (cells: Cells<Row>) => Row;
}

const plain = <Value extends string | number>(schema: z.ZodType<Value>): Column<Value> => ({
  write: (value) => value,
  read: (cell) => schema.parse(cell),
});

/** Never null in the table: what may be absent is wrapped in `optional`. */
export const text = plain(z.string());
export const integer = plain(z.int());
/**
 * A word that is not among `names` makes the row unreadable (`store-damaged`), as when a newer
 * Falconer wrote it.
 */
export const oneOf = <const Names extends readonly string[]>(names: Names): Column<Names[number]> =>
  plain(z.enum(names));

export const flag: Column<boolean> = {
  write: (value) => (value ? 1 : 0),
  read: (cell) => integer.read(cell) !== 0,
};

/** Untrusted text in it comes back as `Untrusted`. */
export const json = <Value>(schema: z.ZodType<Value>): Column<Value> => ({
  write: (value) => writeJson(value ?? null),
  read: (cell) => schema.parse(readJson(text.read(cell))),
});

export const optional = <Value>(column: Column<Value>): Column<Value | undefined> => ({
  write: (value) => (value === undefined ? null : column.write(value)),
  read: (cell) => (cell === null ? undefined : column.read(cell)),
});

/** `table` is named when a cell cannot be read. */
export function rowCodec<Row extends object>(
  table: string,
  columns: { readonly [Field in keyof Row]-?: Column<Row[Field]> },
): RowCodec<Row> {
  const fields = Object.keys(columns) as (keyof Row & string)[];
  const writeChanges = (changes: Partial<Row>): Partial<Cells<Row>> => {
    const present = fields.filter((field) => field in changes);
    const cells = present.map((field) => [field, columns[field].write(changes[field] as Row[typeof field])]);
    return Object.fromEntries(cells) as Partial<Cells<Row>>;
  };
  return {
    writeChanges,
    write: (row) => writeChanges(row) as Cells<Row>,
    read(cells) {
      const read = (field: keyof Row & string): unknown => {
        try {
          return columns[field].read(cells[field]);
        } catch (cause) {
          throw damaged(`${table}.${field}`, cause);
        }
      };
      return Object.fromEntries(fields.map((field) => [field, read(field)])) as Row;
    },
  };
}

const damaged = (where: string, cause: unknown): BotError =>
  new BotError("store-damaged", "A stored record cannot be read.", {
    message: `stored ${where} is not what it has to be`,
    cause,
  });
