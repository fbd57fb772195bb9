/** The cards of the look-ups, drawn by the product's own code from records in which every text is hostile. */
import { assetListCard } from "../../../src/assets/list-card.ts";
import { fromCase, fromIncident } from "../../../src/cases/entry.ts";
import { caseListCard } from "../../../src/cases/list-card.ts";
import { assetsApi } from "../../../src/falcon/endpoints/assets.ts";
import { Cases, Incidents } from "../../../src/falcon/endpoints/case.ts";
import { IndicatorPage } from "../../../src/falcon/endpoints/indicator.ts";
import { RtrSessionRecords } from "../../../src/falcon/endpoints/rtr-session-record.ts";
import { VulnerabilityPage } from "../../../src/falcon/endpoints/vulnerability.ts";
import type { Ask } from "../../../src/falcon/request.ts";
import { fql } from "../../../src/falcon/fql.ts";
import { indicatorListCard } from "../../../src/indicators/list-card.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { sessionListCard } from "../../../src/sessions/list-card.ts";
import { vulnerabilityListCard } from "../../../src/vulnerabilities/list-card.ts";
import { THEN } from "../../fixtures/rows.ts";
import type { ProductCard } from "./approval-cards.ts";
import { DEVICE_IDS, HOSTILE_LINES, HOSTILE_NAME } from "./hostile.ts";

const MOMENT = new Date(THEN).toISOString();
const [FIRST_ID = ""] = DEVICE_IDS;
const next = { asOf: THEN, skipped: 6, token: "opaque+/=" };
const page = { total: 600, skipped: 0, next };
const asked = { limit: 6 };
const envelope = (resources: readonly unknown[]) => ({ meta: {}, resources, errors: [] });
const each = <Row>(make: (id: string, index: number) => Row): readonly Row[] => DEVICE_IDS.map(make);

export async function lookUpCards(): Promise<readonly ProductCard[]> {
  return [
    ...indicatorCards(),
    ...vulnerabilityCards(),
    ...caseCards(),
    ...(await assetCards()),
    ...sessionCards(),
  ];
}

function indicatorCards(): readonly ProductCard[] {
  const { rows } = IndicatorPage.parse(
    envelope(
      each((id, index) => ({
        id: id.repeat(2),
        type: index === 0 ? "sha256" : "domain",
        value: HOSTILE_NAME,
        action: "detect",
        severity: "high",
        platforms: ["windows", HOSTILE_NAME],
        applied_globally: index > 0,
        host_groups: [HOSTILE_NAME],
        expiration: MOMENT,
        source: HOSTILE_NAME,
        description: HOSTILE_LINES,
        tags: [HOSTILE_NAME],
        created_by: HOSTILE_NAME,
        created_on: MOMENT,
        modified_on: MOMENT,
      })),
    ),
  );
  const reach = { hosts: 3, isMore: false };
  return [
    {
      name: "iocs",
      card: indicatorListCard({ ...page, rows, reach }, { ...asked, value: HOSTILE_NAME }),
      ids: [],
    },
    {
      name: "iocs, none",
      card: indicatorListCard(
        { ...page, rows: [], total: 0, next: undefined, reach },
        { ...asked, value: "evil.example", days: 7, severity: "critical" },
      ),
      ids: [],
    },
  ];
}

function vulnerabilityCards(): readonly ProductCard[] {
  const { rows } = VulnerabilityPage.parse(
    envelope(
      each((id) => ({
        id: `${id}_1`,
        aid: id,
        status: "open",
        created_timestamp: MOMENT,
        updated_timestamp: MOMENT,
        apps: [{ product_name_version: HOSTILE_LINES }],
        cve: {
          id: "CVE-2026-90001",
          base_score: 9.8,
          severity: "CRITICAL",
          exploit_status: 90,
          description: HOSTILE_LINES,
          cisa_info: { is_cisa_kev: true },
        },
        host_info: { hostname: HOSTILE_NAME, os_version: HOSTILE_NAME },
        remediation: { entities: [{ title: HOSTILE_LINES, action: HOSTILE_LINES }, {}] },
      })),
    ),
  );
  const device = { id: FIRST_ID, hostname: untrusted(HOSTILE_NAME) };
  return [
    {
      name: "vulns",
      card: vulnerabilityListCard({ ...page, rows }, { ...asked, status: "open" }),
      ids: DEVICE_IDS,
    },
    {
      name: "vulns of one host",
      card: vulnerabilityListCard(
        { ...page, rows: rows.slice(0, 1) },
        { ...asked, status: "closed", device, cve: HOSTILE_NAME, days: 1 },
      ),
      ids: [FIRST_ID],
    },
  ];
}

function caseCards(): readonly ProductCard[] {
  const cases = Cases.parse(
    envelope(
      each((id, index) => ({
        id: `${id}case`,
        reference_id: "1041",
        name: HOSTILE_NAME,
        description: HOSTILE_LINES,
        status: "in_progress",
        severity: 75,
        assigned_to: { full_name: HOSTILE_NAME },
        tags: [HOSTILE_NAME],
        evidence: { alerts: { records: index === 0 ? [] : [{ selector: { id: `c:ind:${id}:1` } }] } },
        analysis_results: { hosts: { records: each((aid) => ({ aid, hostname: HOSTILE_NAME })) } },
        created_timestamp: MOMENT,
        updated_timestamp: MOMENT,
      })),
    ),
  ).map(fromCase);
  const incidents = Incidents.parse(
    envelope([
      {
        incident_id: `inc:${FIRST_ID}:1`,
        name: HOSTILE_NAME,
        status: 20,
        fine_score: 61,
        hosts: [{ device_id: FIRST_ID, hostname: HOSTILE_NAME }],
        start: MOMENT,
      },
    ]),
  ).map(fromIncident);
  const found = { ...page, rows: [...cases, ...incidents], incidents: 1 };
  return [
    { name: "incidents", card: caseListCard(found, { ...asked, days: 30, severity: "high" }), ids: [] },
  ];
}

/** By way of the endpoint itself: its record is nobody else's business. */
async function assetCards(): Promise<readonly ProductCard[]> {
  const answered = envelope(
    each((id, index) => ({
      id: `${id}asset`,
      ...(index === 0 ? { aid: id } : {}),
      entity_type: index === 0 ? "managed" : "unmanaged",
      hostname: index === 1 ? "" : HOSTILE_NAME,
      os_version: HOSTILE_NAME,
      product_type_desc: HOSTILE_NAME,
      current_local_ip: HOSTILE_NAME,
      mac_addresses: [HOSTILE_NAME],
      last_discoverer_hostname: HOSTILE_NAME,
      confidence: 50,
      last_seen_timestamp: MOMENT,
    })),
  );
  const ask = (async (endpoint) => endpoint.reply.parse(answered)) as Ask;
  const { rows } = await assetsApi(ask).search({ filter: fql`id:${"x"}`, limit: 6 });
  const request = { ...asked, days: 30, text: HOSTILE_NAME, status: "unmanaged" } as const;
  return [{ name: "discover", card: assetListCard({ ...page, rows }, request), ids: [] }];
}

function sessionCards(): readonly ProductCard[] {
  const records = RtrSessionRecords.parse(
    envelope(
      each((id, index) => ({
        id: `${id}-session`,
        device_id: id,
        hostname: HOSTILE_NAME,
        user_id: HOSTILE_NAME,
        origin: HOSTILE_NAME,
        created_at: MOMENT,
        ...(index % 2 === 0 ? { deleted_at: MOMENT, duration: 90 } : { offline_queued: true }),
        logs: [{ command_string: HOSTILE_LINES }],
      })),
    ),
  );
  const ours = {
    id: "one",
    falconId: undefined,
    deviceId: FIRST_ID,
    hostname: untrusted(HOSTILE_NAME),
    owner: untrusted(HOSTILE_NAME),
    state: "open",
    isOpen: true,
    openedAt: THEN,
    closedAt: undefined,
  };
  const rows = records.map((row, index) => ({ ...row, ours: index === 0 ? ours : undefined }));
  const found = { ...page, rows, unrecorded: [ours], reach: "own" } as const;
  return [
    {
      name: "sessions",
      card: sessionListCard(found, { ...asked, days: 7, status: "active" }),
      ids: [FIRST_ID],
    },
  ];
}
