/**
 * An incident along one axis of time as a Vega-Lite specification: a lane for each kind of
 * thing, a numbered mark for each event, a bar for what lasted. The numbers are those of the
 * table that stands beside the picture.
 */
import type { TopLevelSpec } from "vega-lite";
import type { Untrusted } from "../lib/untrusted.ts";
import { CONFIG, heading, INK, SEVERITIES, SEVERITY_COLORS, WIDTH, type SeverityName } from "./look.ts";
import { spanInWords, TICK_WORDS, ticksOf, type Span } from "./moments.ts";

/** From top to bottom; one without events is left out. */
export const LANES = ["Detections", "Requests", "Isolation", "Sessions", "Actions"] as const;
export type TimelineLane = (typeof LANES)[number];

/** `number` is what its mark shows; `at` in milliseconds since the epoch. */
export interface TimelineEvent {
  readonly at: number;
  readonly number: number;
  readonly lane: TimelineLane;
  /** Of a detection: what colours it. */
  readonly severity?: SeverityName | undefined;
}

/** Something that lasted, or still does. */
export interface TimelineBar {
  readonly lane: TimelineLane;
  readonly from: number;
  readonly to?: number | undefined;
}

const COLORS: Readonly<Record<TimelineLane, string>> = {
  Detections: SEVERITY_COLORS.Medium,
  Requests: "#2f7d5b",
  Isolation: "#2f6db5",
  Sessions: "#6b4fa0",
  Actions: "#66717f",
};

const MARK = 24;
const LANE_PADDING = 10;
/** Marks of one moment stand above each other up to this many; the topmost then counts the rest. */
const MOST_LEVELS = 4;
/** Room for half a mark at both ends, as a share of the whole. */
const MARGIN = 0.03;
const LEAST_SPAN_MS = 60_000;
/** What people do about an incident is seconds apart. */
const SHORTEST_TICK_MS = 10_000;

interface Mark {
  readonly x: number;
  readonly level: number;
  color: string;
  label: string;
  /** Place in the list of severities: the worst of those that it stands for. */
  rank: number;
  merged: number;
}

/**
 * `until` ends the bars of what still lasts, in milliseconds since the epoch; the axis covers
 * everything.
 */
export function timeline(
  title: string | Untrusted,
  events: readonly TimelineEvent[],
  bars: readonly TimelineBar[],
  until: number,
): TopLevelSpec {
  const span = spanOf(events, bars, until);
  const lanes = LANES.filter((lane) => [...events, ...bars].some((one) => one.lane === lane)).map((lane) => ({
    lane,
    marks: placed(
      events.filter((event) => event.lane === lane),
      span,
    ),
  }));
  const rows: { lane: TimelineLane; top: number; base: number; marks: readonly Mark[] }[] = [];
  let top = 0;
  for (const { lane, marks } of lanes) {
    const levels = Math.max(1, ...marks.map(({ level }) => level + 1));
    const height = levels * MARK + 2 * LANE_PADDING;
    rows.push({ lane, marks, top, base: top + height - LANE_PADDING - MARK / 2 });
    top += height;
  }
  const y = {
    type: "quantitative" as const,
    scale: { domain: [0, top], reverse: true, nice: false },
    axis: null,
  };
  const x = {
    type: "quantitative" as const,
    scale: { domain: [span.from, span.to], nice: false, zero: false },
    axis: { title: null, grid: true, values: [...ticksOf(span, SHORTEST_TICK_MS)], labelExpr: TICK_WORDS },
  };
  const baseOf = (lane: TimelineLane): number => rows.find((row) => row.lane === lane)?.base ?? 0;
  const points = rows.flatMap(({ marks, base }) =>
    marks.map(({ x: at, level, color, label }) => ({ at, y: base - level * MARK, color, label })),
  );
  return {
    title: heading(title, spanInWords(reach(events, bars, until))),
    width: WIDTH,
    height: top,
    config: CONFIG,
    layer: [
      {
        data: { values: rows.slice(1).map((row) => ({ y: row.top })) },
        mark: { type: "rule", color: INK.line },
        encoding: { y: { field: "y", ...y } },
      },
      {
        data: { values: rows.map(({ lane, base }) => ({ lane, y: base })) },
        mark: { type: "text", align: "right", dx: -12, fontWeight: "bold" },
        encoding: { x: { value: 0 }, y: { field: "y", ...y }, text: { field: "lane", type: "nominal" } },
      },
      {
        data: {
          values: bars.map(({ lane, from, to }) => ({
            from,
            to: to ?? until,
            y: baseOf(lane) - MARK * 0.34,
            y2: baseOf(lane) + MARK * 0.34,
            color: COLORS[lane],
          })),
        },
        mark: { type: "rect", opacity: 0.28, cornerRadius: 4 },
        encoding: {
          x: { field: "from", ...x },
          x2: { field: "to" },
          y: { field: "y", ...y },
          y2: { field: "y2" },
          color: { field: "color", type: "nominal", scale: null },
        },
      },
      {
        data: { values: points },
        mark: {
          type: "point",
          shape: "circle",
          filled: true,
          size: 400,
          opacity: 1,
          stroke: INK.ground,
          strokeWidth: 1.5,
        },
        encoding: {
          x: { field: "at", ...x },
          y: { field: "y", ...y },
          fill: { field: "color", type: "nominal", scale: null },
        },
      },
      {
        data: { values: points.map((point) => ({ ...point, color: inkOn(point.color) })) },
        mark: { type: "text", fontSize: 10.5, fontWeight: "bold" },
        encoding: {
          x: { field: "at", ...x },
          y: { field: "y", ...y },
          text: { field: "label", type: "nominal" },
          color: { field: "color", type: "nominal", scale: null },
        },
      },
    ],
  };
}

/** Marks that would cover each other go up a level. */
function placed(events: readonly TimelineEvent[], span: Span): readonly Mark[] {
  const pointsPerMs = WIDTH / (span.to - span.from);
  const marks: Mark[] = [];
  for (const { at, number, lane, severity } of [...events].sort((a, b) => a.at - b.at)) {
    const near = marks.filter((mark) => (at - mark.x) * pointsPerMs < MARK - 3);
    const level = Array.from({ length: MOST_LEVELS }, (_, n) => n).find((n) =>
      near.every((mark) => mark.level !== n),
    );
    const last = near.at(-1);
    const color = severity === undefined ? COLORS[lane] : SEVERITY_COLORS[severity];
    const rank = severity === undefined ? SEVERITIES.length : SEVERITIES.indexOf(severity);
    if (level === undefined && last !== undefined) {
      last.merged += 1;
      last.label = `+${last.merged}`;
      if (rank < last.rank) Object.assign(last, { rank, color });
    } else {
      marks.push({ x: at, level: level ?? 0, color, label: String(number), rank, merged: 1 });
    }
  }
  return marks;
}

function reach(events: readonly TimelineEvent[], bars: readonly TimelineBar[], until: number): Span {
  const moments = [...events.map(({ at }) => at), ...bars.flatMap(({ from, to }) => [from, to ?? until])];
  return { from: Math.min(...moments), to: Math.max(...moments) };
}

function spanOf(events: readonly TimelineEvent[], bars: readonly TimelineBar[], until: number): Span {
  const { from, to } = reach(events, bars, until);
  const margin = Math.max(to - from, LEAST_SPAN_MS) * MARGIN;
  return { from: from - margin, to: to + margin };
}

/** Light words on dark marks, dark ones on light marks. */
const inkOn = (color: string): string =>
  color === SEVERITY_COLORS.Medium || color === SEVERITY_COLORS.Informational ? INK.strong : "#ffffff";
