/** A transition: one conditional update on (id, state, version), the same for every row that has them. */
import { sql, type UpdateResult } from "kysely";

/** Where it starts from; a row that has moved on is left alone. */
export interface From<State> {
  readonly id: string;
  readonly state: State;
  readonly version: number;
}

/** What it may change; the id and what the row was made with stay, and the version counts itself. */
export type Changes<Row, Fixed extends keyof Row> = Partial<Omit<Row, Fixed | "id" | "version">>;

/** The row still stands where it was read. */
export const standsAt = ({ id, state, version }: From<string>) =>
  sql<boolean>`id = ${id} and state = ${state} and version = ${version}`;

/** False: the race was lost. */
export const hasMoved = ({ numUpdatedRows }: UpdateResult): boolean => numUpdatedRows === 1n;
