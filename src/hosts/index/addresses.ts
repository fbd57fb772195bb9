/** IPv4 addresses as one number each, and the beginnings of addresses that people type. */

/** No host has it, so it stands for "none". */
export const NO_ADDRESS = 0;

/** The address as 32 bits; `NO_ADDRESS` for anything else, IPv6 included. */
export function packAddress(text: string): number {
  const octets = text.split(".");
  if (octets.length !== 4 || !octets.every(isOctet)) return NO_ADDRESS;
  return pack(octets);
}

/**
 * A test for addresses that begin as written, octets before the last dot being whole:
 * `10.2` fits 10.2.0.1 and 10.25.0.1, `10.2.` only the first. Undefined for what is no
 * beginning of an address; a number without a dot is rather a part of a name.
 */
export function addressTest(written: string): ((packed: number) => boolean) | undefined {
  const parts = written.split(".");
  const last = parts.pop() ?? "";
  if (parts.length < 1 || parts.length > 3) return undefined;
  if (!parts.every(isOctet) || !(last === "" || isOctet(last))) return undefined;
  const above = 32 - 8 * parts.length;
  const whole = pack(parts);
  const fits = Uint8Array.from({ length: 256 }, (_, octet) => (String(octet).startsWith(last) ? 1 : 0));
  return (packed) =>
    packed !== NO_ADDRESS && packed >>> above === whole && fits[(packed >>> (above - 8)) & 255] === 1;
}

const isOctet = (text: string): boolean => /^\d{1,3}$/.test(text) && Number(text) < 256;

const pack = (octets: readonly string[]): number =>
  octets.reduce((packed, octet) => ((packed << 8) | Number(octet)) >>> 0, 0);
