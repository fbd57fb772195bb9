/**
 * A small tenant in which everything that can be found bears a name of its own, so that what an
 * answer shows can be read off its words: the names in it, and none of the others.
 */
import { startSimulator, type Simulator } from "../../../src/simulator/simulator.ts";
import { DAY, HOUR, MINUTE } from "../../../src/lib/clock.ts";
import type { AlertWish } from "../../../src/simulator/tenant.ts";
import type { Entry } from "../../../src/simulator/shelf.ts";

/** What can be found, by kind. No name is a part of another one. */
export const NAMES = {
  hosts: ["MX-WIN-ALFA", "MX-MAC-BRAVO", "MX-LNX-CHARLIE", "MX-LNX-DELTA", "MX-SRV-ECHO", "MX-RTR-FOXTROT"],
  alerts: ["AlfaBeacon", "BravoTickets", "CharlieMiner", "DeltaDropper"],
  indicators: ["alfa.mx.example", "203.0.113.9", "a1".repeat(32), "b2".repeat(16), "2001:db8::beef"],
  vulnerabilities: ["CVE-2026-70001", "CVE-2026-70002", "CVE-2026-70003", "CVE-2026-70004", "CVE-2026-70005"],
  cases: ["CaseAlfa", "CaseBravo", "CaseCharlie", "CaseDelta"],
  assets: ["DSC-ALFA", "DSC-BRAVO", "DSC-CHARLIE", "DSC-DELTA"],
} as const;

export const MILL = { cid: "c".repeat(32), name: "Mill", host: "MILL-ONE" };

/** Containments that are under way stay so for the whole run. */
const NEVER_DONE_MS = 10 * MINUTE;

/** Away since: an online host is seen anew all the time, and lists are in that order. */
const seen = (hours: number) => ({ online: false, last_seen: ago(hours * HOUR) });

const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

export async function startTenant(): Promise<Simulator> {
  const [alfa, bravo, charlie, delta, echo, foxtrot] = NAMES.hosts;
  const falcon = await startSimulator({
    empty: true,
    containMs: NEVER_DONE_MS,
    limits: { tokens: 10_000, data: 100_000 },
    children: [{ cid: MILL.cid, name: MILL.name, hosts: [{ hostname: MILL.host }] }],
    hosts: [
      { hostname: alfa, product_type_desc: "Workstation", tags: ["FalconGroupingTags/lab"], groups: [] },
      { hostname: bravo, platform_name: "Mac", product_type_desc: "Workstation", status: "contained" },
      {
        hostname: charlie,
        platform_name: "Linux",
        local_ip: "10.99.8.7",
        status: "containment_pending",
        ...seen(2),
      },
      { hostname: delta, platform_name: "Linux", status: "lift_containment_pending", ...seen(1) },
      { hostname: echo, product_type_desc: "Server" },
      { hostname: foxtrot, product_type_desc: "Workstation" },
    ],
  });
  const servers = falcon.state.groups.find(({ name }) => name === "Servers")!.id;
  for (const { hostname } of falcon.state.hosts)
    falcon.setHost(hostname, { groups: hostname === echo ? [servers] : [] });
  fill(falcon);
  return falcon;
}

function fill(falcon: Simulator): void {
  const { indicators, vulnerabilities, cases, assets } = falcon.shelves;
  for (const alert of alerts()) falcon.addAlert(alert);
  for (const entry of indicatorEntries()) indicators.put(entry);
  for (const entry of vulnerabilityEntries(falcon)) vulnerabilities.put(entry);
  for (const entry of caseEntries(falcon)) cases.put(entry);
  for (const entry of assetEntries(falcon)) assets.put(entry);
}

function alerts(): readonly AlertWish[] {
  const [alfa, bravo, charlie, delta] = NAMES.alerts;
  const [hostA, hostB, hostC, hostD] = NAMES.hosts;
  const one = (name: string, host: string, severity: number, status: string, ms: number) => ({
    host,
    severity,
    status,
    display_name: name,
    created_timestamp: ago(ms),
    timestamp: ago(ms),
  });
  const powershell = {
    technique: "Command and Scripting Interpreter: PowerShell",
    technique_id: "T1059.001",
    tactic: "Execution",
    tactic_id: "TA0002",
  };
  const kerberos = {
    technique: "Steal or Forge Kerberos Tickets: Kerberoasting",
    technique_id: "T1558.003",
    tactic: "Credential Access",
    tactic_id: "TA0006",
  };
  const mining = {
    technique: "Resource Hijacking",
    technique_id: "T1496",
    tactic: "Impact",
    tactic_id: "TA0040",
  };
  return [
    { ...one(alfa, hostA, 90, "new", HOUR), ...powershell, product: "epp" },
    { ...one(bravo, hostB, 50, "in_progress", 3 * DAY), ...kerberos, product: "idp" },
    { ...one(charlie, hostC, 30, "closed", 20 * DAY), ...mining, product: "epp" },
    { ...one(delta, hostD, 70, "reopened", 5 * DAY), ...mining, product: "ngsiem" },
  ];
}

function indicatorEntries(): readonly Entry[] {
  const [domain, ipv4, sha256, md5, ipv6] = NAMES.indicators;
  const one = (type: string, value: string, severity: string, days: number): Entry => ({
    id: `${type}-of-the-matrix`,
    type,
    value,
    severity,
    action: "detect",
    platforms: ["windows", "mac", "linux"],
    applied_globally: true,
    created_on: ago(days * DAY),
    modified_on: ago(days * DAY),
  });
  return [
    one("domain", domain, "high", 1),
    one("ipv4", ipv4, "low", 40),
    one("sha256", sha256, "critical", 9),
    one("md5", md5, "medium", 20),
    one("ipv6", ipv6, "informational", 50),
  ];
}

function vulnerabilityEntries({ state }: Simulator): readonly Entry[] {
  const [hostA, hostB] = NAMES.hosts.map((name) => state.host(name)!);
  const one = (cve: string, host: typeof hostA, severity: string, status: string, days: number): Entry => ({
    id: `${host!.device_id}_${cve}`,
    aid: host!.device_id,
    vulnerability_id: cve,
    status,
    created_timestamp: ago(days * DAY),
    updated_timestamp: ago(days * DAY),
    ...(status === "closed" ? { closed_timestamp: ago(2 * DAY) } : {}),
    apps: [{ product_name_version: "Ledger 8", remediation: { ids: ["fix"] } }],
    cve: { id: cve, base_score: 7, severity, exploit_status: 30 },
    host_info: { hostname: host!.hostname, os_version: "Windows 11" },
    remediation: { ids: ["fix"], entities: [{ id: "fix", title: "Update Ledger", action: "Update Ledger" }] },
  });
  const [first, second, third, fourth, fifth] = NAMES.vulnerabilities;
  return [
    one(first, hostA, "CRITICAL", "open", 2),
    one(second, hostB, "HIGH", "open", 30),
    one(third, hostA, "MEDIUM", "reopen", 60),
    one(fourth, hostB, "LOW", "closed", 90),
    one(fifth, hostA, "LOW", "expired", 120),
  ];
}

function caseEntries({ state }: Simulator): readonly Entry[] {
  const [alert] = state.alerts;
  const one = (name: string, severity: number, status: string, days: number): Entry => ({
    id: `case-${name}`,
    reference_id: name.length.toString(),
    name,
    status,
    severity,
    severity_info: { level: "unsaid" },
    evidence: { alerts: { records: [{ id: alert!.composite_id }] } },
    created_timestamp: ago(days * DAY),
    updated_timestamp: ago(days * DAY),
  });
  const [alfa, bravo, charlie, delta] = NAMES.cases;
  return [
    one(alfa, 90, "new", 1),
    one(bravo, 50, "in_progress", 5),
    one(charlie, 30, "closed", 20),
    one(delta, 70, "reopened", 40),
  ];
}

function assetEntries({ state }: Simulator): readonly Entry[] {
  const [alfa, bravo, charlie, delta] = NAMES.assets;
  const one = (hostname: string, entity_type: string, days: number, tail: number): Entry => ({
    id: `asset-${hostname}`,
    entity_type,
    hostname,
    current_local_ip: `10.77.0.${tail}`,
    local_ip_addresses: [`10.77.0.${tail}`],
    mac_addresses: [`02-00-00-00-00-${tail}`],
    confidence: 75,
    last_seen_timestamp: ago(days * DAY - HOUR),
  });
  return [
    { ...one(alfa, "managed", 1, 11), aid: state.host(NAMES.hosts[0])!.device_id },
    one(bravo, "unmanaged", 2, 12),
    one(charlie, "unsupported", 6, 13),
    one(delta, "unmanaged", 60, 14),
  ];
}
