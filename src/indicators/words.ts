/** How an indicator is put into words; shared by lists and by the cards of changes. */
import { at, mono } from "../chat/card.ts";
import type { Inline } from "../chat/card.ts";
import type { Indicator, IndicatorType } from "../falcon/endpoints/indicators.ts";
import { untrusted } from "../lib/untrusted.ts";

const TYPES: Readonly<Record<IndicatorType, string>> = {
  sha256: "SHA-256",
  md5: "MD5",
  domain: "domain",
  ipv4: "IPv4",
  ipv6: "IPv6",
};

export const typeWords = (type: string): Inline =>
  (TYPES as Readonly<Record<string, string>>)[type] ?? mono(untrusted(type));

const ACTIONS: Readonly<Record<string, string>> = {
  prevent: "prevents",
  prevent_no_ui: "prevents silently",
  detect: "detects",
  allow: "allows",
  no_action: "does nothing",
};

/** Seen is not stopped: Falcon prevents files by their hash, and only detects domains and addresses. */
export const actionWords = (action: string): Inline => ACTIONS[action] ?? mono(untrusted(action));

export function lifeWords({ isExpired, expiresAt }: Indicator): Inline {
  if (isExpired) return expiresAt === undefined ? "expired" : ["expired ", at(expiresAt)];
  return expiresAt === undefined ? "no end" : ["until ", at(expiresAt)];
}

export const scopeWords = ({ isGlobal, hostGroups, isFromParent }: Indicator): string =>
  [
    isGlobal ? "all hosts" : `${hostGroups.length} host ${hostGroups.length === 1 ? "group" : "groups"}`,
    ...(isFromParent ? ["from the parent tenant"] : []),
  ].join(", ");
