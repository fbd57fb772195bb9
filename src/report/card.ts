/** The answer to `report`: the situation in short, the time line as a picture, and the two files. */
import { at, bytesFile, facts, image, list, strong, text, textFile, toned } from "../chat/card.ts";
import type { Block, Card, Inline, Tone } from "../chat/card.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { Material } from "./collect.ts";
import { subjectName } from "./compose.ts";
import type { Part, Report } from "./document.ts";
import type { Made } from "./made.ts";

const SENTENCES = 6;
const STEPS = 5;
const NAME_LENGTH = 60;

/** Carries both files, as attachments of their own; the card itself fits every surface. */
export function reportCard({ material, report, pictures, markdown, html }: Made): Card {
  const { subject, period, alerts, alertsTotal, requests, hosts, sessions, gaps } = material;
  const name = fileName(material);
  const [first = "", ...others] = lines(report, "Situation", SENTENCES);
  const blocks: readonly Block[] = [
    // The first sentence is what a phone shows.
    text(first),
    ...(others.length === 0 ? [] : [list(others)]),
    facts({
      Time: [at(period.from), " to ", at(period.to)],
      Detections: Math.max(alerts.length, alertsTotal).toLocaleString("en"),
      Requests: String(requests.length),
      Hosts: String(hosts.length),
      Sessions: sessions.length === 0 ? undefined : String(sessions.length),
    }),
    ...(pictures.timeline === undefined
      ? []
      : [image("timeline.png", pictures.timeline.alt, pictures.timeline.png)]),
    text(strong("Next steps")),
    list(lines(report, "Next steps", STEPS)),
    textFile(`${name}.md`, untrusted(markdown)),
    bytesFile(`${name}.html`, new Uint8Array(Buffer.from(html, "utf8"))),
  ];
  return {
    ...toned(toneOf(material), ["Report: ", subjectName(material)], ...blocks),
    data: {
      about: { kind: subject.kind },
      period,
      hosts: hosts.map(({ id }) => id),
      detections: Math.max(alerts.length, alertsTotal),
      requests: requests.map(({ approval }) => approval.id),
      sessions: sessions.map(({ id }) => id),
      gaps,
      markdown: untrusted(markdown),
    },
  };
}

const toneOf = ({ gaps, alerts }: Material): Tone =>
  gaps.length > 0 ? "warning" : alerts.some(({ status }) => status !== "closed") ? "waiting" : "neutral";

function lines({ sections }: Report, title: string, most: number): readonly Inline[] {
  const parts = sections.find((section) => section.title === title)?.parts ?? [];
  const items = parts.flatMap((part: Part) => (part.kind === "statements" ? part.items : []));
  const shown = items.slice(0, most).map((item) => item.text);
  return items.length > most ? [...shown, `and ${items.length - most} more in the report`] : shown;
}

/** Ids alone: a name from an endpoint is no name for a file. */
function fileName({ subject, period }: Material): string {
  const day = new Date(period.to).toISOString().slice(0, 10);
  const id =
    subject.kind === "request"
      ? subject.approval.id
      : subject.kind === "session"
        ? subject.session.id
        : subject.kind === "alert"
          ? subject.alert.compositeId
          : subject.id;
  return `report-${subject.kind}-${id.replace(/[^\w-]+/g, "-").slice(-NAME_LENGTH)}-${day}`;
}
