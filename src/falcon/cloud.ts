/** Falcon's clouds, and where we may let ourselves be sent. Source: falcon-api "OAuth2 and clouds". */

export const CLOUDS: Readonly<Record<string, string>> = {
  "us-1": "https://api.crowdstrike.com",
  "us-2": "https://api.us-2.crowdstrike.com",
  "us-3": "https://api.us-3.crowdstrike.com",
  "eu-1": "https://api.eu-1.crowdstrike.com",
  "us-gov-1": "https://api.laggar.gcw.crowdstrike.com",
  "us-gov-2": "https://api.us-gov-2.crowdstrike.mil",
};

const FIRST_ASKED = "us-1";

/** The address to begin with: a full one, a named cloud, or the one that sends us on. */
export const startingAddress = (baseUrl: string | undefined, cloud: string | undefined): string =>
  baseUrl?.replace(/\/+$/, "") ?? CLOUDS[cloud ?? FIRST_ASKED] ?? CLOUDS[FIRST_ASKED] ?? "";

/**
 * Where a 308 sends us, if it is a place that may see our credentials: a known cloud, or
 * another port or path on the very host that was set by hand.
 */
export function redirectTarget(
  from: string,
  region: string | undefined,
  location: string | undefined,
): string | undefined {
  const named = region === undefined ? undefined : CLOUDS[region];
  if (location === undefined) return named;
  const target = parse(location, from);
  const origin = parse(from, from);
  if (target === undefined || origin === undefined) return named;
  if (Object.values(CLOUDS).includes(target.origin)) return target.origin;
  const isByHand = !Object.values(CLOUDS).includes(origin.origin);
  if (isByHand && target.hostname === origin.hostname) return target.origin;
  return undefined;
}

function parse(address: string, base: string): URL | undefined {
  return URL.parse(address, base) ?? undefined;
}
