/** The whole report out of what was gathered. Pure: the same records make the same report. */
import { at, mono, type Inline } from "../chat/card.ts";
import type { Material } from "./collect.ts";
import type { Part, Report, Section } from "./document.ts";
import type { Happening } from "./happenings.ts";
import type { Pictures } from "./pictures.ts";
import { detections } from "./sections/detections.ts";
import { evidence, indicators } from "./sections/evidence.ts";
import { affectedHosts } from "./sections/hosts.ts";
import { nextSteps, openQuestions } from "./sections/open-ends.ts";
import { requests, whatWasDone } from "./sections/requests.ts";
import { situation } from "./sections/situation.ts";

/** `madeFor` is who asked. */
export interface Ingredients {
  readonly material: Material;
  readonly happened: { readonly listed: readonly Happening[]; readonly leftOut: number };
  readonly pictures: Pictures;
  readonly madeFor: Inline;
}

/** Its order is the reader's: what happened, what was done, what is left to do. */
export function compose({ material, happened, pictures, madeFor }: Ingredients): Report {
  const { period } = material;
  return {
    title: ["Incident report: ", subjectName(material)],
    facts: [
      { label: "About", value: subjectWords(material) },
      { label: "Time", value: [at(period.from), " to ", at(period.to)] },
      { label: "Made", value: [at(period.to), " for ", madeFor] },
      {
        label: "Reading it",
        value:
          "Times are UTC. Brackets name the record that a statement rests on. Addresses in foreign text are written so that they do not open.",
      },
    ],
    sections: [
      situation(material),
      timeline(happened, pictures),
      affectedHosts(material),
      detections(material, pictures.detections),
      requests(material),
      evidence(material),
      indicators(material),
      whatWasDone(material),
      openQuestions(material),
      nextSteps(material),
    ],
  };
}

/** For titles; a name from an endpoint stays foreign text. */
export function subjectName({ subject, hosts }: Pick<Material, "subject" | "hosts">): Inline {
  switch (subject.kind) {
    case "request":
      return ["request ", subject.approval.id];
    case "session":
      return ["session on ", subject.session.hostname];
    case "alert":
      return subject.alert.name;
    case "host":
      return hosts[0]?.device?.hostname ?? subject.id;
  }
}

function subjectWords({ subject, hosts }: Material): Inline {
  switch (subject.kind) {
    case "request":
      return ["Request ", mono(subject.approval.id), " and its hosts"];
    case "session":
      return ["Session ", mono(subject.session.id), " on ", subject.session.hostname];
    case "alert":
      return [
        "Alert ",
        mono(subject.alert.compositeId),
        ...(hosts[0] === undefined ? [] : [" and its host"]),
      ];
    case "host":
      return ["Host ", mono(subject.id)];
  }
}

function timeline({ listed, leftOut }: Ingredients["happened"], { timeline: picture }: Pictures): Section {
  const parts: Part[] = [];
  if (picture !== undefined) parts.push({ kind: "picture", svg: picture.svg, alt: picture.alt });
  parts.push({
    kind: "table",
    columns: ["#", "Time", "Of", "What"],
    rows: listed.map(({ number, at: moment, lane, text, sources }) => ({
      cells: [String(number), at(moment), lane, text],
      sources,
    })),
  });
  if (leftOut > 0)
    parts.push({ kind: "note", text: `${leftOut} further detections stand in the table of detections.` });
  return { title: "Timeline", parts };
}
