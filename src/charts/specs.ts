/** Counted detections as Vega-Lite specifications. Pure: the same counts make the same picture. */
import type { TopLevelSpec } from "vega-lite";
import type { Untrusted } from "../lib/untrusted.ts";
import { CONFIG, heading, INK, SEVERITIES, SEVERITY_COLORS, WIDTH } from "./look.ts";
import { fitted, fittedAtBothEnds } from "./measure.ts";
import { spanInWords, stepInWords, TICK_WORDS, ticksOf } from "./moments.ts";
import type { Ranked, Tally } from "./tally.ts";

const TIME_HEIGHT = 200;
const ROW_HEIGHT = 26;
const LABEL_WIDTH = 175;
const LABEL_SIZE = 13;
const NUMBER_WIDTH = 44;
const BETWEEN = 36;
const HALF = (WIDTH - BETWEEN) / 2;
/** Of a bin; so that neighbours do not touch. */
const GAP = 0.12;

/** How bad they were is not known. */
const UNKNOWN = "unknown";
const NAMES: readonly string[] = [...SEVERITIES, UNKNOWN];
const ANY_SEVERITY = {
  field: "severity",
  type: "nominal",
  scale: { domain: [...NAMES], range: [...SEVERITIES.map((name) => SEVERITY_COLORS[name]), INK.bar] },
} as const;
const SEVERITY = {
  field: "severity",
  type: "nominal",
  scale: { domain: [...SEVERITIES], range: SEVERITIES.map((name) => SEVERITY_COLORS[name]) },
} as const;

type Title = string | Untrusted;
type Column = Extract<TopLevelSpec, { readonly concat: unknown }>;
type Part = Column["concat"][number];

/** One bar a bin, the severities stacked in it. */
export const severityOverTime = (title: Title, counted: Tally): TopLevelSpec =>
  whole(title, byTime(counted), [overTime(counted)]);

/** Severity over time above the hosts and techniques that are named most. */
export function storm(title: Title, counted: Tally): TopLevelSpec {
  const { hosts, techniques } = counted;
  const lists = [
    ranking(howMany("host", hosts), hosts.top),
    ranking(howMany("technique", techniques), techniques.top),
  ].filter((part) => part !== undefined);
  return whole(title, byTime(counted), [
    overTime(counted),
    ...(lists.length === 0 ? [] : [{ hconcat: lists, spacing: BETWEEN }]),
  ]);
}

/** At most eight; `counted` says how many there are in all. */
export const topHosts = (title: Title, counted: Tally): TopLevelSpec =>
  whole(title, spanInWords(counted.span), alone(counted.hosts.top));

/** At most eight, likewise. */
export const topTechniques = (title: Title, counted: Tally): TopLevelSpec =>
  whole(title, spanInWords(counted.span), alone(counted.techniques.top));

const byTime = ({ span, bins }: Tally): string =>
  `${spanInWords(span)}, counted by ${stepInWords(bins.stepMs)}`;

function whole(title: Title, subtitle: string, parts: readonly Part[]): Column {
  return {
    title: heading(title, subtitle),
    concat: [...parts],
    columns: 1,
    spacing: 26,
    // Each part has the same colours anyway; shared, they would share one legend between them.
    resolve: { scale: { color: "independent" }, legend: { color: "independent" } },
    config: CONFIG,
  };
}

function overTime({ overTime: cells, bins }: Tally): Part {
  const values = cells.map(({ at, severity, count }) => ({
    from: at + (bins.stepMs * GAP) / 2,
    until: at + bins.stepMs * (1 - GAP / 2),
    severity,
    rank: SEVERITIES.indexOf(severity),
    count,
  }));
  return {
    width: WIDTH,
    height: TIME_HEIGHT,
    data: { values },
    mark: { type: "bar", orient: "vertical", binSpacing: 0 },
    encoding: {
      x: {
        field: "from",
        type: "quantitative",
        bin: "binned",
        scale: { domain: [bins.from, bins.to], nice: false, zero: false },
        axis: { title: null, grid: false, values: [...ticksOf(bins)], labelExpr: TICK_WORDS },
      },
      x2: { field: "until" },
      y: {
        field: "count",
        type: "quantitative",
        stack: "zero",
        // Of nothing no extent can be taken.
        ...(values.length === 0 ? { scale: { domain: [0, 1] } } : {}),
        axis: { title: "detections", tickCount: 5, tickMinStep: 1, domain: false, ticks: false, format: "d" },
      },
      order: { field: "rank", type: "quantitative", sort: "ascending" },
      color: { ...SEVERITY, legend: { orient: "top", direction: "horizontal", columns: SEVERITIES.length } },
    },
  };
}

/** A list of words with bars behind them: the words stand in the plot, so that all parts begin at one edge. */
function ranking(title: string, ranked: readonly Ranked[], width = HALF): Part | undefined {
  if (ranked.length === 0) return undefined;
  const labels = fittedApart(ranked.map(({ label }) => label));
  const rows = ranked.map((row, place) => ({ ...row, place, label: labels[place] ?? row.label }));
  const values = rows.flatMap(({ place, total, counts = { [UNKNOWN]: total } }) =>
    Object.entries(counts).map(([severity, count]) => ({
      place,
      severity,
      rank: NAMES.indexOf(severity),
      count,
    })),
  );
  // By place, never by words: two that look alike once they are cut keep a row each.
  const y = { field: "place", type: "ordinal", axis: null } as const;
  const most = Math.max(...rows.map(({ total }) => total));
  const scale = {
    domain: [0, most],
    range: [LABEL_WIDTH + LABEL_SIZE, width - NUMBER_WIDTH],
    nice: false,
  };
  return {
    title: { text: title, fontSize: 14, offset: 8 },
    width,
    height: { step: ROW_HEIGHT },
    layer: [
      {
        data: { values },
        mark: { type: "bar", height: { band: 0.64 } },
        encoding: {
          y,
          x: { field: "count", type: "quantitative", stack: "zero", scale, axis: null },
          order: { field: "rank", type: "quantitative", sort: "ascending" },
          color: { ...ANY_SEVERITY, legend: null },
        },
      },
      {
        data: { values: rows.map(({ place, label, total }) => ({ place, label, total })) },
        layer: [
          {
            mark: { type: "text", align: "left" },
            encoding: { y, x: { value: 0 }, text: { field: "label", type: "nominal" } },
          },
          {
            mark: { type: "text", align: "left", dx: 6, color: INK.soft },
            encoding: {
              y,
              x: { field: "total", type: "quantitative", scale, axis: null },
              text: { field: "total", type: "quantitative", format: ",d" },
            },
          },
        ],
      },
    ],
  };
}

/** Each on its row's width; what would look like another once its end is cut keeps its end. */
function fittedApart(labels: readonly string[]): readonly string[] {
  const cut = labels.map((label) => fitted(label, LABEL_WIDTH, LABEL_SIZE));
  return cut.map((words, place) =>
    cut.filter((other) => other === words).length === 1
      ? words
      : fittedAtBothEnds(labels[place] ?? words, LABEL_WIDTH, LABEL_SIZE),
  );
}

function alone(rows: readonly Ranked[]): Part[] {
  const part = ranking("", rows, WIDTH);
  return part === undefined ? [] : [part];
}

const howMany = (what: string, { top, total }: { top: readonly unknown[]; total: number }): string =>
  total > top.length
    ? `Top ${top.length} of ${total} ${what}s`
    : total === 1
      ? `One ${what}`
      : `${total} ${what}s`;
