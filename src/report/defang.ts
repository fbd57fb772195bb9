/**
 * Addresses written so that nothing makes a link of them and nobody opens one by accident:
 * `hxxps://evil[.]example`, `203[.]0[.]113[.]7`. Done twice it is done once. Pure.
 */

const SCHEME = /\b([a-z][a-z0-9+.-]*):\/\//gi;
/** What follows a scheme, in either of its writings. */
const HOST = /(?<=(?::|\[:\])\/\/)[^\s/?#"'<>`|]+/g;
const BARE_WEB = /\bwww\.(?=[\w-])/gi;
const IPV4 = /(?<![\d.[\]])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\d[\]]|\.\d)/g;
const MAIL = /([\w.+-]+)@([\w-]+\.[\w.-]+)/g;
const DOT = /(?<!\[)\.(?!\])/g;

/** What stands in prose and command lines: addresses with a protocol, web names, mail, public IP addresses. */
export function defang(text: string): string {
  return text
    .replace(SCHEME, (_, scheme: string) => harmless(scheme))
    .replace(HOST, (host) => host.replace(/(?<!\[)@/g, "[@]").replace(DOT, "[.]"))
    .replace(BARE_WEB, "www[.]")
    .replace(MAIL, (_, name: string, domain: string) => `${name}[@]${domain.replace(DOT, "[.]")}`)
    .replace(IPV4, (whole, ...octets: string[]) =>
      isPublic(octets.slice(0, 4).map(Number)) ? whole.replace(DOT, "[.]") : whole,
    );
}

/** An address that is known to be one: every dot of it. */
export const defangWhole = (address: string): string => defang(address).replace(DOT, "[.]");

const SCHEMES: Readonly<Record<string, string>> = { http: "hxxp", https: "hxxps", ftp: "fxp" };

/** No program knows how to open what this begins. */
function harmless(scheme: string): string {
  const known = SCHEMES[scheme.toLowerCase()];
  const isDone = Object.values(SCHEMES).includes(scheme.toLowerCase());
  return isDone || known !== undefined ? `${known ?? scheme}://` : `${scheme}[:]//`;
}

/** Addresses of one's own network are no indicators, and are read more easily as they are. */
function isPublic([a = 0, b = 0, c = 0, d = 0]: readonly number[]): boolean {
  if ([a, b, c, d].some((octet) => octet > 255)) return false;
  const isPrivate =
    a === 10 || a === 127 || a === 0 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168);
  return !isPrivate && !(a === 169 && b === 254) && a < 224;
}
