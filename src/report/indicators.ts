/**
 * What can be searched for elsewhere: hashes of files, and the addresses that command lines
 * name. They are taken out of foreign text without opening it, and defanged on the way.
 */
import type { Alert, AlertProcess } from "../falcon/endpoints/alerts.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import { momentOf, type Material } from "./collect.ts";
import { defang, defangWhole } from "./defang.ts";
import { ofAlert, type Source } from "./document.ts";

/** Something to look for on other hosts; files of the operating system are left out. */
export interface Indicator {
  readonly type: "SHA-256" | "MD5" | "URL" | "IP address" | "Domain" | "File";
  /** Defanged. */
  readonly value: Untrusted;
  /** In which records, each once; the first is what the table shows. */
  readonly seen: readonly { readonly what: Untrusted | string; readonly source: Source }[];
  /** Milliseconds since the epoch. */
  readonly firstAt: number;
}

const URLS = /\b(?:https?|ftp):\/\/[^\s"'<>`|;)]{3,300}/i;
const IPS = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/;
const SYSTEM_FILE =
  /[\\/]windows[\\/](?:system32|syswow64|winsxs|explorer\.exe)|^\/(?:usr\/)?s?bin\/|^\/System\//i;
/** Of one text: a hostile one may name thousands. */
const MOST_OF_ONE = 12;
const LONGEST_SEARCHED = 20_000;

interface Gathered extends Pick<Indicator, "type" | "value"> {
  /** By the source's id: one record names a value once. */
  readonly seen: Map<string, Indicator["seen"][number]>;
  firstAt: number;
}

interface Found {
  readonly type: Indicator["type"];
  readonly value: Untrusted;
  readonly what: Untrusted | string;
}

/** Files first, then what is on the network; each value once, letter case aside. */
export function indicatorsOf({ alerts, sessions }: Material): readonly Indicator[] {
  /** By fingerprint: comparing each with all before it would take minutes where an attacker names thousands. */
  const found = new Map<string, Gathered>();
  const add = ({ type, value, what }: Found, source: Source, at: number): void => {
    const key = `${type} ${value.fingerprint()}`;
    const known = found.get(key) ?? { type, value, seen: new Map(), firstAt: at };
    if (!known.seen.has(source.id)) known.seen.set(source.id, { what, source });
    known.firstAt = Math.min(known.firstAt, at);
    found.set(key, known);
  };
  for (const alert of alerts) for (const one of inAlert(alert)) add(one, ofAlert(alert), momentOf(alert));
  for (const { evidence } of sessions)
    for (const { id, sha256, path, at } of evidence)
      if (/^[0-9a-f]{64}$/i.test(sha256))
        add({ type: "SHA-256", value: path.map(() => sha256), what: path }, { kind: "evidence", id }, at);
  return [...found.values()]
    .map((one) => ({ ...one, seen: [...one.seen.values()] }))
    .sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type) || a.firstAt - b.firstAt);
}

const ORDER: readonly Indicator["type"][] = ["SHA-256", "MD5", "File", "URL", "Domain", "IP address"];

function inAlert(alert: Alert): readonly Found[] {
  const { sha256, md5, filename, filepath, cmdline, parent, grandparent } = alert;
  // Attackers use what the system brings along: its hash is on every machine.
  const isSystem = filepath?.matches(SYSTEM_FILE) === true;
  const name = filename ?? filepath ?? "the detected file";
  const processes: readonly (Partial<AlertProcess> | undefined)[] = [{ cmdline }, parent, grandparent];
  return [
    ...(sha256 === undefined || isSystem ? [] : [{ type: "SHA-256" as const, value: sha256, what: name }]),
    ...(md5 === undefined || isSystem ? [] : [{ type: "MD5" as const, value: md5, what: name }]),
    ...(filepath === undefined || isSystem
      ? []
      : [{ type: "File" as const, value: filepath, what: alert.name }]),
    ...processes.flatMap((process) => (process?.cmdline === undefined ? [] : inCommandLine(process.cmdline))),
  ];
}

function inCommandLine(line: Untrusted): readonly Found[] {
  const what = "a command line";
  return [
    ...matches(line, URLS).flatMap((url) => [
      { type: "URL" as const, value: url.map(defang), what },
      { type: hostType(url), value: url.map((text) => defangWhole(hostIn(text))), what },
    ]),
    ...matches(line, IPS)
      // What is written otherwise is public.
      .filter((ip) => ip.passes((text) => defang(text) !== text))
      .map((ip) => ({ type: "IP address" as const, value: ip.map((text) => defangWhole(text)), what })),
  ];
}

const hostIn = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : "");

const hostType = (url: Untrusted): "Domain" | "IP address" =>
  url.passes((text) => /^[\d.]+$|^\[/.test(hostIn(text))) ? "IP address" : "Domain";

/** Match by match off the front of what is left, so that the text itself stays closed and is gone through once. */
function matches(line: Untrusted, pattern: RegExp): readonly Untrusted[] {
  const found: Untrusted[] = [];
  let rest = line.map((text) => text.slice(0, LONGEST_SEARCHED));
  while (found.length < MOST_OF_ONE) {
    const one = rest.map((text) => firstIn(text, pattern)[0]);
    if (one.length === 0) break;
    found.push(one);
    rest = rest.map((text) => firstIn(text, pattern)[1]);
  }
  return found;
}

/** The first match and what follows it; both are empty without one. */
function firstIn(text: string, pattern: RegExp): readonly [match: string, rest: string] {
  const found = pattern.exec(text);
  return found === null ? ["", ""] : [found[0], text.slice(found.index + found[0].length)];
}
