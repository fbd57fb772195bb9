/** Opens the store that the settings ask for. PostgreSQL's client is loaded only when it is used. */
import { BotError } from "../lib/errors.ts";
import { openSqliteStore } from "./sqlite.ts";
import type { Store } from "./store.ts";

export interface StoreOptions {
  /** A PostgreSQL address: the shared store. Absent: the embedded one. */
  readonly databaseUrl?: string | undefined;
  /** Where the embedded store lies, or `:memory:`. */
  readonly file: string;
  /** Told of what fails in the background, where nobody's call could. */
  readonly onFault?: (error: unknown) => void;
}

/**
 * Opens and migrates.
 * @throws BotError `store-unavailable` (the hint names DATABASE_URL for a shared one),
 * `store-newer` for one that a newer Falconer wrote
 */
export async function openStore({ databaseUrl, file, onFault }: StoreOptions): Promise<Store> {
  if (databaseUrl === undefined) return openSqliteStore({ file });
  const { openPostgresStore } = await import("./postgres.ts");
  try {
    return await openPostgresStore({ url: databaseUrl, ...(onFault === undefined ? {} : { onFault }) });
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    // Who starts it has to know what to mend; later on, those who ask need not.
    throw new BotError(error.code, `DATABASE_URL: ${error.hint}`, { message: error.message, cause: error });
  }
}
