/** Identifiers that people may have to read out: short, no look-alike letters, unguessable. */
import { randomBytes } from "node:crypto";

/** Crockford's base 32 without i, l, o, u. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** A random id of `length` characters, five bits each (12 characters: 60 bits). */
export function newId(length = 12): string {
  return Array.from(randomBytes(length), (byte) => ALPHABET[byte & 31]).join("");
}
