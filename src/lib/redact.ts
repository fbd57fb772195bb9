/**
 * Keeps secrets out of text: the ones we know, in every spelling in which they travel, and
 * whatever has the shape of one. What a field is called is the third sign (`isSecretName`).
 */

/** What stands in the place of a secret. */
export const MASK = "[redacted]";

/** Shorter values are ordinary words: masking them would make a log unreadable. */
const SHORTEST = 6;
/** Access tokens are learned every half hour; the ones long lapsed are forgotten. */
const MOST_LEARNED = 64;

const SECRET_NAME =
  /token|secret|passw(?:or)?d|passphrase|authorization|cookie|apikey|credential|privatekey|signature/i;

/** Names as in `client_secret=…` and `"password": "…"`, also escaped once or percent-encoded. */
const ASSIGNED_NAME =
  "(?:client_?secret|(?:access|refresh|id|bot|app)_?token|token|passw(?:or)?d|passphrase|api[_-]?key|secret)";

const SHAPES: readonly RegExp[] = [
  // Platform tokens: xoxb-…, xoxe.xoxp-…, xapp-1-….
  /xox[a-z](?:\.xox[a-z])?-[\w-]{6,}/gi,
  /xapp-[\w-]{6,}/gi,
  // The tokens that we issue ourselves; their id may be shown.
  /(flc_[0-9a-z]{12}_)[\w-]{20,}/g,
  // Three parts in base64url: an id, a time, a MAC.
  /[\w-]{23,30}\.[\w-]{6,7}\.[\w-]{27,}/g,
  /eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)*/g,
  /(Bearer(?:\s|%20|\+)+)[\w.~+/=%-]{8,}/gi,
  /(Basic\s+)[A-Za-z0-9+/=_-]{16,}/gi,
  // Also one whose end was cut off; a quote ends the text that it stands in.
  /-----BEGIN [A-Z0-9 ]{1,40}-----[^"]*?(?:-----END [A-Z0-9 ]{1,40}-----|(?=")|$)/g,
  new RegExp(`(${ASSIGNED_NAME}(?:=|%3D))[^&\\s"'\\\\,;]+`, "gi"),
  // In JSON, then in JSON that is itself a string, then as Node prints objects.
  new RegExp(`(${ASSIGNED_NAME}"\\s*:\\s*")(?:[^"\\\\]|\\\\+.)+`, "gi"),
  new RegExp(`(${ASSIGNED_NAME}\\\\+"\\s*:\\s*\\\\+")[^"\\\\]+`, "gi"),
  new RegExp(`(${ASSIGNED_NAME}'?\\s*:\\s*')[^']+`, "gi"),
  /((?:cookie|authorization):\s*)[^\r\n"\\]+/gi,
  // The password of an address.
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"']{0,200}:)[^\s@"']{1,500}(?=@)/gi,
];

const WORD = /[^\s"]+/g;
const PERCENT_CODE = /%[0-9a-f]{2}/i;

/** Whether a field of this name is never shown, whatever it holds: `apiKey`, `X-Api-Key`, `client_secret`. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name.replaceAll(/[-_.\s]/g, ""));

/** What it has learned is hidden in every text that it scrubs afterwards. */
export interface Redactor {
  /** A secret that was learned later. */
  add(value: string): void;
  /** The text without what is known to be a secret, or looks like one. */
  scrub(text: string): string;
  /** The last net under a finished JSON line: still JSON afterwards. */
  scrubLine(line: string): string;
}

/**
 * `known` lasts; secrets that are learned later are kept to the last 64. Values below six
 * characters are let through.
 */
export function createRedactor(known: readonly string[]): Redactor {
  const lasting = new Set(known.filter(isLongEnough));
  const learned = new Set<string>();
  let patterns = patternsOf(lasting);

  const scrubPlain = (text: string, known = patterns.inText): string => {
    const unknown = known === undefined ? text : text.replaceAll(known, MASK);
    return SHAPES.reduce((clean, shape) => clean.replaceAll(shape, mask), unknown);
  };
  /** A shape may hide behind percent codes; words that give one away are shown decoded. */
  const scrubEncoded = (text: string): string =>
    text.replaceAll(WORD, (word) => {
      if (!PERCENT_CODE.test(word)) return word;
      const readable = decoded(word);
      const clean = scrubPlain(readable);
      return clean === readable ? word : clean;
    });
  const scrub = (text: string): string => scrubEncoded(scrubPlain(text));
  return {
    add(value) {
      if (!isLongEnough(value) || lasting.has(value)) return;
      learned.delete(value);
      learned.add(value);
      const [oldest] = learned;
      if (learned.size > MOST_LEARNED && oldest !== undefined) learned.delete(oldest);
      patterns = patternsOf([...lasting, ...learned]);
    },
    scrub,
    scrubLine(line) {
      const clean = scrubPlain(line, patterns.inLine);
      if (clean === line || isJson(clean)) return clean;
      // A secret that ran across the line's own punctuation: better no words than those.
      return `${JSON.stringify({ time: new Date().toISOString(), level: "warn", msg: MASK })}\n`;
    },
  };
}

const isLongEnough = (value: string): boolean => value.length >= SHORTEST;

/** A shape's first group is what may stay: the name or scheme before the secret. */
const mask = (_whole: string, kept: unknown): string => (typeof kept === "string" ? kept : "") + MASK;

interface Patterns {
  readonly inText: RegExp | undefined;
  /** A line's own quotes are no part of a secret, so only what JSON makes of it counts. */
  readonly inLine: RegExp | undefined;
}

function patternsOf(secrets: Iterable<string>): Patterns {
  const plain = [...secrets].flatMap(spellingsOf).filter(isLongEnough);
  // Inside JSON, and inside JSON that is itself a string in JSON.
  const written = plain.flatMap((one) => [inJson(one), inJson(inJson(one))]);
  return { inText: anyOf([...plain, ...written]), inLine: anyOf(written) };
}

function anyOf(texts: readonly string[]): RegExp | undefined {
  if (texts.length === 0) return undefined;
  // Longest first: one spelling may be the beginning of another.
  const ordered = [...new Set(texts)].sort((a, b) => b.length - a.length);
  return new RegExp(ordered.map((one) => one.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&")).join("|"), "g");
}

function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString("hex");
  const cores = [0, 1, 2].flatMap((before) => base64Core(bytes, before));
  return [secret, ...percentEncoded(secret), ...cores, hex, hex.toUpperCase()];
}

function percentEncoded(secret: string): readonly string[] {
  // A lone surrogate has no percent-encoding; senders replace it too.
  const sendable = secret.toWellFormed();
  const form = new URLSearchParams([["", sendable]]).toString().slice(1);
  const upper = [encodeURIComponent(sendable), encodeURI(sendable), form, form.replaceAll("+", "%20")];
  return upper.flatMap((one) => [one, one.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
}

/** The part of its base64 that is the same whatever stands before and after it. */
function base64Core(bytes: Buffer, before: number): readonly string[] {
  const padded = Buffer.concat([Buffer.alloc(before), bytes])
    .toString("base64")
    .replace(/=+$/, "");
  const end = (before + bytes.length) % 3 === 0 ? padded.length : -1;
  const core = padded.slice(before === 0 ? 0 : before + 1, end);
  return [core, core.replaceAll("+", "-").replaceAll("/", "_")];
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    // Percent signs that encode nothing: it is what it looks like.
    return word;
  }
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
