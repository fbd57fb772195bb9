/**
 * Pictures for cards and reports: says what is to be drawn, has it drawn in the studio, and
 * puts into words what a picture shows.
 */
import type { Inline } from "../chat/card.ts";
import { untrusted, type Untrusted } from "../lib/untrusted.ts";
import { tallyOf, type CountedStorm } from "./counted.ts";
import { SEVERITIES } from "./look.ts";
import { spanInWords, type Span } from "./moments.ts";
import { processTreeSvg, type ProcessTree } from "./process-tree.ts";
import { severityOverTime, storm, topHosts, topTechniques } from "./specs.ts";
import type { Drawn, Sketch } from "./sketch.ts";
import type { Studio } from "./studio.ts";
import { tally, type Sighting, type Tally } from "./tally.ts";
import { timeline, type TimelineBar, type TimelineEvent } from "./timeline.ts";

/** A drawn picture, and what it shows for those who do not see it. */
export interface Picture extends Drawn {
  /** What it shows, in words; may hold foreign text. */
  readonly alt: Inline;
}

/** What is counted for one picture; without sightings it is drawn empty. */
export interface Detections {
  readonly title: string | Untrusted;
  readonly sightings: readonly Sighting[];
  /** The time that is looked at; else from the first to the last. */
  readonly span?: Span | undefined;
}

/**
 * Times are milliseconds since the epoch; `number` of an event is its row in the table beside
 * the picture.
 */
export interface Incident {
  readonly title: string | Untrusted;
  readonly events: readonly TimelineEvent[];
  readonly bars: readonly TimelineBar[];
  /** What still lasts is drawn up to here. */
  readonly until: number;
}

const DRAWINGS = { storm, severityOverTime, topHosts, topTechniques } as const;

export interface Charts {
  /** Each rejects with a `BotError` when it cannot be drawn now. */
  detections(kind: keyof typeof DRAWINGS, asked: Detections, signal?: AbortSignal): Promise<Picture>;
  /** The same of a storm that has been counted already. */
  countedStorm(title: string | Untrusted, storm: CountedStorm, signal?: AbortSignal): Promise<Picture>;
  /** The processes behind one detection, eldest first. */
  processTree(tree: ProcessTree, signal?: AbortSignal): Promise<Picture>;
  /** Marks are numbered like the rows of the table beside it. */
  timeline(incident: Incident, signal?: AbortSignal): Promise<Picture>;
}

/** Draws nothing itself: see `studio.ts` for how long that may take. */
export function createCharts({ studio }: { readonly studio: Studio }): Charts {
  const drawn = async (sketch: Sketch, alt: Inline, signal?: AbortSignal): Promise<Picture> => ({
    ...(await studio.draw(sketch, signal)),
    alt,
  });
  return {
    async countedStorm(title, counters, signal) {
      const counted = tallyOf(counters);
      return drawn({ kind: "chart", spec: storm(title, counted) }, countsInWords(counted), signal);
    },
    async detections(kind, { title, sightings, span }, signal) {
      const counted = tally(sightings, span);
      return drawn({ kind: "chart", spec: DRAWINGS[kind](title, counted) }, countsInWords(counted), signal);
    },
    async processTree(tree, signal) {
      const names = tree.processes.map(
        ({ name, path, commandLine }) => name ?? path ?? commandLine ?? "(unnamed)",
      );
      const chain = names.flatMap((name, index): Inline[] => (index === 0 ? [name] : [" → ", name]));
      return drawn({ kind: "svg", svg: processTreeSvg(tree) }, ["Process tree: ", ...chain], signal);
    },
    async timeline({ title, events, bars, until }, signal) {
      const count = `${events.length} ${events.length === 1 ? "event" : "events"}`;
      const alt = `${count} on a time line; the numbers are those of the table`;
      return drawn({ kind: "chart", spec: timeline(title, events, bars, until) }, alt, signal);
    },
  };
}

/** Names on the axes are cut already; here they are what they are, foreign. */
function countsInWords({ total, span, severities, hosts, techniques }: Tally): Inline {
  const counts = SEVERITIES.flatMap((name) => {
    const count = severities[name];
    return count === undefined ? [] : [`${count.toLocaleString("en")} ${name.toLowerCase()}`];
  });
  const [host] = hosts.top;
  const [technique] = techniques.top;
  return [
    `${total.toLocaleString("en")} ${total === 1 ? "detection" : "detections"}, ${spanInWords(span)}`,
    ...(counts.length === 0 ? [] : [`: ${counts.join(", ")}`]),
    ...(host === undefined
      ? []
      : ["; most on ", untrusted(host.label), ` (${host.total.toLocaleString("en")})`]),
    ...(technique === undefined
      ? []
      : ["; most often ", untrusted(technique.label), ` (${technique.total.toLocaleString("en")})`]),
  ];
}
