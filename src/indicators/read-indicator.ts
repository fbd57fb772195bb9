/**
 * What people write when they mean an indicator: a hash, a domain or an IP address, often
 * defanged (`hxxp`, `[.]`), as reports have it. Only what IOC management can hold is one;
 * for everything else there is a sentence that says why. Pure.
 */
import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { UserError } from "../lib/errors.ts";
import type { IndicatorType } from "../falcon/endpoints/indicators.ts";

export interface WrittenIndicator {
  readonly type: IndicatorType;
  /** As Falcon keeps it: small letters, without brackets. */
  readonly value: string;
}

const HEX = /^[0-9a-f]+$/i;
const MD5_LENGTH = 32;
const SHA1_LENGTH = 40;
const SHA256_LENGTH = 64;
/** Labels of letters, digits and hyphens; the last one is no number. */
const DOMAIN =
  /^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:xn--[a-z0-9-]{1,59}|[a-z]{2,63})$/;
const ADDRESS_OF_PAGE = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Undefined when it is none; what it is then, `indicatorOrWhy` explains. */
export function readIndicator(written: string): WrittenIndicator | undefined {
  const bare = refanged(written);
  if (HEX.test(bare)) {
    if (bare.length === SHA256_LENGTH) return { type: "sha256", value: bare.toLowerCase() };
    if (bare.length === MD5_LENGTH) return { type: "md5", value: bare.toLowerCase() };
  }
  const address = bare.replace(/^\[(.*)\]$/, "$1");
  if (isIP(address) === 4) return { type: "ipv4", value: address };
  // A zone means something on one machine only.
  if (isIP(address) === 6 && !address.includes("%")) {
    return { type: "ipv6", value: new URL(`http://[${address}]`).hostname.slice(1, -1) };
  }
  const domain = domainToASCII(bare.replace(/\.$/, "")).toLowerCase();
  return DOMAIN.test(domain) ? { type: "domain", value: domain } : undefined;
}

/** For looking up: of a page's address its domain is meant. A block never guesses so. */
export function indicatorIn(written: string): WrittenIndicator | undefined {
  const bare = refanged(written);
  const page = ADDRESS_OF_PAGE.test(bare) ? URL.parse(bare) : null;
  return readIndicator(page === null ? bare : page.hostname);
}

/** @throws UserError with what it is instead, or how an indicator is written */
export function indicatorOrWhy(written: string): WrittenIndicator {
  const found = readIndicator(written);
  if (found !== undefined) return found;
  const bare = refanged(written);
  if (HEX.test(bare) && bare.length === SHA1_LENGTH) {
    throw new UserError("That is a SHA-1 hash; Falcon takes SHA-256 and MD5. Name one of those.");
  }
  if (ADDRESS_OF_PAGE.test(bare)) {
    throw new UserError(
      "That is the address of a page. Falcon takes domains and IP addresses: name the domain alone, and think of what else is on it.",
    );
  }
  if (bare.includes("/") && isIP(bare.split("/", 1)[0] ?? "") !== 0) {
    throw new UserError("That is a range of addresses; Falcon takes single ones.");
  }
  throw new UserError(
    "That is no indicator. Write a SHA-256 or MD5 hash, a domain such as bad.example, or an IP address; defanged is fine.",
  );
}

/** `hxxp://evil[.]example` is written so that nobody clicks it; here it is what it was. */
export function refanged(written: string): string {
  return written
    .trim()
    .replace(/^<(.*)>$/s, "$1")
    .replace(/^h(?:xx|\*\*)p/i, "http")
    .replaceAll(/[[({]\s*(?:\.|dot)\s*[\])}]|\\\./gi, ".")
    .replaceAll(/[[({]:(?:\/\/)?[\])}]/g, (colon) => colon.slice(1, -1))
    .trim();
}

/** For prose: readable, and no link anywhere. */
export const defanged = (value: string): string => value.replaceAll(".", "[.]").replaceAll(":", "[:]");
