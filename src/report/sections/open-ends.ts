/** What nobody knows yet, and what has to be done next: read off the records, not guessed. */
import { at, mono, type Inline } from "../../chat/card.ts";
import type { Material } from "../collect.ts";
import { ofAlert, ofDevice, ofRequest, said, statements, type Section, type Statement } from "../document.ts";
import { verbOf } from "../event-words.ts";
import { indicatorsOf } from "../indicators.ts";
import { counted, joined, OPEN } from "./situation.ts";

/** Each follows from a record, or from one that could not be read. */
export function openQuestions(material: Material): Section {
  const { alerts, alertsTotal, hosts, sessions, requests, gaps, groups } = material;
  const unsaid = alerts.filter(({ wasBlocked }) => wasBlocked === undefined);
  const passed = alerts.filter(
    ({ wasBlocked, deviceId }) => wasBlocked === false && !isHeld(material, deviceId),
  );
  const nobody = alerts.filter(({ status, assignedTo }) => OPEN.has(status) && assignedTo === undefined);
  const forgotten = hosts.filter(({ device }) => device === undefined);
  const unlike = sessions
    .flatMap(({ evidence }) => evidence)
    .filter(({ hashCheck }) => hashCheck === "differs");
  const unsure = requests.filter(
    ({ approval }) => approval.state === "unconfirmed" || approval.state === "failed",
  );
  const questions: readonly Statement[] = [
    ...(passed.length === 0
      ? []
      : [
          said(
            `Did ${counted(passed.length, "detection")} that ${passed.length === 1 ? "was" : "were"} seen and not blocked do harm? The host is not isolated.`,
            ...passed.map(ofAlert),
          ),
        ]),
    ...(unsaid.length === 0
      ? []
      : [
          said(
            `Was anything stopped? For ${counted(unsaid.length, "detection")} Falcon does not say.`,
            ...unsaid.map(ofAlert),
          ),
        ]),
    ...(nobody.length === 0
      ? []
      : [
          said(
            `Who looks into ${counted(nobody.length, "open detection")}? Nobody is assigned.`,
            ...nobody.map(ofAlert),
          ),
        ]),
    ...unsure.map(({ approval }) =>
      said(
        [
          `Did the request to ${verbOf(approval.kind, approval.params)} `,
          ...names(approval.targets),
          " take effect? It is ",
          approval.state,
          ".",
        ],
        ofRequest(approval.id),
      ),
    ),
    ...unlike.map((file) =>
      said(["Why does the hash of ", mono(file.path), " differ from what Falcon lists?"], {
        kind: "evidence" as const,
        id: file.id,
      }),
    ),
    ...forgotten.map(({ id }) =>
      said(
        ["What became of the host ", mono(id), "? Falcon's records do not have it, or could not be asked."],
        ofDevice(id),
      ),
    ),
    ...(alertsTotal > alerts.length
      ? [
          said(
            `What do the ${(alertsTotal - alerts.length).toLocaleString("en")} detections say that this report does not list?`,
          ),
        ]
      : []),
    ...gaps.map(({ what, why }) =>
      said([`What do the records say of ${what}? `, why], {
        kind: "asked" as const,
        id: what,
      }),
    ),
    ...groups
      .filter(({ closedAt }) => closedAt === undefined)
      .map(({ id, place }) =>
        said(`Is it over? The incident card in ${place} is still open.`, { kind: "group" as const, id }),
      ),
  ];
  return {
    title: "Open questions",
    parts: [statements(...(questions.length === 0 ? [said("None that the records show.")] : questions))],
  };
}

/** With the command that does it, where there is one. */
export function nextSteps(material: Material): Section {
  const { alerts, requests, sessions } = material;
  const pending = requests.filter(({ approval }) => approval.state === "pending");
  const reviews = requests.filter(({ approval }) => approval.review === "open");
  const ended = requests.filter(
    ({ approval }) =>
      approval.state === "expired" || approval.state === "refused" || approval.state === "failed",
  );
  const held = requests
    .flatMap(({ containments }) => containments)
    .filter(({ state }) => state !== "released");
  const open = alerts.filter(({ status }) => OPEN.has(status));
  const exposed = [
    ...new Map(
      alerts
        .filter(
          ({ wasBlocked, status, deviceId }) =>
            wasBlocked === false && OPEN.has(status) && deviceId !== undefined && !isHeld(material, deviceId),
        )
        .map((alert) => [alert.deviceId, alert]),
    ).values(),
  ];
  const blockable = indicatorsOf(material).filter(
    ({ type }) => type === "SHA-256" || type === "Domain" || type === "IP address",
  );
  const working = sessions.filter(({ closedAt }) => closedAt === undefined);
  const steps: readonly Statement[] = [
    ...pending.map(({ approval }) =>
      said(
        [
          `Decide on the request to ${verbOf(approval.kind, approval.params)} `,
          ...names(approval.targets),
          " before ",
          at(approval.expiresAt),
          ": ",
          command(`approve ${approval.id}`),
          ".",
        ],
        ofRequest(approval.id),
      ),
    ),
    ...exposed.map((alert) =>
      said(
        [
          "Decide whether to isolate ",
          alert.hostname ?? "the host",
          ": ",
          command(`isolate ${alert.deviceId ?? ""} …`),
          ".",
        ],
        ofAlert(alert),
      ),
    ),
    ...ended.map(({ approval }) =>
      said(
        [
          `Ask again, or decide against it: the request to ${verbOf(approval.kind, approval.params)} `,
          ...names(approval.targets),
          ` was not carried out (${approval.state}).`,
        ],
        ofRequest(approval.id),
      ),
    ),
    ...reviews.map(({ approval }) =>
      said("Review the use of break-glass; somebody other than who used it has to.", ofRequest(approval.id)),
    ),
    ...held.map((row) =>
      said(["Release ", row.hostname, " once it is clean: ", command(`release ${row.deviceId} …`), "."], {
        kind: "containment" as const,
        id: row.id,
      }),
    ),
    ...working.map((session) =>
      said(["Close the session on ", session.hostname, " when the work is done."], {
        kind: "session" as const,
        id: session.id,
      }),
    ),
    ...(open.length === 0
      ? []
      : [
          said(
            `Assign, comment on and close ${counted(open.length, "open detection")}.`,
            ...open.map(ofAlert),
          ),
        ]),
    ...(blockable.length === 0
      ? []
      : [
          said(
            `Look for the ${counted(blockable.length, "indicator")} above on other hosts, and block what is not in use.`,
            ...blockable.flatMap(({ seen }) => seen.slice(0, 1).map(({ source }) => source)),
          ),
        ]),
  ];
  return {
    title: "Next steps",
    parts: [statements(...(steps.length === 0 ? [said("None: nothing is open.")] : steps))],
  };
}

const isHeld = ({ requests, hosts }: Material, deviceId: string | undefined): boolean =>
  requests.some(({ containments }) =>
    containments.some((row) => row.deviceId === deviceId && row.state !== "released"),
  ) ||
  hosts.some(
    ({ id, device }) =>
      id === deviceId && (device?.status === "contained" || device?.status === "containment_pending"),
  );

const names = (targets: readonly { readonly hostname: Inline }[]): readonly Inline[] =>
  joined(targets.map(({ hostname }) => hostname));

const command = (words: string): Inline => mono(`/falcon ${words}`);
