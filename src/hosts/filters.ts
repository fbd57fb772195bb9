/**
 * The questions about hosts as filters. Falcon compares lists in brackets letter by
 * letter and a bare value by its tokens, and knows no "the same, letter case aside";
 * so the net is cast a little wide and the caller keeps what really answers.
 */
import { and, fql, isFql, or, rawFql } from "../falcon/fql.ts";
import type { Fql } from "../falcon/fql.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import { canonicalAddress, deviceIdIn, spellings } from "./written-host.ts";

/** How much of a misspelled name is trusted to be right at either end. */
const ANCHOR_LENGTH = 3;

const PLATFORMS = { windows: "Windows", mac: "Mac", linux: "Linux" } as const;
const PENDING = ["containment_pending", "lift_containment_pending"] as const;
const TAG_KINDS = ["FalconGroupingTags", "SensorGroupingTags"];

/** Everything given has to hold together; nothing given is every host. */
export interface HostQuery {
  /** The beginning or a part of a name, an address, a device id, or a filter in FQL. */
  readonly text?: string | undefined;
  readonly platform?: keyof typeof PLATFORMS | undefined;
  /** A containment state; `pending` is either change under way. */
  readonly status?: "normal" | "contained" | "pending" | (typeof PENDING)[number] | undefined;
  readonly tag?: string | undefined;
  /** The id of a host group. */
  readonly group?: string | undefined;
  readonly limit: number;
}

/** Hosts that may bear the name; one question for the usual case. */
export const namedLike = (name: string): Fql | undefined => or(namedExactly(name), fql`hostname:${name}`);

/** For a name whose parts are in too many others: it, as people spell it. */
export const namedExactly = (name: string): Fql =>
  fql`hostname:${[...new Set([...spellings(name), capitalised(name), titled(name)])]}`;

/**
 * For names in mixed case, and those with a domain behind. Two questions, because a
 * service that does not know `~` refuses the filter as a whole.
 */
export const widerNets = (name: string): readonly (Fql | undefined)[] => [
  fql`hostname:~${name}`,
  beginningWith(`${name}.`),
];

/** Hosts with the same name as this one, cast wide and narrow like the two above. */
export const bearingLike = (hostname: Untrusted): Fql | undefined =>
  or(bearingExactly(hostname), fql`hostname:${hostname}`);

/**
 * Three spellings in brackets, Falcon's exact match; a name in any other mixture of cases slips
 * through.
 */
export const bearingExactly = (hostname: Untrusted): Fql =>
  fql`hostname:${[hostname, hostname.map((name) => name.toUpperCase()), hostname.map((name) => name.toLowerCase())]}`;

/** `name*` works at the hosts service, `*name*` finds nothing: hence beginnings here, and `~` for parts. */
export const beginningWith = (start: string): Fql | undefined =>
  or(...spellings(start).map((spelled) => fql`hostname:${`${spelled}*`}`));

const endingWith = (end: string): Fql | undefined =>
  or(...spellings(end).map((spelled) => fql`hostname:${`*${spelled}`}`));

/** Names that agree with a misspelled one at one end. */
export const resembling = (name: string): Fql | undefined =>
  or(beginningWith(name.slice(0, ANCHOR_LENGTH)), endingWith(name.slice(-ANCHOR_LENGTH)));

/** IPv6 is stored in whatever spelling the sensor sent; the two likely ones are asked for. */
export const addressed = (address: string): Fql | undefined =>
  or(fql`local_ip:${spellings(address)}`, fql`external_ip:${spellings(address)}`);

/** @throws UserError when a filter in FQL is malformed */
export function searched({ text, platform, status, tag, group }: HostQuery): Fql | undefined {
  return and(
    text === undefined || text === "" ? undefined : textFilter(text),
    platform === undefined ? undefined : fql`platform_name:${PLATFORMS[platform]}`,
    status === undefined ? undefined : fql`status:${status === "pending" ? PENDING : [status]}`,
    tag === undefined ? undefined : fql`tags:${fullTags(tag)}`,
    group === undefined ? undefined : fql`groups:${[group.toLowerCase()]}`,
  );
}

function textFilter(text: string): Fql | undefined {
  const bare = text.replaceAll("*", "").trim();
  const id = deviceIdIn(bare);
  if (id !== undefined) return fql`device_id:${id}`;
  // Before FQL: `fe80:1::2` begins like a field with a number.
  const address = canonicalAddress(bare);
  if (address !== undefined) return addressed(address);
  if (isFql(text)) return rawFql(text.trim());
  return bare === "" ? undefined : or(beginningWith(bare), fql`hostname:~${bare}`);
}

/** Tags are searched by their full path, whose beginning people leave out. */
function fullTags(tag: string): readonly string[] {
  const bare = tag.trim();
  return TAG_KINDS.some((kind) => bare.startsWith(`${kind}/`))
    ? [bare]
    : TAG_KINDS.map((kind) => `${kind}/${bare}`);
}

const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).toLowerCase();

/** `Web-Server-01` */
const titled = (name: string): string =>
  name.toLowerCase().replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase());
