/** Addresses of the environment. Secrets travel to them, so plain http is for this machine alone. */

/**
 * A value, or a fault as the end of a sentence: `write …`. The text itself is not repeated, it may be secret.
 */
export type Reading<T> =
  | { readonly value: T; readonly fault?: undefined }
  | { readonly value?: undefined; readonly fault: string };

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\]|::1)$/;
const LISTEN = /^(?:\[([0-9a-f:.]+(?:%\w+)?)\]|([a-z0-9._-]+)):(\d{1,5})$/i;
const HIGHEST_PORT = 65_535;
const VERSION_END = /\/v\d+\/?$/;

/** This machine, by the whole name or number: `127.0.0.1.example.com` is anybody's. No name is looked up. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/** Plain http for loopback only; no user name, query or fragment. */
export function httpAddress(text: string): Reading<string> {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    return { fault: "write an address that begins with https://" };
  if (url.username !== "" || url.password !== "")
    return { fault: "write the address without a user name or password" };
  if (url.search !== "" || url.hash !== "") return { fault: "write the address without ? and #" };
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return { fault: "write https://; http:// is for this machine alone (127.0.0.1, localhost)" };
  }
  return { value: text };
}

/** Web API methods are appended as they are, so the slash at the end belongs to it. */
export function apiAddress(text: string): Reading<string> {
  const { value, fault } = httpAddress(text);
  if (fault !== undefined) return { fault };
  const whole = value.endsWith("/") ? value : `${value}/`;
  return whole.endsWith("/api/") ? { value: whole } : { fault: "write an address that ends in /api/" };
}

/** discord.js adds the version itself: `…/api` becomes `…/api/v10`. */
export function versionlessAddress(text: string): Reading<string> {
  const { value, fault } = httpAddress(text);
  if (fault !== undefined) return { fault };
  return VERSION_END.test(value) ? { fault: "leave out the version at the end, such as /v10" } : { value };
}

/** `host:port`. An IPv6 host is written in brackets and comes back without them. */
export function listenAddress(text: string): Reading<{ readonly host: string; readonly port: number }> {
  const [, six, other, digits] = LISTEN.exec(text) ?? [];
  const host = six ?? other;
  const port = Number(digits);
  if (host === undefined || port > HIGHEST_PORT) {
    return { fault: "write a host and a port, such as 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:8080" };
  }
  return { value: { host, port } };
}
