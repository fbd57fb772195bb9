/** Whether a feed wants an alert. Every part of its filter has to agree; an absent part always does. Pure. */
import type { AlertSnapshot, FeedFilter, FeedRow } from "../../store/feed-rows.ts";
import type { Untrusted } from "../../lib/untrusted.ts";
import { atLeast, SEVERITIES, type Severity } from "../severity.ts";

export function wants(filter: FeedFilter, alert: AlertSnapshot): boolean {
  return (
    isSevere(filter.severity, alert.severity) &&
    isAny(filter.products, [alert.product]) &&
    isAny(filter.tactics, [alert.tactic, alert.tacticId]) &&
    isTechnique(filter.techniques, alert) &&
    isTagged(filter.tags, alert.hostTags) &&
    isAny(filter.groups, alert.hostGroups) &&
    isNamed(filter.hostnames, alert.hostname)
  );
}

export const isMuted = ({ mute }: FeedRow, now: number): boolean => mute !== undefined && mute.until > now;

const isSeverity = (word: string): word is Severity => SEVERITIES.some((known) => known === word);

function isSevere(least: string | undefined, severity: string): boolean {
  if (least === undefined || !isSeverity(least)) return true;
  return atLeast(least).some((one) => one === severity);
}

type Texts = readonly (Untrusted | undefined)[];

const isAny = (wanted: readonly string[] | undefined, has: Texts): boolean =>
  wanted === undefined || wanted.some((word) => has.some((text) => text?.is(word) === true));

/** `T1059` includes `T1059.001`. */
function isTechnique(wanted: readonly string[] | undefined, alert: AlertSnapshot): boolean {
  if (isAny(wanted, [alert.technique, alert.techniqueId])) return true;
  return wanted?.some((word) => startsWith(alert.techniqueId, `${word}.`)) === true;
}

/** With or without the namespace that Falcon puts in front. */
function isTagged(wanted: readonly string[] | undefined, tags: readonly Untrusted[]): boolean {
  if (isAny(wanted, tags)) return true;
  return (
    wanted?.some((word) =>
      tags.some((tag) => tag.passes((text) => afterSlash(text) === word.toLowerCase())),
    ) === true
  );
}

const afterSlash = (tag: string): string => tag.slice(tag.indexOf("/") + 1).toLowerCase();

const startsWith = (text: Untrusted | undefined, start: string): boolean =>
  text?.passes((written) => written.toLowerCase().startsWith(start.toLowerCase())) === true;

/** `*` stands for any letters, `?` for one. */
function isNamed(patterns: readonly string[] | undefined, hostname: Untrusted | undefined): boolean {
  if (patterns === undefined) return true;
  if (hostname === undefined) return false;
  return patterns.some((pattern) =>
    hostname.passes((name) => fits(pattern.toLowerCase(), name.toLowerCase())),
  );
}

/** Two cursors instead of a regular expression: no pattern can make it slow. */
function fits(pattern: string, name: string): boolean {
  let at = 0;
  let sign = 0;
  let star = -1;
  let retry = 0;
  while (at < name.length) {
    if (pattern[sign] === "*") {
      star = sign;
      retry = at;
      sign += 1;
    } else if (pattern[sign] === "?" || (sign < pattern.length && pattern[sign] === name[at])) {
      sign += 1;
      at += 1;
    } else if (star >= 0) {
      sign = star + 1;
      retry += 1;
      at = retry;
    } else return false;
  }
  while (pattern[sign] === "*") sign += 1;
  return sign === pattern.length;
}
