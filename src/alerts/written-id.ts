/**
 * What people paste when they mean one alert: its composite id, the id without the
 * customer's part in front, or a link into the Falcon console that contains either.
 * Ids are opaque beyond their first two parts, may hold `|` and `-`, and can be long.
 */

export type WrittenAlertId =
  /** `<cid>:<kind>:…` */
  | { readonly kind: "composite"; readonly id: string }
  /** The same without the customer's id in front. */
  | { readonly kind: "short"; readonly id: string };

const COMPOSITE = /^[0-9a-f]{32}:[a-z][a-z-]*:\S+$/i;
const SHORT = /^[a-z][a-z-]*:[0-9a-f]{32}:\S+$/i;
/** Cloud alerts have no hexadecimal id in second place. */
const SHORT_CLOUD = /^fcs:ioa-[\w.-]+:\S+$/i;
const ADDRESS = /^https?:\/\//i;

/** Undefined when the text cannot be an alert's id. */
export function readAlertId(written: string): WrittenAlertId | undefined {
  const bare = written
    .trim()
    .replace(/^<(.*)>$/s, "$1")
    .trim();
  if (ADDRESS.test(bare)) return readLink(bare);
  if (COMPOSITE.test(bare)) return { kind: "composite", id: bare };
  if (SHORT.test(bare) || SHORT_CLOUD.test(bare)) return { kind: "short", id: bare };
  // Ids are opaque: an unfamiliar one is still worth asking for.
  return bare === "" || /\s/.test(bare) ? undefined : { kind: "composite", id: bare };
}

/** The last part of the path, or of the fragment, that is an id. The link is never followed. */
function readLink(address: string): WrittenAlertId | undefined {
  if (!URL.canParse(address)) return undefined;
  const { pathname, hash, searchParams } = new URL(address);
  const parts = [...pathname.split("/"), ...hash.replace(/^#/, "").split("/"), ...searchParams.values()];
  for (const part of parts.reverse()) {
    const decoded = decode(part.split("?", 1)[0] ?? "");
    if (COMPOSITE.test(decoded)) return { kind: "composite", id: decoded };
    if (SHORT.test(decoded) || SHORT_CLOUD.test(decoded)) return { kind: "short", id: decoded };
  }
  return undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (fault) {
    // A stray percent sign: the text as it stands is the best reading of it.
    if (fault instanceof URIError) return part;
    throw fault;
  }
}
