/** How far an on-demand scan has come at a moment: what is served is worked out when it is read. */
import { SECOND } from "../lib/clock.ts";
import type { Entry } from "./shelf.ts";
import { secondStamp } from "./stamp.ts";
import type { Tenant } from "./tenant.ts";

/** A host begins when it hears of it, and is through its files some seconds later. */
const STARTS_AFTER_MS = SECOND;
const FILES_PER_PATH = 1_840;

/** Falcon's words for a scan and for its part on one host. */
export type ScanStatus = "pending" | "running" | "completed" | "canceled" | "failed";

/** One host's part of a scan at the moment asked for. */
export interface HostScan {
  readonly deviceId: string;
  readonly status: ScanStatus;
  readonly startedMs: number | undefined;
  readonly completedMs: number | undefined;
  readonly scanned: number;
  readonly finds: readonly Entry[];
}

/** In the order of the scan's hosts. */
export function hostScans(scan: Entry, tenant: Tenant, nowMs: number): readonly HostScan[] {
  return (scan["hosts"] as readonly string[]).map((id) => hostScan(scan, id, tenant, nowMs));
}

/** An offline host waits; one without support for scans fails at once. */
function hostScan(scan: Entry, deviceId: string, tenant: Tenant, nowMs: number): HostScan {
  const none = { deviceId, startedMs: undefined, completedMs: undefined, scanned: 0, finds: [] };
  const device = tenant.hosts.device(deviceId, nowMs);
  const presence = tenant.hosts.record(deviceId)?.presence;
  const canceledMs = typeof scan["canceledMs"] === "number" ? scan["canceledMs"] : Number.POSITIVE_INFINITY;
  if (device === undefined || device.platform_name === "Linux") return { ...none, status: "failed" };
  const isCanceled = nowMs >= canceledMs;
  if (presence?.online !== true) return { ...none, status: isCanceled ? "canceled" : "pending" };
  const startedMs = Math.max(Number(scan["askedMs"]), presence.sinceMs) + STARTS_AFTER_MS;
  const completedMs = startedMs + tenant.scanMs;
  // What was done before somebody cancelled it stays done.
  if (isCanceled && canceledMs < completedMs) return { ...none, status: "canceled" };
  if (nowMs < startedMs) return { ...none, status: "pending" };
  const share = Math.min(1, (nowMs - startedMs) / tenant.scanMs);
  const paths = scan["file_paths"] as readonly string[];
  const scanned = Math.floor(share * FILES_PER_PATH * paths.length);
  if (nowMs < completedMs) return { ...none, status: "running", startedMs, scanned };
  return {
    deviceId,
    status: "completed",
    startedMs,
    completedMs,
    scanned,
    finds: finds(scan, deviceId, tenant),
  };
}

/** Files that alerts of this host have named already and that lie below the paths. */
function finds(scan: Entry, deviceId: string, tenant: Tenant): readonly Entry[] {
  const paths = (scan["file_paths"] as readonly string[]).map(plain);
  const files = tenant.alerts
    .all()
    .filter(({ agent_id, sha256 }) => agent_id === deviceId && typeof sha256 === "string")
    .filter(({ severity, filepath }) => severity >= 20 && isDropped(String(filepath)))
    .filter(({ filepath }) => paths.some((path) => plain(String(filepath)).startsWith(path)));
  const byHash = new Map(files.map((alert) => [alert["sha256"], alert]));
  return [...byHash.values()].map((alert) => ({
    id: tenant.dice.hex(`find ${scan.id} ${String(alert["sha256"])}`),
    cid: tenant.cid,
    scan_id: scan.id,
    host_id: deviceId,
    host_scan_id: tenant.dice.hex(`host scan ${scan.id} ${deviceId}`),
    filepath: alert["filepath"],
    filename: alert["filename"],
    hash: alert["sha256"],
    pattern_id: 50_010,
    severity: alert.severity,
    quarantined: scan["quarantine"] === true,
    last_updated: secondStamp(Number(scan["askedMs"])),
  }));
}

/** What came with the system is not what a scan finds. */
const isDropped = (path: string): boolean => /\\Users\\|\/tmp\/|\/private\/tmp\//.test(path);

/** `C:\` and the volume's own name are one place; letter case does not matter. */
const plain = (path: string): string =>
  path
    .toLowerCase()
    .replace(/^(?:\\device\\harddiskvolume\d+|[a-z]:)/, "")
    .replace(/[*\\/]+$/, "");
