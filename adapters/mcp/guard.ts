/**
 * Who may talk to the HTTP endpoint at all, judged from headers alone, before a byte of the
 * body is read. A web page of another site, a rebound DNS name, a compressed body: no.
 */

/** Names under which a loopback listener may be addressed. */
const LOOPBACK_NAMES: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];
const LOOPBACK_PEER = /^(?:127\.|::1$|::ffff:127\.)/;
/** A proxy on this machine speaks for somebody who may be elsewhere. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-real-ip", "via"] as const;

/** An HTTP status and a sentence for whoever runs the program. */
export interface Refusal {
  readonly status: number;
  readonly why: string;
}

/** Names come without a port and in any letter case. */
export interface Addresses {
  /** Further host names of this listener. */
  readonly names: readonly string[];
}

/** 403 for a foreign host, origin or site, 415 for a packed body; undefined when it may be read. */
export function refusalOf(request: Request, { names }: Addresses): Refusal | undefined {
  const { headers } = request;
  const host = (headers.get("host") ?? "").toLowerCase();
  const known = [...LOOPBACK_NAMES, ...names.map((name) => name.toLowerCase())];
  if (!known.includes(host.replace(/:\d+$/, ""))) return refused(403, "This address is not Falconer's.");
  const origin = headers.get("origin");
  if (origin !== null && !isOwn(origin, host)) return refused(403, "The request comes from another site.");
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") {
    return refused(403, "The request comes from another site.");
  }
  const encoding = (headers.get("content-encoding") ?? "").trim().toLowerCase();
  if (encoding !== "" && encoding !== "identity") return refused(415, "The body has to come as it is.");
  return undefined;
}

const refused = (status: number, why: string): Refusal => ({ status, why });

/** `null`, a bare word or another site is not ours; the scheme is a proxy's matter. */
const isOwn = (origin: string, host: string): boolean =>
  URL.canParse(origin) && new URL(origin).host !== "" && new URL(origin).host === host;

/** Whether the other end is this machine itself, speaking for itself. */
export const isFromHere = (request: Request, peer: string | undefined): boolean =>
  peer !== undefined && LOOPBACK_PEER.test(peer) && !FORWARDED.some((name) => request.headers.has(name));
