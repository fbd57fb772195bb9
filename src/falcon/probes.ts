/**
 * Which scopes the API client has. A token does not tell, so each is found by a harmless
 * question: reads ask for one entry; a write is judged by an order that names no host and
 * no action that exists, which a permitted client is told is invalid (400) and any other
 * is refused (403), since scopes are checked first. No probe can act on anything.
 */
import { Envelope } from "./envelope.ts";
import { FalconError } from "./errors.ts";
import type { Ask } from "./request.ts";

/** Found by a harmless question; a 400, 404 or 409 proves the scope as well as a success does. */
export interface Probe {
  readonly scope: string;
  /** What Falconer needs it for. */
  readonly purpose: string;
  /** True when the scope is there. Throws when Falcon could not be asked. */
  has(signal?: AbortSignal): Promise<boolean>;
}

const PROBES = [
  {
    scope: "Hosts: Read (devices:read)",
    purpose: "host look-up, re-checks before an isolation",
    method: "GET",
    path: "/devices/queries/devices/v1",
    query: { limit: 1 },
  },
  {
    scope: "Hosts: Write (devices:write)",
    purpose: "isolate and release",
    method: "POST",
    path: "/devices/entities/devices-actions/v2",
    query: { action_name: "falconer_scope_check" },
    body: { ids: [] },
  },
  {
    scope: "Alerts: Read (alerts:read)",
    purpose: "detections, open alerts on cards",
    method: "GET",
    path: "/alerts/queries/alerts/v2",
    query: { limit: 1, include_hidden: false },
  },
  {
    scope: "Real time response: Read (real-time-response:read)",
    purpose: "RTR sessions, read-only commands",
    method: "GET",
    path: "/real-time-response/queries/sessions/v1",
    query: { limit: 1 },
  },
  {
    scope: "Real time response: Write (real-time-response:write)",
    purpose: "RTR active-responder commands, files",
    method: "GET",
    path: "/real-time-response/entities/file/v2",
    query: { session_id: "00000000-0000-0000-0000-000000000000" },
  },
  {
    scope: "Real time response (admin): Write (real-time-response-admin:write)",
    purpose: "RTR admin commands, scripts and put-files",
    method: "GET",
    path: "/real-time-response/queries/scripts/v1",
    query: { limit: 1 },
  },
  {
    scope: "Real time response audit: Read (real-time-response-audit:read)",
    purpose: "everybody's RTR sessions",
    method: "GET",
    path: "/real-time-response-audit/combined/sessions/v1",
    query: { limit: 1 },
  },
  {
    scope: "Host groups: Read (host-group:read)",
    purpose: "names of host groups",
    method: "GET",
    path: "/devices/queries/host-groups/v1",
    query: { limit: 1 },
  },
  {
    scope: "IOC Management: Read (ioc:read)",
    purpose: "indicators, how far a block has come",
    method: "GET",
    path: "/iocs/queries/indicators/v1",
    query: { limit: 1 },
  },
  {
    scope: "IOC Management: Write (ioc:write)",
    purpose: "block and unblock",
    method: "PATCH",
    path: "/iocs/entities/indicators/v1",
    body: { indicators: [] },
  },
  {
    scope: "Vulnerabilities: Read (spotlight-vulnerabilities:read)",
    purpose: "vulnerabilities",
    method: "GET",
    path: "/spotlight/queries/vulnerabilities/v1",
    query: { limit: 1, filter: "status:'open'" },
  },
  {
    scope: "Cases: Read (cases:read)",
    purpose: "incidents",
    method: "GET",
    path: "/cases/queries/cases/v1",
    query: { limit: 1 },
  },
  {
    scope: "Assets: Read (assets:read)",
    purpose: "assets without a sensor",
    method: "GET",
    path: "/discover/queries/hosts/v1",
    query: { limit: 1 },
  },
  {
    scope: "On-demand scans (ODS): Read (ods:read)",
    purpose: "how far a scan has come",
    method: "GET",
    path: "/ods/queries/scans/v1",
    query: { limit: 1, filter: "status:'running'", sort: "created_on|desc" },
  },
  {
    scope: "On-demand scans (ODS): Write (ods:write)",
    purpose: "scans",
    method: "POST",
    path: "/ods/entities/scans/v1",
    body: { hosts: [] },
  },
  {
    scope: "Alerts: Write (alerts:write)",
    purpose: "assign, comment on, close and tag alerts",
    method: "PATCH",
    path: "/alerts/entities/alerts/v3",
    query: {},
    body: { composite_ids: [], action_parameters: [] },
  },
  {
    scope: "User management: Read (usermgmt:read)",
    purpose: "whom an alert is assigned to",
    method: "GET",
    path: "/user-management/queries/users/v1",
    query: { limit: 1 },
  },
] as const;

/** What `check` asks, one after the other. */
export const probesOf = (ask: Ask): readonly Probe[] =>
  PROBES.map((probe) => ({
    scope: probe.scope,
    purpose: probe.purpose,
    async has(signal) {
      const { method, path, scope } = probe;
      const query = "query" in probe ? { query: probe.query } : {};
      const body = "body" in probe ? { body: probe.body } : {};
      try {
        await ask(
          { method, path, ...query, ...body, scope, family: "other", isRead: true, reply: Envelope },
          { signal },
        );
        return true;
      } catch (error) {
        if (!(error instanceof FalconError)) throw error;
        if (error.kind === "denied") return false;
        if (error.kind === "invalid" || error.kind === "not-found" || error.kind === "conflict") return true;
        throw error;
      }
    },
  }));
