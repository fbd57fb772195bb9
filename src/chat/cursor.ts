/**
 * Where the next page of a look-up begins, as one word that a button carries and a shell
 * can be given. The moment of the first page goes along: "the last seven days" must mean
 * the same on every page, or the services refuse their own page tokens.
 */
export interface Cursor {
  /** The moment of the first page, in milliseconds. */
  readonly asOf: number;
  /** Entries on the pages before. */
  readonly skipped: number;
  /** The service's own token, where it pages by one. */
  readonly token?: string;
}

const WRITTEN = /^([0-9a-z]{6,10})\.([0-9a-z]{1,6})(?:\.(\S+))?$/;
const BASE = 36;

/** Both numbers in base 36, so that a button has room for the service's token. */
export const writeCursor = ({ asOf, skipped, token }: Cursor): string =>
  [asOf.toString(BASE), skipped.toString(BASE), ...(token === undefined ? [] : [token])].join(".");

/** Undefined for what was not written here. */
export function readCursor(written: string): Cursor | undefined {
  const [, asOf, skipped, token] = WRITTEN.exec(written.trim()) ?? [];
  if (asOf === undefined || skipped === undefined) return undefined;
  return {
    asOf: Number.parseInt(asOf, BASE),
    skipped: Number.parseInt(skipped, BASE),
    ...(token === undefined ? {} : { token }),
  };
}
