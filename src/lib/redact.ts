/**
 * Keeps secrets out of text: the ones we know, in every spelling, and whatever has the
 * shape of one. The last net is the finished line, so nothing depends on who logged it.
 */
const MASK = "[redacted]";
/** Shorter values would mask ordinary words. */
const SHORTEST = 6;

/** Fields whose value is never shown, whatever it is. */
const NAMES = /^(?:.*(?:token|secret|passw(?:or)?d|authorization|cookie|api[-_]?key|credential).*)$/i;

const SHAPES: readonly RegExp[] = [
  /\bxox[a-z](?:\.xox[a-z])?-[\w-]{6,}/gi,
  /\bxapp-[\w-]{6,}/gi,
  /\bBearer\s+[\w.~+/=-]{8,}/gi,
  /\bBasic\s+[A-Za-z0-9+/=]{12,}/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /\b[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}/g,
  /-----BEGIN [A-Z ]+-----[\s\S]*?-----END [A-Z ]+-----/g,
  /((?:client_secret|refresh_token|access_token|password)(?:=|%3D|"\s*:\s*"|\\"\s*:\s*\\"))[^&\s"\\]+/gi,
  /(\w+:\/\/[^\s:/@"]+:)[^\s@/"]+(?=@)/g,
];

export const isSecretName = (name: string): boolean => NAMES.test(name);

export interface Redactor {
  add(value: string): void;
  scrub(text: string): string;
}

export function createRedactor(known: readonly string[]): Redactor {
  const spellings = new Set<string>();
  const add = (value: string): void => {
    if (value.length < SHORTEST) return;
    for (const spelling of spell(value)) if (spelling.length >= SHORTEST) spellings.add(spelling);
  };
  for (const value of known) add(value);
  return {
    add,
    scrub(text) {
      let clean = text;
      // Longest first: one secret may hold another.
      for (const spelling of [...spellings].sort((a, b) => b.length - a.length))
        clean = clean.replaceAll(spelling, MASK);
      for (const shape of SHAPES)
        clean = clean.replaceAll(
          shape,
          (_all, kept: unknown) => (typeof kept === "string" ? kept : "") + MASK,
        );
      return clean;
    },
  };
}

/** As it stands, and as it travels. */
function spell(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const json = JSON.stringify(value).slice(1, -1);
  return [
    value,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(value),
    new URLSearchParams({ v: value }).toString().slice(2),
    ...[0, 1, 2].flatMap((shift) => base64Core(bytes, shift)),
    bytes.toString("hex"),
  ];
}

/** The part of its base64 that does not depend on what stands before and after it. */
function base64Core(bytes: Buffer, shift: number): readonly string[] {
  const padded = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString("base64")
    .replace(/=+$/, "");
  const core = padded.slice(shift === 0 ? 0 : shift + 1, (shift + bytes.length) % 3 === 0 ? undefined : -1);
  return [core, core.replaceAll("+", "-").replaceAll("/", "_")];
}
