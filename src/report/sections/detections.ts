/** Every detection that was read, oldest first, with the picture of when and how. */
import { at, mono, type Inline } from "../../chat/card.ts";
import { headWithin } from "../../chat/visible.ts";
import type { Alert } from "../../falcon/endpoints/alerts.ts";
import type { Picture } from "../pictures.ts";
import { momentOf, type Material } from "../collect.ts";
import { ofAlert, said, statements, type Part, type Section } from "../document.ts";

const COLUMNS = ["Time", "Severity", "Detection", "Host", "User", "Tactic / technique", "Process", "Outcome"];
const HOST = COLUMNS.indexOf("Host");
const COMMAND_SHOWN = 160;

/** The host's column is left out where there is only one. */
export function detections({ alerts, alertsTotal, hosts }: Material, picture: Picture | undefined): Section {
  // One host stands in the title already.
  const isShown = (_: unknown, column: number): boolean => hosts.length > 1 || column !== HOST;
  const parts: Part[] = [];
  if (picture !== undefined) parts.push({ kind: "picture", ...picture });
  if (alerts.length === 0) parts.push(statements(said("None were found for this time.")));
  else
    parts.push({
      kind: "table",
      columns: COLUMNS.filter(isShown),
      rows: alerts.map((alert) => ({ cells: cells(alert).filter(isShown), sources: [ofAlert(alert)] })),
    });
  if (alertsTotal > alerts.length)
    parts.push({
      kind: "note",
      text: `The newest ${alerts.length} of ${alertsTotal.toLocaleString("en")} detections are listed.`,
    });
  return { title: "Detections", parts };
}

function cells(alert: Alert): readonly Inline[] {
  const {
    severityName,
    name,
    hostname,
    user,
    tactic,
    technique,
    techniqueId,
    filename,
    cmdline,
    wasBlocked,
    status,
  } = alert;
  const how = [tactic, technique].filter((part) => part !== undefined);
  return [
    at(momentOf(alert)),
    severityName,
    name,
    hostname ?? "",
    user ?? "",
    [
      ...how.flatMap((part, index): Inline[] => (index === 0 ? [part] : [" / ", part])),
      ...(techniqueId === undefined ? [] : [" (", techniqueId, ")"]),
    ],
    cmdline === undefined
      ? (filename ?? "")
      : mono(
          cmdline.map((line) =>
            line.length > COMMAND_SHOWN
              ? `${headWithin(line, COMMAND_SHOWN)}… (${line.length.toLocaleString("en")} characters)`
              : line,
          ),
        ),
    [
      wasBlocked === undefined ? "not said" : wasBlocked ? "blocked" : "seen only",
      ", ",
      status.replaceAll("_", " "),
    ],
  ];
}
