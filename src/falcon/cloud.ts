/** Falcon's clouds, and where we may let ourselves be sent. Source: falcon-api "OAuth2 and clouds". */

/** Region to origin. Only these origins ever see the API client's credentials, redirected or not. */
export type CloudTable = Readonly<Record<string, string>>;

/** All there are; the two government clouds take no part in discovery and have to be named. */
export const CLOUDS: CloudTable = {
  "us-1": "https://api.crowdstrike.com",
  "us-2": "https://api.us-2.crowdstrike.com",
  "us-3": "https://api.us-3.crowdstrike.com",
  "eu-1": "https://api.eu-1.crowdstrike.com",
  "us-gov-1": "https://api.laggar.gcw.crowdstrike.com",
  "us-gov-2": "https://api.us-gov-2.crowdstrike.mil",
};

const FIRST_ASKED = "us-1";
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The address to begin with: a full one, a named cloud, or the one that sends us on. */
export const startingAddress = (
  baseUrl: string | undefined,
  cloud: string | undefined,
  clouds: CloudTable = CLOUDS,
): string => baseUrl?.replace(/\/+$/, "") ?? clouds[cloud ?? FIRST_ASKED] ?? clouds[FIRST_ASKED] ?? "";

/**
 * Where a 308 sends us, if it is a place that may see our credentials: a known cloud, or
 * another port on the very host that was set by hand. A region and an address that
 * disagree are judged by the address alone.
 */
export function redirectTarget(
  from: string,
  region: string | undefined,
  location: string | undefined,
  clouds: CloudTable = CLOUDS,
): string | undefined {
  const isKnown = (origin: string): boolean => Object.values(clouds).includes(origin);
  if (location === undefined) return region === undefined ? undefined : clouds[region];
  const origin = URL.parse(from);
  const target = URL.parse(location, from);
  if (origin === null || target === null) return undefined;
  if (isKnown(target.origin)) return target.origin;
  const isByHand = !isKnown(origin.origin);
  const isNoWeaker = target.protocol === origin.protocol || target.protocol === "https:";
  return isByHand && isNoWeaker && isSameHost(origin.hostname, target.hostname) ? target.origin : undefined;
}

const isSameHost = (one: string, other: string): boolean =>
  one === other || (LOOPBACK.has(one) && LOOPBACK.has(other));
