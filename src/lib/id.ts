/** Identifiers that people may have to read out: short, no look-alike letters, unguessable. */
import { randomBytes } from "node:crypto";

/** Crockford's base 32 without i, l, o, u. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** A random id of `length` characters, five bits each (12 characters: 60 bits). */
export function newId(length = 12): string {
  return Array.from(randomBytes(length), (byte) => ALPHABET[byte & 31]).join("");
}

const COUNTED = 5;
let made = 0;

/** A random id that sorts after those that this process made before it (33 million of them). */
export function newOrderedId(length = 16): string {
  made = (made + 1) % ALPHABET.length ** COUNTED;
  const digits = Array.from(
    { length: COUNTED },
    (_, place) => ALPHABET[Math.floor(made / ALPHABET.length ** (COUNTED - 1 - place)) % ALPHABET.length],
  );
  return digits.join("") + newId(length - COUNTED);
}
