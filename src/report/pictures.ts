/** The pictures of a report, drawn beside each other; without them it is words alone. */
import type { Inline } from "../chat/card.ts";
import { BotError } from "../lib/errors.ts";
import { momentOf, type Material } from "./collect.ts";
import { focused } from "./focus.ts";
import type { Happening } from "./happenings.ts";
import type { ChartsPort, Lane } from "./ports.ts";

export interface Picture {
  readonly svg: string;
  readonly png: Uint8Array;
  readonly alt: Inline;
}

/** Undefined where there was nothing to draw, or it could not be drawn now. */
export interface Pictures {
  /** Of what happened, as numbered in the table. */
  readonly timeline: Picture | undefined;
  /** Over time, by severity; from three detections on. */
  readonly detections: Picture | undefined;
}

/** With fewer a picture shows nothing that a line of text does not. */
const WORTH_A_CHART = 3;

/** Never fails for a picture: without one the report is words alone. */
export async function draw(
  charts: ChartsPort | undefined,
  material: Material,
  listed: readonly Happening[],
  signal?: AbortSignal,
): Promise<Pictures> {
  const { alerts } = material;
  if (charts === undefined) return { timeline: undefined, detections: undefined };
  const shown = focused(listed);
  const [timeline, detections] = await Promise.all([
    shown.length === 0 ? undefined : orNothing(drawTimeline(charts, material, shown, listed.length, signal)),
    alerts.length < WORTH_A_CHART
      ? undefined
      : orNothing(
          charts.detections(
            "storm",
            {
              title: "Detections by severity",
              sightings: alerts.map((alert) => ({
                at: momentOf(alert) || undefined,
                severity: alert.severityName,
                host: { id: alert.deviceId, name: alert.hostname },
                technique: alert.technique,
              })),
            },
            signal,
          ),
        ),
  ]);
  return { timeline, detections };
}

async function drawTimeline(
  charts: ChartsPort,
  material: Material,
  shown: readonly Happening[],
  total: number,
  signal?: AbortSignal,
): Promise<Picture> {
  const [from, to] = [shown[0]?.at ?? 0, shown.at(-1)?.at ?? 0];
  const lasting = bars(material).map((bar) => ({ ...bar, to: Math.min(bar.to ?? to, to) }));
  const incident = {
    title: "Time line",
    events: shown,
    bars: lasting.filter((bar) => bar.to > from),
    until: to,
  };
  const picture = await charts.timeline(incident, signal);
  const off = total - shown.length;
  return off === 0
    ? picture
    : { ...picture, alt: [picture.alt, `; ${off} more lie too far off to be on it`] };
}

async function orNothing(drawing: Promise<Picture>): Promise<Picture | undefined> {
  try {
    return await drawing;
  } catch (error) {
    if (error instanceof BotError) return undefined;
    throw error;
  }
}

function bars({
  requests,
  sessions,
}: Material): readonly { lane: Lane; from: number; to?: number | undefined }[] {
  return [
    ...requests
      .flatMap(({ containments }) => containments)
      .map((row) => ({
        lane: "Isolation" as const,
        from: row.containedAt,
        to: row.state === "released" ? row.updatedAt : undefined,
      })),
    ...sessions.map(({ openedAt, closedAt }) => ({
      lane: "Sessions" as const,
      from: openedAt,
      to: closedAt,
    })),
  ];
}
