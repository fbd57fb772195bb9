/** Every card that the product can draw, made by the product's own code from hostile records. */
import { alertCard } from "../../../src/alerts/cards.ts";
import { digestCard } from "../../../src/alerts/feed/cards/digest.ts";
import { fileCard, linesCard } from "../../../src/alerts/feed/cards/entry.ts";
import { incidentCard } from "../../../src/alerts/feed/cards/incident.ts";
import { isShown } from "../../../src/alerts/feed/cards/lines.ts";
import { stormCard } from "../../../src/alerts/feed/cards/storm.ts";
import { alertRow } from "../../../src/alerts/feed/snapshot.ts";
import { count, EMPTY_TALLY } from "../../../src/alerts/feed/tally.ts";
import { alertListCard } from "../../../src/alerts/list-card.ts";
import { overviewCard } from "../../../src/app/overview.ts";
import { contain } from "../../../src/actions/contain.ts";
import { gistOf } from "../../../src/approvals/gist.ts";
import type { Approvals } from "../../../src/approvals/service.ts";
import { pickerCard } from "../../../src/bot/picker.ts";
import { Ambiguity } from "../../../src/chat/ambiguity.ts";
import type { Card } from "../../../src/chat/card.ts";
import { bytesFile, card, image, text, textFile } from "../../../src/chat/card.ts";
import type { CommandInfo } from "../../../src/chat/command.ts";
import { helpOverview, helpPage } from "../../../src/chat/help.ts";
import type { Person } from "../../../src/chat/person.ts";
import { Alerts, type Alert } from "../../../src/falcon/endpoints/alert.ts";
import { hostCard } from "../../../src/hosts/cards.ts";
import { hostListCard } from "../../../src/hosts/list-card.ts";
import { candidateOf } from "../../../src/hosts/words.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { reportCard } from "../../../src/report/card.ts";
import { compose } from "../../../src/report/compose.ts";
import { happenings } from "../../../src/report/happenings.ts";
import { html } from "../../../src/report/write/html.ts";
import { markdown } from "../../../src/report/write/markdown.ts";
import { createStatus } from "../../../src/ops/status.ts";
import { COMMANDS } from "../../../commands/index.ts";
import { fakeClock } from "../../fixtures/clock.ts";
import { groupRow } from "../../fixtures/feed-rows.ts";
import { BLACK_PNG, EVERY_BYTE, WHITE_PNG } from "../../fixtures/png.ts";
import { THEN } from "../../fixtures/rows.ts";
import { deviceOf } from "../../hosts/devices.ts";
import { incident } from "../../report/incident.ts";
import type { ProductCard } from "./approval-cards.ts";
import { approvalCards, heldRow, noticeCards, pendingView } from "./approval-cards.ts";
import { lookUpCards } from "./look-up-cards.ts";
import { DEVICE_IDS, HOSTILE_LINES, HOSTILE_NAME } from "./hostile.ts";

export type { ProductCard } from "./approval-cards.ts";

const name = untrusted(HOSTILE_NAME);
const words = untrusted(HOSTILE_LINES);
const [FIRST_ID = ""] = DEVICE_IDS;

export const INFOS: readonly CommandInfo[] = COMMANDS.map(({ info }) => info);

const somebody: Person = {
  id: "ana",
  name,
  roles: new Set(["viewer", "responder", "approver"]),
  accounts: [],
};

export async function productCards(): Promise<readonly ProductCard[]> {
  return [
    ...approvalCards(),
    ...(await noticeCards()),
    ...hostCards(),
    ...alertCards(),
    ...(await lookUpCards()),
    ...feedCards(),
    { name: "help", card: helpOverview(INFOS, somebody), ids: [] },
    ...INFOS.filter(({ hidden }) => !hidden).map((info) => ({
      name: `help ${info.name}`,
      card: helpPage(info, somebody),
      ids: [],
    })),
    { name: "status", card: await statusCard(), ids: [] },
    { name: "overview", card: await overview(), ids: DEVICE_IDS.slice(0, 3) },
    { name: "picker", card: picker(), ids: DEVICE_IDS },
    { name: "attachments", card: attachments(), ids: [] },
    { name: "report", card: report(), ids: [] },
  ];
}

const hostile = (id: string) => ({
  ...deviceOf({ id, hostname: HOSTILE_NAME, lastSeenAt: THEN, firstSeenAt: THEN }),
  ...Object.fromEntries(
    [
      "platform os osBuild machineType localIp externalIp macAddress lastUser domain",
      "site serialNumber manufacturer model agentVersion",
    ]
      .join(" ")
      .split(" ")
      .map((field) => [field, name]),
  ),
  ou: [name],
  tags: [name, words],
  groups: [name],
});

const page = { total: 600, skipped: 0, next: { asOf: THEN, skipped: 6 } };
const nothing = { rows: [], total: 0, skipped: 0, next: undefined };

function hostCards(): readonly ProductCard[] {
  const devices = DEVICE_IDS.map(hostile);
  const [device = hostile(FIRST_ID)] = devices;
  const picture = {
    device,
    online: { isKnown: true, value: "online" },
    logins: { isKnown: true, value: [{ userName: name, at: THEN }] },
    openAlerts: { isKnown: true, value: { count: 3, worst: "high" } },
    namesakes: { isKnown: true, value: DEVICE_IDS.slice(1) },
  } as const;
  const query = { text: HOSTILE_NAME, tag: HOSTILE_NAME, group: HOSTILE_NAME, limit: 6 };
  return [
    { name: "host", card: hostCard(picture), ids: DEVICE_IDS },
    { name: "host list", card: hostListCard({ ...page, rows: devices }, query), ids: DEVICE_IDS },
    { name: "host list, empty", card: hostListCard(nothing, query), ids: [] },
  ];
}

function alertCards(): readonly ProductCard[] {
  const alerts = DEVICE_IDS.map(alertOn);
  const [alert] = alerts;
  if (alert === undefined) throw new Error("there are machines");
  const request = { days: 7, technique: HOSTILE_NAME, product: HOSTILE_NAME, limit: 6 };
  return [
    { name: "alert", card: alertCard(alert), ids: [FIRST_ID] },
    { name: "alert list", card: alertListCard({ ...page, rows: alerts }, request), ids: [] },
    { name: "alert list, empty", card: alertListCard(nothing, request), ids: [] },
  ];
}

/** An alert in which every text that Falcon lets an endpoint or a product write is hostile. */
function alertOn(deviceId: string, index: number): Alert {
  const process = { filename: HOSTILE_NAME, filepath: HOSTILE_LINES, cmdline: HOSTILE_LINES.repeat(9) };
  const [alert] = Alerts.parse({
    resources: [
      {
        ...Object.fromEntries(
          [
            "product type display_name name description objective scenario tactic tactic_id technique",
            "technique_id user_name logon_domain filename filepath pattern_disposition_description",
            "assigned_to_name resolution",
          ]
            .join(" ")
            .split(" ")
            .map((field) => [field, HOSTILE_LINES]),
        ),
        composite_id: `${"c".repeat(32)}:ind:${deviceId}:${index}`,
        severity: 90,
        severity_name: "Critical",
        status: "new",
        timestamp: "2026-01-05T09:00:00Z",
        created_timestamp: "2026-01-05T09:00:01Z",
        device: { device_id: deviceId, hostname: HOSTILE_NAME, os_version: HOSTILE_NAME },
        tags: [HOSTILE_NAME],
        cmdline: HOSTILE_LINES.repeat(9),
        parent_details: process,
        grandparent_details: process,
        falcon_host_link: "https://falcon.crowdstrike.com/activity/1",
      },
    ],
  });
  if (alert === undefined) throw new Error("no alert was read");
  return alert;
}

/** What the feed says of them: a card, its thread, a storm with its file, a digest. */
function feedCards(): readonly ProductCard[] {
  const rows = DEVICE_IDS.map(alertOn)
    .map((alert) => alertRow(alert, { createdAt: THEN, nextAt: THEN, now: THEN }))
    .filter(isShown);
  const [lead] = rows;
  if (lead === undefined) throw new Error("there are machines");
  const tally = count(
    EMPTY_TALLY,
    rows.map(({ snapshot }) => snapshot),
    THEN,
  );
  const group = groupRow({ id: "incident00001", leadId: lead.id, tally });
  const statuses = { new: 4, in_progress: 1, closed: 1 };
  const previous = groupRow({ id: "incident00000", state: "closed" });
  const storm = groupRow({ id: "storm00000001", kind: "storm", tally: { ...tally, total: 1_000 } });
  return [
    { name: "incident", card: incidentCard({ group, lead, statuses, previous }), ids: [FIRST_ID] },
    {
      name: "incident, one alert, closed",
      card: incidentCard({
        group: { ...group, tally: count(EMPTY_TALLY, [lead.snapshot], THEN) },
        lead,
        statuses: { closed: 1 },
        previous: undefined,
      }),
      ids: [FIRST_ID],
    },
    { name: "incident thread, one", card: linesCard([lead]), ids: [] },
    { name: "incident thread, many", card: linesCard(rows), ids: [] },
    { name: "storm", card: stormCard({ group: storm, statuses, picture: [] }), ids: [] },
    { name: "storm file", card: fileCard({ id: "entry" }, rows, 1), ids: [] },
    {
      name: "digest",
      card: digestCard({
        total: 600,
        alerts: rows,
        isolated: DEVICE_IDS.slice(0, 2).map(heldRow),
        expired: [pendingView(1).approval],
        since: THEN,
      }),
      ids: DEVICE_IDS.slice(0, 2),
    },
  ];
}

function statusCard(): Promise<Card> {
  const clock = fakeClock(THEN);
  const report = createStatus({
    clock,
    version: "1.2.3",
    startedAt: THEN,
    probes: {
      surfaces: () => [{ name: "web", isReady: false }],
      falcon: async () => ({ words: "us-1", isReachable: true, isDemo: false }),
      engine: "sqlite",
      frozen: async () => ({ by: name, at: THEN, reason: words }),
      pending: async () => 2,
      isolated: async () => 3,
      deliveries: async () => ({ open: 1, failed: 2 }),
      driftMs: () => 0,
    },
  });
  return report.card(somebody);
}

function overview(): Promise<Card> {
  const views = [3, 1].map(pendingView);
  const mine = views.map((view) => ({ ...view, approval: { ...view.approval, requesterId: somebody.id } }));
  const approvals: Pick<Approvals, "list" | "gist" | "isolated" | "frozen"> = {
    gist: (row) => gistOf(row, contain),
    list: async (which) =>
      which === "mine"
        ? mine
        : views.map((view) => ({ ...view, approval: { ...view.approval, requesterId: "lee" } })),
    isolated: async () => DEVICE_IDS.slice(0, 3).map(heldRow),
    frozen: async () => ({ by: name, at: THEN, reason: words }),
  };
  return overviewCard(approvals as Approvals, somebody);
}

/** A report about an incident in which every foreign word is hostile. */
function report(): Card {
  const material = incident({}, { name: HOSTILE_NAME, line: HOSTILE_LINES });
  const picture = { svg: "<svg/>", png: WHITE_PNG, alt: ["Events on ", name] };
  const happened = happenings(material);
  const pictures = { timeline: picture, detections: undefined };
  const made = compose({ material, happened, pictures, madeFor: name });
  return reportCard({ material, report: made, pictures, markdown: markdown(made), html: html(made) });
}

/** Whatever can hang on a card, under names that no file should have. */
const attachments = (): Card =>
  card(
    "Attached",
    text("Before the picture"),
    image(HOSTILE_NAME, ["Alerts on ", name, " by the hour"], WHITE_PNG),
    text("Behind it"),
    image("storm.png", "A second one", BLACK_PNG),
    bytesFile(HOSTILE_NAME, EVERY_BYTE),
    bytesFile("evidence.7z", EVERY_BYTE),
    textFile("notes.txt", words),
  );

function picker(): Card {
  const info = INFOS.find((command) => command.name === "host");
  if (info === undefined) throw new Error("there is a command for hosts");
  const candidates = DEVICE_IDS.map((id) => candidateOf(hostile(id)));
  const written = HOSTILE_NAME.replaceAll(" ", "-");
  return pickerCard(new Ambiguity(untrusted(written), candidates, 40), info, { host: written });
}
