/**
 * Tells a store that cannot work now (disk full, locked, unreachable) from a fault of
 * ours. The former becomes a `BotError` with the code `store-unavailable` and a plain
 * hint, so that whoever was about to act stops; anything else passes as it is.
 */
import { BotError } from "../lib/errors.ts";

const FULL = "The store is full. Nothing can be decided until there is space again.";
const READ_ONLY = "The store cannot be written to. Nothing can be decided until that is mended.";
const LOCKED = "The store is locked by another program. Try again in a moment.";
const DAMAGED = "The store is damaged. An administrator has to restore a copy.";
const UNREACHABLE = "The store cannot be reached. Try again in a moment.";

/** Primary result codes, https://www.sqlite.org/rescode.html; extended ones keep them in the low byte. */
const SQLITE_HINTS: Readonly<Record<number, string>> = {
  3: READ_ONLY, // PERM
  5: LOCKED, // BUSY
  6: LOCKED, // LOCKED
  7: UNREACHABLE, // NOMEM
  8: READ_ONLY, // READONLY
  10: UNREACHABLE, // IOERR
  11: DAMAGED, // CORRUPT
  13: FULL, // FULL
  14: UNREACHABLE, // CANTOPEN
  15: LOCKED, // PROTOCOL: too many waiting for the same lock
  26: DAMAGED, // NOTADB
};
const PRIMARY_CODE = 0xff;

/** SQLSTATE classes and codes, https://www.postgresql.org/docs/current/errcodes-appendix.html; longest first. */
const SQLSTATE_HINTS: readonly (readonly [string, string])[] = [
  ["53100", FULL],
  ["25006", READ_ONLY],
  ["25P03", LOCKED], // idle in transaction for too long
  ["55P03", LOCKED],
  ["57014", LOCKED], // statement timeout
  ["40", LOCKED], // still in conflict after several tries
  ["08", UNREACHABLE],
  ["28", UNREACHABLE], // refused sign-in
  ["3D", UNREACHABLE], // no such database
  ["53", UNREACHABLE],
  ["57P", UNREACHABLE],
  ["58", UNREACHABLE],
  ["XX", DAMAGED],
];

/** What `pg` says, without a code, when the connection went away under a query. */
const LOST_CONNECTION =
  /^(Connection terminated|Connection ended|timeout exceeded when trying to connect|Client has encountered|Client was closed|Query read timeout)/;
const NETWORK_CODE = /^(ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_|ENOENT|EACCES)/;

/** The error to throw in place of this one. */
export function explainFailure(error: unknown): unknown {
  if (error instanceof BotError || !(error instanceof Error)) return error;
  const hint = hintFor(error);
  if (hint === undefined) return error;
  return new BotError("store-unavailable", hint, { message: `store: ${error.message}`, cause: error });
}

/** Two transactions were in each other's way (PostgreSQL); the same work may succeed when tried again. */
export const isConflict = (error: unknown): boolean => {
  const code = codeOf(error);
  return code === "40001" || code === "40P01";
};

/** Another connection holds SQLite's lock: nothing was begun, so waiting and trying again is safe. */
export const isLocked = (error: unknown): boolean =>
  error instanceof Error && codeOf(error) === "ERR_SQLITE_ERROR" && hintFor(error) === LOCKED;

function hintFor(error: Error): string | undefined {
  const code = codeOf(error);
  if (code === "ERR_SQLITE_ERROR") {
    return SQLITE_HINTS[(error as Error & { errcode: number }).errcode & PRIMARY_CODE];
  }
  if ("severity" in error && code !== undefined) {
    return SQLSTATE_HINTS.find(([start]) => code.startsWith(start))?.[1];
  }
  const isNetwork = code !== undefined && "syscall" in error && NETWORK_CODE.test(code);
  return isNetwork || LOST_CONNECTION.test(error.message) ? UNREACHABLE : undefined;
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
