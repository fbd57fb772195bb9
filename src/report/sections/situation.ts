/** The situation in a few sentences: what was seen, what was done about it, how it stands. */
import { at, strong, type Inline } from "../../chat/card.ts";
import { SEVERITY_NAMES } from "../../falcon/endpoints/alerts.ts";
import type { Untrusted } from "../../lib/untrusted.ts";
import { momentOf, type Material } from "../collect.ts";
import { ofAlert, ofDevice, ofRequest, said, statements, type Section, type Statement } from "../document.ts";
import { verbOf } from "../event-words.ts";

/** Falcon's statuses of an alert that somebody still has to do something about. */
export const OPEN = new Set(["new", "in_progress", "reopened"]);

/** The card shows its first sentences: what was seen, then what was done about it. */
export const situation = (material: Material): Section => ({
  title: "Situation",
  parts: [
    statements(
      ...seen(material),
      ...open(material),
      ...asked(material),
      ...held(material),
      ...sessions(material),
      ...missing(material),
    ),
  ],
});

const distinct = (texts: readonly Untrusted[]): readonly Untrusted[] =>
  texts.filter((text, index) => texts.findIndex((other) => other.is(text)) === index);

/** `1,200 detections`, `1 host` */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

function seen({ alerts, alertsTotal, hosts, subject }: Material): readonly Statement[] {
  const [first] = alerts;
  const last = alerts.at(-1);
  if (first === undefined || last === undefined)
    return [
      said(
        "Falcon lists no detections on these hosts for this time.",
        ...hosts.map(({ id }) => ofDevice(id)),
      ),
    ];
  const where =
    hosts.length === 1 ? ["on ", hostName(first, hosts)] : [`on ${counted(hosts.length, "host")}`];
  const worst = [...alerts].sort(
    (a, b) => SEVERITY_NAMES.indexOf(b.severityName) - SEVERITY_NAMES.indexOf(a.severityName),
  );
  const span: Inline =
    first === last
      ? ["at ", at(momentOf(first))]
      : ["between ", at(momentOf(first)), " and ", at(momentOf(last))];
  const total = counted(Math.max(alertsTotal, alerts.length), "detection");
  const tactics = distinct(alerts.flatMap(({ tactic }) => tactic ?? []));
  return [
    ...(subject.kind === "alert"
      ? [
          said(
            [
              "This report is about ",
              strong(subject.alert.name),
              ", ",
              subject.alert.severityName.toLowerCase(),
              ", ",
              at(momentOf(subject.alert)),
              ".",
            ],
            ofAlert(subject.alert),
          ),
        ]
      : []),
    said(
      [
        strong(total),
        " ",
        where,
        " ",
        span,
        `; the worst is ${worst[0]?.severityName.toLowerCase() ?? "not known"}: `,
        worst[0]?.name ?? "",
        ".",
      ],
      ...worst.map(ofAlert),
    ),
    ...(tactics.length === 0
      ? []
      : [
          said(
            ["Tactics seen: ", ...joined(tactics), "."],
            ...alerts.filter(({ tactic }) => tactic !== undefined).map(ofAlert),
          ),
        ]),
    ...blocked(alerts),
  ];
}

function blocked(alerts: Material["alerts"]): readonly Statement[] {
  const passed = alerts.filter(({ wasBlocked }) => wasBlocked === false);
  if (passed.length === 0) return [];
  return [
    said(
      [
        strong(counted(passed.length, "detection")),
        passed.length === 1
          ? " was seen only: nothing was blocked."
          : " were seen only: nothing was blocked.",
      ],
      ...passed.map(ofAlert),
    ),
  ];
}

function open({ alerts }: Material): readonly Statement[] {
  const left = alerts.filter(({ status }) => OPEN.has(status));
  if (alerts.length === 0) return [];
  if (left.length === 0) return [said("All of them are closed.", ...alerts.map(ofAlert))];
  return [
    said(
      `${counted(left.length, "detection")} of ${alerts.length} ${left.length === 1 ? "is" : "are"} still open.`,
      ...left.map(ofAlert),
    ),
  ];
}

const asked = ({ requests }: Material): readonly Statement[] =>
  requests.map(({ approval }) =>
    said(
      [
        approval.requesterName,
        approval.isEmergency ? " used break-glass to " : " asked to ",
        verbOf(approval.kind, approval.params),
        " ",
        ...joined(approval.targets.map(({ hostname }) => hostname)),
        " ",
        at(approval.createdAt),
        `: ${stateWords(approval.state)}.`,
      ],
      ofRequest(approval.id),
    ),
  );

/** Of a request, as the end of a sentence. */
export function stateWords(state: string): string {
  switch (state) {
    case "pending":
      return "still waiting for a decision";
    case "done":
      return "approved, carried out and verified";
    case "running":
    case "approved":
      return "approved and under way";
    case "unconfirmed":
      return "approved, and not confirmed yet";
    case "refused":
      return "approved, and refused just before it was carried out";
    case "expired":
      return "nobody decided in time";
    default:
      return state;
  }
}

function held({ requests, hosts }: Material): readonly Statement[] {
  const still = requests
    .flatMap(({ containments }) => containments)
    .filter(({ state }) => state !== "released");
  const byUs = still.map((row) =>
    said(
      [
        row.hostname,
        " is held isolated by Falconer since ",
        at(row.containedAt),
        ...(row.releaseAt === undefined ? [", without an end"] : [", until ", at(row.releaseAt)]),
        ".",
      ],
      { kind: "containment", id: row.id },
    ),
  );
  const others = hosts
    .filter(
      ({ id, device }) =>
        device !== undefined && device.status !== "normal" && still.every((row) => row.deviceId !== id),
    )
    .map(({ id, device }) =>
      said(
        [
          device?.hostname ?? id,
          `: Falcon's record says ${(device?.status ?? "unknown").replaceAll("_", " ")}, and not by Falconer.`,
        ],
        ofDevice(id),
      ),
    );
  return [...byUs, ...others];
}

const sessions = ({ sessions: all }: Material): readonly Statement[] =>
  all.map((session) =>
    said(
      [
        session.owner,
        " worked on ",
        session.hostname,
        " over real time response from ",
        at(session.openedAt),
        ...(session.closedAt === undefined ? [", still open"] : [" to ", at(session.closedAt)]),
        `: ${counted(session.commands.length, "command")}, ${counted(session.evidence.length, "file")} fetched.`,
      ],
      { kind: "session", id: session.id },
    ),
  );

const missing = ({ gaps }: Material): readonly Statement[] =>
  gaps.map(({ what, why }) => said([strong("Not known: "), what, ". ", why], { kind: "asked", id: what }));

const hostName = ({ hostname }: Material["alerts"][number], hosts: Material["hosts"]): Inline =>
  hosts[0]?.device?.hostname ?? hostname ?? "one host";

/** With commas between; foreign parts stay foreign. */
export const joined = (parts: readonly Inline[]): readonly Inline[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [", ", part]));
