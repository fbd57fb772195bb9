/** The counters of a card: bounded, whatever comes in. Pure. */
import { SECOND } from "../../lib/clock.ts";
import { joinUntrusted, untrusted, type Untrusted } from "../../lib/untrusted.ts";
import type { AlertSnapshot, Counted, GroupTally } from "../../store/feed-rows.ts";
import { hostKeyOf } from "./host-key.ts";

/** Names counted apart; what is beyond is only part of the total. */
const MOST_HOSTS = 300;
const MOST_TECHNIQUES = 60;
/** Slices of time for the picture, and how many of them. */
export const SLICE_MS = 10 * SECOND;
const MOST_SLICES = 60;

export const EMPTY_TALLY: GroupTally = {
  total: 0,
  severities: {},
  hosts: [],
  hostCount: 0,
  techniques: [],
  slices: [],
};

export function count(tally: GroupTally, alerts: readonly AlertSnapshot[], now: number): GroupTally {
  const hosts = new Map(tally.hosts.map((one) => [one.key, one]));
  const techniques = new Map(tally.techniques.map((one) => [one.key, one]));
  const severities = { ...tally.severities };
  let { hostCount } = tally;
  for (const alert of alerts) {
    add(severities, alert.severity);
    if (countOne(hosts, hostKeyOf(alert), hostLabel(alert), MOST_HOSTS)) hostCount += 1;
    const technique = alert.technique ?? alert.tactic;
    if (technique !== undefined)
      countOne(
        techniques,
        (alert.techniqueId ?? technique).fingerprint(),
        labelOf(alert, technique),
        MOST_TECHNIQUES,
      );
  }
  return {
    total: tally.total + alerts.length,
    severities,
    hosts: ranked(hosts),
    hostCount,
    techniques: ranked(techniques),
    slices: sliced(tally.slices, alerts, now),
  };
}

export const worstOf = (tally: GroupTally): string =>
  ["critical", "high", "medium", "low"].find((severity) => (tally.severities[severity] ?? 0) > 0) ??
  "informational";

const add = (counts: Record<string, number>, key: string, by = 1): void => {
  counts[key] = (counts[key] ?? 0) + by;
};

/** True when it was not counted before. */
function countOne(counts: Map<string, Counted>, key: string, label: Untrusted, most: number): boolean {
  const known = counts.get(key);
  if (known === undefined && counts.size >= most) return false;
  counts.set(key, { key, label: known?.label ?? label, count: (known?.count ?? 0) + 1 });
  return known === undefined;
}

const ranked = (counts: ReadonlyMap<string, Counted>): readonly Counted[] =>
  [...counts.values()].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));

const hostLabel = ({ hostname, user, product }: AlertSnapshot): Untrusted =>
  hostname ?? user ?? product ?? untrusted("no host");

const labelOf = ({ techniqueId }: AlertSnapshot, technique: Untrusted): Untrusted =>
  techniqueId === undefined ? technique : joinUntrusted([techniqueId, " ", technique]);

function sliced(
  slices: GroupTally["slices"],
  alerts: readonly AlertSnapshot[],
  now: number,
): GroupTally["slices"] {
  const at = Math.floor(now / SLICE_MS) * SLICE_MS;
  const last = slices.at(-1);
  const counts: Record<string, number> = { ...(last?.at === at ? last.counts : {}) };
  for (const { severity } of alerts) add(counts, severity);
  const before = last?.at === at ? slices.slice(0, -1) : slices;
  return [...before, { at, counts }].slice(-MOST_SLICES);
}
