/** The link between two lines of the audit. Verification elsewhere uses the same function. */
import { createHash } from "node:crypto";

/** What stands before the first line. */
export const GENESIS_HASH = "0".repeat(64);

/** SHA-256, in hex, over the previous line's hash and this line as stored. */
export const auditHash = (previousHash: string, seq: number, at: number, bodyText: string): string =>
  createHash("sha256").update(`${previousHash}\n${seq}\n${at}\n${bodyText}`).digest("hex");
