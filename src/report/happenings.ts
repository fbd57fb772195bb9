/** Everything that happened, in order and numbered: what the table and the picture of the time line share. Pure. */
import type { Inline } from "../chat/card.ts";
import type { Alert, SeverityName } from "../falcon/endpoints/alerts.ts";
import { SEVERITY_NAMES } from "../falcon/endpoints/alerts.ts";
import { momentOf, type Material } from "./collect.ts";
import { auditLine, ofAlert, type Source } from "./document.ts";
import { eventWords, isRoutine, laneOf } from "./event-words.ts";
import type { Lane } from "./ports.ts";

/** One row of the time line; `number` is also its mark on the picture. */
export interface Happening {
  readonly number: number;
  readonly at: number;
  /** Where it stands on the picture. */
  readonly lane: Lane;
  readonly severity?: SeverityName;
  readonly text: Inline;
  readonly sources: readonly Source[];
}

/** Rows that somebody can still read through. The worst detections come first, then the latest. */
const MOST = 150;

/** Detections give way when there are many: what people did is never left out. */
export function happenings(material: Material): {
  readonly listed: readonly Happening[];
  readonly leftOut: number;
} {
  const others = [...fromAudit(material), ...fromSessions(material), ...fromGroups(material)];
  const room = Math.max(20, MOST - others.length);
  const worstFirst = [...material.alerts].sort((a, b) => rankOf(b) - rankOf(a) || momentOf(b) - momentOf(a));
  const shown = worstFirst.slice(0, room).map(fromAlert);
  const listed = [...shown, ...others]
    .sort((a, b) => a.at - b.at)
    .map((one, index) => ({ ...one, number: index + 1 }));
  return { listed, leftOut: material.alerts.length - shown.length };
}

const rankOf = ({ severityName }: Alert): number => SEVERITY_NAMES.indexOf(severityName);

type Unnumbered = Omit<Happening, "number">;

const fromAlert = (alert: Alert): Unnumbered => ({
  at: momentOf(alert),
  lane: "Detections",
  severity: alert.severityName,
  text: [
    `${alert.severityName}: `,
    alert.name,
    ...(alert.hostname === undefined ? [] : [" on ", alert.hostname]),
    ...(alert.wasBlocked === true ? [", blocked"] : alert.wasBlocked === false ? [", not blocked"] : []),
  ],
  sources: [ofAlert(alert)],
});

const fromAudit = ({ audit, sessions }: Material): readonly Unnumbered[] => {
  const typed = new Set(sessions.flatMap(({ commands }) => commands.map(({ id }) => id)));
  return audit
    .filter(({ body }) => !isRoutine(body) && !typed.has(entryOf(body)))
    .map(({ seq, at, body }) => ({
      at,
      lane: laneOf(body),
      text: eventWords(body),
      sources: [auditLine(seq)],
    }));
};

/** A command has one line, with both its records: it is in the session and in the trail. */
const fromSessions = ({ sessions, audit }: Material): readonly Unnumbered[] =>
  sessions.flatMap(({ commands }) =>
    commands.map(({ id, at, by, command, state }) => ({
      at,
      lane: "Sessions" as const,
      text: [
        by,
        state === "proposed" ? " asked to run " : " ran ",
        { span: "code" as const, text: command },
        ...(state === "done" || state === "proposed" ? [] : [` (${state})`]),
      ],
      sources: [
        { kind: "command" as const, id },
        ...audit.filter(({ body }) => entryOf(body) === id).map(({ seq }) => auditLine(seq)),
      ],
    })),
  );

function entryOf({ event, detail }: Material["audit"][number]["body"]): string {
  const entry = event.startsWith("rtr.command") ? detail?.["entry"] : undefined;
  return typeof entry === "string" ? entry : "";
}

const fromGroups = ({ groups }: Material): readonly Unnumbered[] =>
  groups.map(({ id, place, alerts, openedAt }) => ({
    at: openedAt,
    lane: "Detections",
    text: `An incident card was opened in ${place}; it holds ${alerts} ${alerts === 1 ? "alert" : "alerts"}`,
    sources: [{ kind: "group", id }],
  }));
