/**
 * What people write when they mean one host: a device id, an IP address, or a name. Also
 * which names answer to it. Wildcards are refused here, before anything is asked: one
 * host is meant, never whatever happens to fit.
 */
import { isIP } from "node:net";
import { UserError } from "../lib/errors.ts";
import type { Untrusted } from "../lib/untrusted.ts";

/** What was meant, by its form alone; whether there is such a host is asked later. */
export type WrittenHost =
  | { readonly kind: "id"; readonly id: string }
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "name"; readonly name: string };

const DEVICE_ID = /^(?:aid:)?([0-9a-f]{32})$/i;
const WILDCARD = /[*?]/;

/** Longest name that DNS allows. */
const LONGEST_NAME = 253;

/** @throws UserError when the text names no single host by its very form */
export function readHost(written: string): WrittenHost {
  const bare = written.trim();
  if (bare === "") throw new UserError("Name a host: its hostname, its device id or its IP address.");
  if (WILDCARD.test(bare)) {
    throw new UserError(
      "One exact host, please: * and ? are not taken here. The command hosts searches, and shows each device id.",
    );
  }
  if (bare.length > LONGEST_NAME) {
    throw new UserError(
      `No host has a name of ${bare.length} characters; at most ${LONGEST_NAME} are taken.`,
    );
  }
  const id = deviceIdIn(bare);
  if (id !== undefined) return { kind: "id", id };
  const address = canonicalAddress(bare);
  return address === undefined ? { kind: "name", name: bare } : { kind: "address", address };
}

/** 32 hexadecimal digits, with or without `aid:`, as Falcon writes them. */
export const deviceIdIn = (text: string): string | undefined => DEVICE_ID.exec(text)?.[1]?.toLowerCase();

/** The one spelling of an IP address, or undefined: IPv6 has many for the same. */
export function canonicalAddress(text: string): string | undefined {
  const bare = text.replace(/^\[(.*)\]$/, "$1");
  const version = isIP(bare);
  if (version === 4) return bare;
  // A zone (`%eth0`) means something on one machine only, and `URL` refuses it.
  if (version !== 6 || bare.includes("%")) return undefined;
  return new URL(`http://[${bare}]`).hostname.slice(1, -1);
}

/**
 * The same name, letter case aside. Both directions are compared: in small letters alone
 * the Kelvin sign would pass for a k, and a long s in capitals for an s.
 */
export const isNamed = (hostname: Untrusted, name: string): boolean =>
  hostname.passes(
    (text) => text.toLowerCase() === name.toLowerCase() && text.toUpperCase() === name.toUpperCase(),
  );

/** `web-01` for `web-01.corp.local`. A name that already has a dot says its domain itself. */
export function isShortFor(hostname: Untrusted, name: string): boolean {
  if (name.includes(".")) return false;
  const dot = (text: string): number => text.indexOf(".");
  return (
    hostname.passes((text) => dot(text) > 0 && dot(text) < text.length - 1) &&
    isNamed(
      hostname.map((text) => text.slice(0, dot(text))),
      name,
    )
  );
}

/** Whether both are one address, however each is spelled. */
export const isAddress = (stored: Untrusted, address: string): boolean =>
  stored.passes((text) => canonicalAddress(text) === address);

/** As typed, in capitals, in small letters: exact matches in Falcon heed letter case. */
export const spellings = (name: string): readonly string[] => [
  ...new Set([name, name.toUpperCase(), name.toLowerCase()]),
];
