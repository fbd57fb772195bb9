/** What stands in a card's thread: a few alerts in lines, or the many of a storm in a file. */
import { asks, buttons, card, list, note, runs, strong, text, toned } from "../../../chat/card.ts";
import type { Button, Card } from "../../../chat/card.ts";
import { plainLine } from "../../../chat/plain.ts";
import { joinUntrusted, untrusted, type Untrusted } from "../../../lib/untrusted.ts";
import type { EntryRow } from "../../../store/feed-rows.ts";
import { SEVERITIES } from "../../severity.ts";
import { alertLine, alertsWord, headline, stateOf, techniqueOf, toneOf, type ShownAlert } from "./lines.ts";

export function linesCard(alerts: readonly ShownAlert[]): Card {
  const [first, ...others] = alerts;
  if (first === undefined) return card("No alerts");
  const worst = SEVERITIES.findLast((severity) =>
    alerts.some(({ snapshot }) => snapshot.severity === severity),
  );
  const tone = alerts.every(({ status }) => status === "closed") ? "good" : toneOf(worst ?? "");
  // A thread may be named after its first message, so the title says nothing that an alert says.
  const title = `${alerts.length} more ${alerts.length === 1 ? "alert" : "alerts"}`;
  if (others.length === 0) {
    const technique = techniqueOf(first.snapshot);
    return toned(
      tone,
      title,
      text(strong(headline(first))),
      note(technique === undefined ? "" : [technique, " · "], stateOf(first)),
      buttons(...actionsOn(first)),
    );
  }
  return toned(
    tone,
    title,
    list(alerts.map(alertLine)),
    buttons(...alerts.map((alert, index) => runs(`Details ${index + 1}`, "alert", { id: alert.id }))),
  );
}

const actionsOn = ({ id, status }: ShownAlert): readonly Button[] => [
  ...(status === "closed"
    ? []
    : [runs("Assign to me", "assign", { alert: id, person: "me" }), asks("Close", "close", { alert: id })]),
  runs("Details", "alert", { id }),
];

/** One line an alert, for people who search: nothing in it means anything to a spreadsheet. */
export function fileCard(entry: Pick<EntryRow, "id">, alerts: readonly ShownAlert[], number: number): Card {
  const name = `alerts-${number}.txt`;
  return {
    ...card(`${alertsWord(alerts.length)} by name`, {
      kind: "file",
      name,
      text: joinUntrusted(alerts.map(fileLine), "\n"),
    }),
    data: { entry: entry.id, alerts: alerts.length },
  };
}

function fileLine(alert: ShownAlert): Untrusted {
  const { snapshot } = alert;
  const happened =
    snapshot.happenedAt === undefined ? "time not known" : new Date(snapshot.happenedAt).toISOString();
  const technique = techniqueOf(snapshot);
  const parts: readonly (Untrusted | string)[] = [
    happened,
    snapshot.severity,
    snapshot.hostname ?? "no host",
    snapshot.name,
    technique === undefined ? "no technique" : untrusted(plainLine(technique)),
    alert.id,
  ];
  return joinUntrusted(parts, " | ").map((line) => line.replaceAll(/\s*[\r\n]+\s*/g, " "));
}
