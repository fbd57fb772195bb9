/** What the routes of the look-ups have to be asked to answer at all. */
import { SECOND } from "../../src/lib/clock.ts";
import type { TestBed } from "./caller.ts";

interface Request {
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

const SEEN = { type: "domain", value: "walk.example" };
const MADE = { ...SEEN, action: "detect", severity: "low", platforms: ["mac"], applied_globally: true };
const DESCRIPTION = "a walk";
const FINDS_AFTER_MS = 60 * SECOND;

export interface WalkRequests {
  readonly of: (method: string, path: string) => Request | undefined;
}

/** A finished scan that found something is there before anything is asked. */
export async function prepareWalk({ simulator, send, get, advance }: TestBed): Promise<WalkRequests> {
  const [host = ""] = simulator.state.hosts
    .filter(({ hostname }) => hostname === "WIN-FIN-07")
    .map(({ device_id }) => device_id);
  simulator.addAlert({ host, severity: 70, filepath: "\\Device\\HarddiskVolume3\\Users\\x.exe" });
  const scan = { hosts: [host], file_paths: ["C:\\Users"], description: DESCRIPTION };
  await send("POST", "/ods/entities/scans/v1", scan);
  advance(FINDS_AFTER_MS);
  const first = async (collection: string): Promise<string> => {
    const { body } = await get(`/ods/queries/${collection}/v1`, { filter: "id:!'x'" });
    return String(body.resources[0]);
  };
  const [scanId, hostScan, find] = [
    await first("scans"),
    await first("scan-hosts"),
    await first("malicious-files"),
  ];
  const { cases, indicators, incidents } = simulator.shelves;
  const idOf = (entries: readonly { readonly id: string }[]): string => entries[0]?.id ?? "";

  const requests: Readonly<Record<string, () => Request>> = {
    "GET /iocs/aggregates/indicators/device-count/v1": () => ({ query: SEEN }),
    "GET /iocs/queries/indicators/devices/v1": () => ({ query: SEEN }),
    "POST /iocs/entities/indicators/v1": () => ({ body: { indicators: [MADE] } }),
    "PATCH /iocs/entities/indicators/v1": () => ({
      body: { indicators: [{ id: idOf(indicators.all()), description: "walked" }] },
    }),
    "DELETE /iocs/entities/indicators/v1": () => ({ query: { ids: idOf(indicators.all()) } }),
    "GET /spotlight/queries/vulnerabilities/v1": () => ({ query: { filter: "status:'open'" } }),
    "GET /spotlight/combined/vulnerabilities/v1": () => ({ query: { filter: "status:'open'" } }),
    "GET /discover/combined/hosts/v1": () => ({ query: { filter: "entity_type:'unmanaged'" } }),
    "PUT /cases/entities/cases/v2": () => ({ body: { name: "A walk" } }),
    "PATCH /cases/entities/cases/v2": () => ({
      body: { id: idOf(cases.all()), fields: { status: "in_progress" }, expected_version: 1 },
    }),
    "POST /incidents/entities/incidents/GET/v1": () => ({ body: { ids: [idOf(incidents.all())] } }),
    "POST /ods/entities/scans/v1": () => ({ body: scan }),
    "POST /ods/entities/scan-control-actions/cancel/v1": () => ({ body: { ids: [scanId] } }),
    "GET /ods/entities/scans/v1": () => ({ query: { ids: scanId } }),
    "GET /ods/entities/scans/v2": () => ({ query: { ids: scanId } }),
    "GET /ods/entities/scan-hosts/v1": () => ({ query: { ids: hostScan } }),
    "GET /ods/entities/malicious-files/v1": () => ({ query: { ids: find } }),
    ...Object.fromEntries(
      ["scans", "scan-hosts", "malicious-files"].map((collection) => [
        `GET /ods/queries/${collection}/v1`,
        () => ({ query: { filter: "id:!'x'" } }),
      ]),
    ),
  };
  return { of: (method, path) => requests[`${method} ${path}`]?.() };
}
