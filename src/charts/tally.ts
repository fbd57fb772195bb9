/** Counts detections for a picture: by time and severity, by host, by technique. */
import type { Untrusted } from "../lib/untrusted.ts";
import { SEVERITIES, type SeverityName } from "./look.ts";
import { binsOf, type Bins, type Span } from "./moments.ts";
import { shown } from "./text.ts";

/** One detection as a picture sees it. */
export interface Sighting {
  /** Unknown moments are counted everywhere but on the time axis. */
  readonly at: number | undefined;
  readonly severity: SeverityName;
  readonly host?:
    | { readonly id?: string | undefined; readonly name?: string | Untrusted | undefined }
    | undefined;
  /** By its name, as it is shown. */
  readonly technique?: string | Untrusted | undefined;
}

/** Severities that did not occur are missing, not 0. */
export type Counts = Readonly<Partial<Record<SeverityName, number>>>;

export interface Ranked {
  /** Words for the axis; no two are the same. */
  readonly label: string;
  readonly total: number;
  /** Undefined: how bad they were is not known. */
  readonly counts: Counts | undefined;
}

/** Everything that the pictures of one set of detections need, counted once. */
export interface Tally {
  readonly total: number;
  /** From the first to the last, or what was asked for. */
  readonly span: Span;
  readonly bins: Bins;
  /** A cell for each bin and severity that has any. */
  readonly overTime: readonly {
    readonly at: number;
    readonly severity: SeverityName;
    readonly count: number;
  }[];
  /** Of all, those without a known moment too. */
  readonly severities: Counts;
  /** Most first, and how many there are in all. */
  readonly hosts: { readonly top: readonly Ranked[]; readonly total: number };
  readonly techniques: { readonly top: readonly Ranked[]; readonly total: number };
}

const TOP = 8;
const LABEL = 48;
const ID_SHOWN = 6;

/** Without a span, the time from the first to the last. */
export function tally(sightings: readonly Sighting[], asked?: Span): Tally {
  const moments = sightings.flatMap(({ at }) => (at === undefined ? [] : [at]));
  const span = asked ?? reach(moments);
  const bins = binsOf(span);
  const inBin = (at: number): number => at - ((((at - bins.from) % bins.stepMs) + bins.stepMs) % bins.stepMs);
  const cells = new Map<string, { at: number; severity: SeverityName; count: number }>();
  for (const { at, severity } of sightings) {
    if (at === undefined || at < bins.from || at > bins.to) continue;
    // What happens at the very end belongs to the last bin.
    const bin = Math.min(inBin(at), bins.to - bins.stepMs);
    const cell = cells.get(`${bin} ${severity}`) ?? { at: bin, severity, count: 0 };
    cell.count += 1;
    cells.set(`${bin} ${severity}`, cell);
  }
  return {
    total: sightings.length,
    span,
    bins,
    overTime: [...cells.values()],
    severities: count(sightings),
    hosts: ranked(sightings, hostKey),
    techniques: ranked(sightings, ({ technique }) =>
      technique === undefined ? undefined : named(technique),
    ),
  };
}

interface Key {
  readonly key: string;
  readonly label: string;
  /** Tells two of the same label apart. */
  readonly mark: string;
}

function named(name: string | Untrusted): Key | undefined {
  const label = shown(name, LABEL).trim();
  return label === "" ? undefined : { key: label, label, mark: "" };
}

function hostKey({ host }: Sighting): Key | undefined {
  const name = host?.name === undefined ? undefined : named(host.name);
  if (host?.id === undefined) return name;
  return { key: host.id, label: name?.label ?? host.id, mark: host.id.slice(0, ID_SHOWN) };
}

function ranked(
  sightings: readonly Sighting[],
  keyOf: (sighting: Sighting) => Key | undefined,
): { readonly top: readonly Ranked[]; readonly total: number } {
  const groups = new Map<string, { readonly key: Key; readonly members: Sighting[] }>();
  for (const sighting of sightings) {
    const key = keyOf(sighting);
    if (key === undefined) continue;
    const group = groups.get(key.key) ?? { key, members: [] };
    group.members.push(sighting);
    groups.set(key.key, group);
  }
  const all = [...groups.values()].sort(
    (a, b) => b.members.length - a.members.length || (a.key.label < b.key.label ? -1 : 1),
  );
  const top = all.slice(0, TOP);
  const isTwice = ({ label }: Key): boolean => top.filter((one) => one.key.label === label).length > 1;
  return {
    total: all.length,
    top: top.map(({ key, members }) => ({
      label: isTwice(key) ? `${key.label} · ${key.mark}` : key.label,
      total: members.length,
      counts: count(members),
    })),
  };
}

const count = (sightings: readonly Sighting[]): Counts =>
  Object.fromEntries(
    SEVERITIES.map(
      (name) => [name, sightings.filter(({ severity }) => severity === name).length] as const,
    ).filter(([, number]) => number > 0),
  );

const reach = ([first = 0, ...others]: readonly number[]): Span => ({
  from: others.reduce((least, at) => Math.min(least, at), first),
  to: others.reduce((most, at) => Math.max(most, at), first),
});
