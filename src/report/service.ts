/** Makes reports: finds out what is meant, gathers, composes, draws, and writes it down. */
import type { Card, Inline } from "../chat/card.ts";
import { collect } from "./collect.ts";
import { reportCard } from "./card.ts";
import { compose } from "./compose.ts";
import { happenings } from "./happenings.ts";
import type { Made } from "./made.ts";
import { draw } from "./pictures.ts";
import type { ReportParts } from "./ports.ts";
import { readSubject } from "./subject.ts";
import { html } from "./write/html.ts";
import { markdown } from "./write/markdown.ts";

/** `days` counts for a host alone; everything else has a time of its own. */
export interface ReportRequest {
  /** A request, session or alert id, or a host. */
  readonly about: string;
  /** How far back to look for a host. */
  readonly days: number;
  readonly madeFor: Inline;
  /** Of another tenant than our own. */
  readonly records?: Pick<ReportParts, "hosts" | "alerts">;
}

export interface Reports {
  /** @throws Ambiguity, NotFound, UserError */
  make(request: ReportRequest, signal?: AbortSignal): Promise<Made>;
  /** @throws the same */
  card(request: ReportRequest, signal?: AbortSignal): Promise<Card>;
}

/** Nothing is kept: a report asked for again is gathered anew. */
export function createReports(ours: ReportParts): Reports {
  const reports: Reports = {
    async make({ about, days, madeFor, records }, signal) {
      const parts = { ...ours, ...records };
      const subject = await readSubject(parts, about, signal);
      const material = await collect(parts, subject, days, signal);
      const happened = happenings(material);
      const pictures = await draw(parts.charts, material, happened.listed, signal);
      const report = compose({ material, happened, pictures, madeFor });
      return { material, report, pictures, markdown: markdown(report), html: html(report) };
    },
    card: async (request, signal) => reportCard(await reports.make(request, signal)),
  };
  return reports;
}
