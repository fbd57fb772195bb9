/** Cases that the company's team has opened over last week's alerts, and the same as incidents of old. */
import type { Alert } from "../alert-book.ts";
import { CASE_FRAME } from "../case-frame.ts";
import type { Dice } from "../dice.ts";
import type { Entry } from "../shelf.ts";
import type { FalconUser } from "../tenant.ts";

const CASES = 5;
const LEVELS = ["informational", "low", "medium", "high", "critical"];
const INCIDENT_STATUS: Readonly<Record<string, number>> = {
  new: 20,
  in_progress: 30,
  closed: 40,
  reopened: 25,
};

/** The same stories twice, for tenants that still answer incidents. */
export interface KnownCases {
  readonly cases: readonly Entry[];
  readonly incidents: readonly Entry[];
}

/** The graver alerts of the backlog, the newest first, each with the other alerts of its host. */
export function knownCases(
  dice: Dice,
  cid: string,
  alerts: readonly Alert[],
  users: readonly FalconUser[],
): KnownCases {
  const grave = alerts.filter(
    ({ severity, product, show_in_ui }) => severity >= 50 && product === "epp" && show_in_ui,
  );
  const perHost = [...new Map(grave.map((alert) => [alert["agent_id"], alert])).values()].slice(0, CASES);
  const cases = perHost.map((alert, index) => caseOf(alert, index, { dice, cid, alerts, users }));
  return { cases, incidents: cases.map((one, index) => incidentOf(one, perHost[index], dice)) };
}

interface Parts {
  readonly dice: Dice;
  readonly cid: string;
  readonly alerts: readonly Alert[];
  readonly users: readonly FalconUser[];
}

function caseOf(alert: Alert, index: number, { dice, cid, alerts, users }: Parts): Entry {
  const host = alert["agent_id"] as string;
  const evidence = alerts.filter(({ agent_id }) => agent_id === host).map(({ composite_id }) => composite_id);
  const owner = dice.pick(`case owner ${index}`, users);
  const person = { uuid: owner.uuid, email: owner.uid, full_name: `${owner.first_name} ${owner.last_name}` };
  const hostname = (alert["device"] as { hostname?: string } | undefined)?.hostname ?? "";
  const isTaken = alert.status !== "new";
  return {
    ...CASE_FRAME,
    id: dice.hex(`case ${alert.composite_id}`, 40),
    cid,
    reference_id: String(1_041 - index),
    name: `${alert.display_name} on ${hostname}`,
    description: alert.description,
    status: alert.status,
    severity: alert.severity,
    severity_info: { level: LEVELS[Math.min(4, Math.floor(alert.severity / 20))] },
    ...(isTaken ? { assigned_to: person } : {}),
    created_by: person,
    tags: ["triage"],
    evidence: {
      ...CASE_FRAME.evidence,
      alerts: { records: evidence.map((id) => ({ id, selector: { id } })) },
    },
    analysis_results: {
      ...CASE_FRAME.analysis_results,
      hosts: { records: [{ aid: host, hostname, agent_ip: "", local_ip: "", cloud_instance_id: "" }] },
    },
    created_timestamp: alert.created_timestamp,
    updated_timestamp: alert.updated_timestamp,
    start_timestamp: alert.timestamp,
  };
}

function incidentOf(one: Entry, alert: Alert | undefined, dice: Dice): Entry {
  const agent = alert?.["agent_id"];
  const host = typeof agent === "string" ? agent : "";
  const id = `inc:${host}:${dice.hex(`incident ${one.id}`)}`;
  return {
    id,
    incident_id: id,
    cid: one["cid"],
    name: one["name"],
    description: one["description"],
    status: INCIDENT_STATUS[String(one["status"])] ?? 20,
    state: one["status"] === "closed" ? "closed" : "open",
    fine_score: one["severity"],
    host_ids: [host],
    hosts: [alert?.["device"] ?? {}],
    tags: [],
    created: alert?.created_timestamp,
    start: alert?.timestamp,
    end: alert?.updated_timestamp,
    modified_timestamp: alert?.updated_timestamp,
  };
}
