/**
 * Who may talk to the console at all: requests to our own address, from our own pages.
 * Sets the headers that keep a page from loading or sending anything elsewhere. Which
 * person a request speaks for is `session.ts`.
 */
import type { Context, MiddlewareHandler } from "hono";

/** Names under which a loopback listener may be addressed; any other is a rebound DNS name. */
const LOOPBACK_NAMES: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

/** What a page may do: nothing but our own files, and the one import map that carries the nonce. */
export const pagePolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/** Everything that is not a page: it may do nothing, not even when opened on its own. */
export const INERT_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** 403 for a foreign host name, origin or site, and for a body that is no JSON. */
export function guard(hosts: readonly string[]): MiddlewareHandler {
  const names = new Set([...LOOPBACK_NAMES, ...hosts]);
  return async (c, next) => {
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Referrer-Policy", "no-referrer");
    c.header("Cross-Origin-Opener-Policy", "same-origin");
    c.header("Cross-Origin-Resource-Policy", "same-origin");
    c.header("Cache-Control", "no-store");
    c.header("Content-Security-Policy", INERT_POLICY);
    const refusal = foreign(c, names);
    if (refusal !== undefined) return c.json({ error: refusal }, 403);
    return next();
  };
}

function foreign(c: Context, names: ReadonlySet<string>): string | undefined {
  const host = c.req.header("host") ?? "";
  if (!names.has(host.replace(/:\d+$/, "").toLowerCase())) return "This address is not the console's.";
  const origin = c.req.header("origin");
  if (origin !== undefined && !isOwn(origin, host)) return "The request comes from another site.";
  const site = c.req.header("sec-fetch-site");
  const isReading = c.req.method === "GET" || c.req.method === "HEAD";
  const isNavigation = isReading && c.req.header("sec-fetch-mode") === "navigate";
  if (site !== undefined && site !== "same-origin" && site !== "none" && !isNavigation) {
    return "The request comes from another site.";
  }
  if (!isReading && !/^application\/json(;|$)/i.test(c.req.header("content-type") ?? "")) {
    return "Only JSON is taken.";
  }
  return undefined;
}

/** `null`, a bare word or another site is not ours; the scheme is a proxy's matter. */
function isOwn(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
