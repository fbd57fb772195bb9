/** Sort expressions, `field.desc` and `field|desc`, several separated by commas. */
import { orderSortables, sortable } from "./compare.ts";
import { FqlError } from "./error.ts";
import { readField } from "./field.ts";

interface Key {
  readonly field: string;
  readonly descending: boolean;
}

const WRITTEN = /^([A-Za-z_][\w.]*?)(?:[.|](asc|desc))?$/;

/** @throws FqlError when the text is no sort expression */
export function parseSort(source: string): readonly Key[] {
  let at = 0;
  return source.split(",").map((part) => {
    const [, field, direction] = WRITTEN.exec(part.trim()) ?? [];
    if (field === undefined) throw new FqlError("expected field.asc or field.desc", at);
    at += part.length + 1;
    return { field, descending: direction === "desc" };
  });
}

/** Sorted copies; documents without the field come last, equal ones by `idOf` so that pages are stable. */
export function sortDocuments<T>(
  documents: readonly T[],
  source: string,
  idOf: (document: T) => string,
): readonly T[] {
  const keys = parseSort(source);
  const rows = documents.map((document) => ({
    document,
    id: idOf(document),
    values: keys.map(({ field }) => {
      const [value] = readField(document, field);
      return value === undefined ? undefined : sortable(value);
    }),
  }));
  rows.sort((left, right) => {
    for (const [index, { descending }] of keys.entries()) {
      const [a, b] = [left.values[index], right.values[index]];
      if (a === undefined || b === undefined) {
        if (a === b) continue;
        return a === undefined ? 1 : -1;
      }
      const order = orderSortables(a, b);
      if (order !== 0) return descending ? -order : order;
    }
    return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
  });
  return rows.map(({ document }) => document);
}
