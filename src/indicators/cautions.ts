/**
 * What must not be blocked at all, and what is worth a second look before it is. Falcon
 * takes any value; a block of one's own addresses is made in a second and felt for hours.
 */
import { BlockList } from "node:net";
import { UserError } from "../lib/errors.ts";
import type { WrittenIndicator } from "./read-indicator.ts";

/** Hashes of no content at all: every empty file on every host. */
const OF_NOTHING: ReadonlySet<string> = new Set([
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "d41d8cd98f00b204e9800998ecf8427e",
]);

/** Addresses that are nobody's, or every machine's own. */
const SENSELESS = listOf(
  ["0.0.0.0", 8, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
  ["::", 127, "ipv6"],
  ["ff00::", 8, "ipv6"],
);
const PRIVATE = listOf(
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["fc00::", 7, "ipv6"],
  ["fe80::", 10, "ipv6"],
);
const OF_VENDOR = /(?:^|\.)(?:crowdstrike\.(?:com|mil)|cloudsink\.net)$/;

/** @throws UserError for what nobody can mean */
export function refuseSenseless({ type, value }: WrittenIndicator): void {
  if (OF_NOTHING.has(value)) {
    throw new UserError(
      "That is the hash of an empty file: blocking it would hit every empty file there is.",
    );
  }
  if ((type === "ipv4" || type === "ipv6") && SENSELESS.check(value, type)) {
    throw new UserError("That address is reserved or a machine's own; it is nobody's to block.");
  }
  if (type === "domain" && OF_VENDOR.test(value)) {
    throw new UserError("Hosts reach the Falcon cloud by that domain. It cannot be blocked from here.");
  }
}

/** Sentences for the card of a request. */
export function cautionsOf({ type, value }: WrittenIndicator): readonly string[] {
  const isPrivate = (type === "ipv4" || type === "ipv6") && PRIVATE.check(value, type);
  return isPrivate ? ["a private address: it is another machine on every network"] : [];
}

function listOf(...subnets: readonly (readonly [string, number, "ipv4" | "ipv6"])[]): BlockList {
  const list = new BlockList();
  for (const [network, bits, family] of subnets) list.addSubnet(network, bits, family);
  return list;
}
