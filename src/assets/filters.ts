/** The questions about assets as filters. Discover refuses an empty one, so the look-back is always there. */
import { isIP } from "node:net";
import { and, fql, isFql, or, rawFql, since } from "../falcon/fql.ts";
import type { Fql } from "../falcon/fql.ts";
import { DAY } from "../lib/clock.ts";

export const ENTITY_TYPES = ["unmanaged", "managed", "unsupported"] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

export interface AssetQuery {
  /** A part of a name, an IP or MAC address, or a filter in Falcon's own language. */
  readonly text?: string | undefined;
  readonly days: number;
  /** Unmanaged: there is no sensor on it, though there could be. */
  readonly status?: EntityType | undefined;
}

const MAC = /^[0-9a-f]{2}(?:[-:][0-9a-f]{2}){5}$/i;

/** @throws UserError for a malformed filter */
export const assetFilter = ({ text, days, status }: AssetQuery, now: number): Fql =>
  and(
    fql`last_seen_timestamp:>=${since(now - days * DAY)}`,
    status === undefined ? undefined : fql`entity_type:${status}`,
    text === undefined ? undefined : named(text),
  );

function named(text: string): Fql | undefined {
  const bare = text.replaceAll("*", "").trim();
  if (bare === "") return undefined;
  if (isIP(bare) !== 0) {
    return or(fql`current_local_ip:${bare}`, fql`local_ip_addresses:${bare}`, fql`external_ip:${bare}`);
  }
  if (MAC.test(bare)) return fql`mac_addresses:${spellings(bare.replaceAll(":", "-"))}`;
  if (isFql(text)) return rawFql(text.trim());
  // Names are compared letter by letter, and machines spell theirs in capitals or in none.
  return or(...spellings(bare).map((spelled) => fql`hostname:*${`*${spelled}*`}`));
}

const spellings = (name: string): readonly string[] => [
  ...new Set([name, name.toUpperCase(), name.toLowerCase()]),
];
