/** A storm that somebody else has counted already, as a tally: what a live card keeps is counters, not alerts. */
import type { Untrusted } from "../lib/untrusted.ts";
import { SEVERITIES, type SeverityName } from "./look.ts";
import { binsOf } from "./moments.ts";
import type { Counts, Ranked, Tally } from "./tally.ts";
import { shown } from "./text.ts";

/** One line of a ranking; the label may be foreign text. */
export interface Named {
  readonly label: string | Untrusted;
  readonly count: number;
}

/** What a storm's card has kept; times are milliseconds since the epoch. */
export interface CountedStorm {
  readonly total: number;
  /** By the severity's name in any case. */
  readonly severities: Readonly<Record<string, number>>;
  /** Most first; not necessarily all. */
  readonly hosts: readonly Named[];
  /** Of all hosts, not only the ones named. */
  readonly hostCount: number;
  readonly techniques: readonly Named[];
  /** By time, each from `at` on. */
  readonly slices: readonly { readonly at: number; readonly counts: Readonly<Record<string, number>> }[];
}

const TOP = 8;
const LABEL = 48;

/**
 * Slices are put into bins of the picture's own width. A severity that is none of ours is left
 * out of the counts.
 */
export function tallyOf(storm: CountedStorm): Tally {
  const moments = storm.slices.map(({ at }) => at);
  const span = { from: moments[0] ?? 0, to: moments.at(-1) ?? 0 };
  const bins = binsOf(span);
  const cells = new Map<string, { at: number; severity: SeverityName; count: number }>();
  for (const { at, counts } of storm.slices) {
    const bin = Math.min(at - ((at - bins.from) % bins.stepMs), bins.to - bins.stepMs);
    for (const [severity, count] of Object.entries(named(counts)) as [SeverityName, number][]) {
      const cell = cells.get(`${bin} ${severity}`) ?? { at: bin, severity, count: 0 };
      cell.count += count;
      cells.set(`${bin} ${severity}`, cell);
    }
  }
  return {
    total: storm.total,
    span,
    bins,
    overTime: [...cells.values()],
    severities: named(storm.severities),
    hosts: { top: ranked(storm.hosts), total: Math.max(storm.hostCount, storm.hosts.length) },
    techniques: { top: ranked(storm.techniques), total: storm.techniques.length },
  };
}

const named = (counts: Readonly<Record<string, number>>): Counts =>
  Object.fromEntries(
    Object.entries(counts).flatMap(([written, count]) => {
      const name = SEVERITIES.find((one) => one.toLowerCase() === written.toLowerCase());
      return name === undefined || count <= 0 ? [] : [[name, count] as const];
    }),
  );

/** Two of one name are told apart by their place in the list: more is not known of them here. */
function ranked(all: readonly Named[]): readonly Ranked[] {
  const seen = new Map<string, number>();
  return all.slice(0, TOP).map(({ label, count }) => {
    const words = shown(label, LABEL).trim() || "(unnamed)";
    const times = (seen.get(words) ?? 0) + 1;
    seen.set(words, times);
    return { label: times === 1 ? words : `${words} · ${times}`, total: count, counts: undefined };
  });
}
