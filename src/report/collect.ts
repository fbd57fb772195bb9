/**
 * Gathers what is known of a subject: our rows, and Falcon's records. What cannot be asked
 * just now becomes a gap that the report names; it never costs the reader the rest.
 */
import type { Alert } from "../falcon/endpoints/alerts.ts";
import type { Device, OnlineState } from "../falcon/endpoints/hosts.ts";
import { DAY } from "../lib/clock.ts";
import { BotError } from "../lib/errors.ts";
import type { ApprovalRow, AuditRow, ContainmentRow, ExecutionRow, VoteRow } from "../store/rows.ts";
import type { GroupRecord, ReportParts, SessionRecord } from "./ports.ts";
import { alertsOf, devicesOf, type Subject } from "./subject.ts";

/** Alerts of one host, newest first. */
const MOST_ALERTS = 200;
const MOST_AUDIT = 1_000;
const MOST_TRACED = 60;
const MOST_REQUESTS = 50;
/** What led to it counts too. */
const BEFORE_MS = DAY;
const LONGEST_DAYS = 90;
const OLD_ALERTS = {
  what: `detections more than ${LONGEST_DAYS} days old`,
  why: `A report reads those of the last ${LONGEST_DAYS} days.`,
};

/** A request with everything that hangs on it, as the store has it now. */
export interface RequestRecord {
  readonly approval: ApprovalRow;
  readonly votes: readonly VoteRow[];
  /** One for each target and call that was due, oldest first. */
  readonly executions: readonly ExecutionRow[];
  readonly containments: readonly ContainmentRow[];
}

/** One affected host and what Falcon says of it at this moment. */
export interface HostRecord {
  readonly id: string;
  /** Undefined: Falcon does not know it, or did not answer. */
  readonly device: Device | undefined;
  /** Near real time; undefined where it could not be asked. */
  readonly online: OnlineState | undefined;
}

/** All that a report is made from. Gathered once, so that its sections cannot contradict each other. */
export interface Material {
  readonly subject: Subject;
  /** Milliseconds since the epoch; up to now, and never before what led to it. */
  readonly period: { readonly from: number; readonly to: number };
  readonly hosts: readonly HostRecord[];
  /** Oldest first. */
  readonly alerts: readonly Alert[];
  /** How many there are, those beyond what was read too. */
  readonly alertsTotal: number;
  /** Oldest first. */
  readonly requests: readonly RequestRecord[];
  /** Oldest first, each line once, of the hosts, the request and the latest alerts. */
  readonly audit: readonly AuditRow[];
  readonly sessions: readonly SessionRecord[];
  /** The incident cards on which its alerts were told. */
  readonly groups: readonly GroupRecord[];
  /** What could not be asked, or is not, in sentences. */
  readonly gaps: readonly { readonly what: string; readonly why: string }[];
}

/**
 * `days` bounds a host's report; a request, session or alert brings its own time.
 * @throws what the store throws, and faults without a sentence of their own: the others become
 * gaps
 */
export async function collect(
  parts: ReportParts,
  subject: Subject,
  days: number,
  signal?: AbortSignal,
): Promise<Material> {
  const gaps: { what: string; why: string }[] = [];
  /** An answer, or nothing and a gap. */
  const orGap = async <T>(what: string, asked: Promise<T>, without: T): Promise<T> => {
    try {
      return await asked;
    } catch (fault) {
      if (!(fault instanceof BotError)) throw fault;
      gaps.push({ what, why: fault.hint });
      return without;
    }
  };
  const to = parts.clock.now();
  const from = beginning(subject, to, days);
  if (from < to - LONGEST_DAYS * DAY) gaps.push(OLD_ALERTS);
  const ids = devicesOf(subject);
  const [devices, states, found, sessions] = await Promise.all([
    orGap("the hosts' records", parts.hosts.byIds(ids, signal), []),
    orGap("whether the hosts are online", parts.hosts.online(ids, signal), new Map<string, OnlineState>()),
    orGap("the detections", readAlerts(parts, subject, from, to, signal), {
      alerts: given(subject),
      total: 0,
    }),
    sessionsOf(parts, subject, ids, from),
  ]);
  const alerts = [...found.alerts].sort((a, b) => momentOf(a) - momentOf(b));
  const audit = await auditOf(parts, subject, [...ids, ...mostTraced(alerts)], from);
  const groups = await parts.groups?.ofAlerts(alerts.map(({ compositeId }) => compositeId));
  return {
    subject,
    period: { from, to },
    hosts: ids.map((id) => ({
      id,
      device: devices.find((device) => device.id === id) ?? givenDevice(subject, id),
      online: states.get(id),
    })),
    alerts,
    alertsTotal: Math.max(found.total, alerts.length),
    requests: await requestsOf(parts, subject, audit),
    audit,
    sessions,
    groups: groups ?? [],
    gaps,
  };
}

/** When an alert happened, as far as anybody knows. */
export const momentOf = ({ happenedAt, createdAt, updatedAt }: Alert): number =>
  happenedAt ?? createdAt ?? updatedAt ?? 0;

function beginning(subject: Subject, now: number, days: number): number {
  switch (subject.kind) {
    case "host":
      return now - days * DAY;
    case "request":
      return subject.approval.createdAt - BEFORE_MS;
    case "session":
      return subject.session.openedAt - BEFORE_MS;
    case "alert":
      return (momentOf(subject.alert) || now) - BEFORE_MS;
  }
}

const given = (subject: Subject): readonly Alert[] => (subject.kind === "alert" ? [subject.alert] : []);

const givenDevice = (subject: Subject, id: string): Device | undefined =>
  subject.kind === "host" && subject.id === id ? subject.device : undefined;

async function readAlerts(
  { alerts }: ReportParts,
  subject: Subject,
  from: number,
  to: number,
  signal?: AbortSignal,
): Promise<{ readonly alerts: readonly Alert[]; readonly total: number }> {
  const days = Math.min(LONGEST_DAYS, Math.max(1, Math.ceil((to - from) / DAY)));
  const pages = await Promise.all(
    devicesOf(subject).map((deviceId) => alerts.list({ deviceId, days, limit: MOST_ALERTS }, signal)),
  );
  const named = await Promise.all(alertsOf(subject).map((id) => alerts.get(id, signal)));
  const known = new Map(
    [...given(subject), ...named, ...pages.flatMap((page) => page.alerts)].map((alert) => [
      alert.compositeId,
      alert,
    ]),
  );
  return { alerts: [...known.values()], total: pages.reduce((sum, { total }) => sum + total, 0) };
}

/** What people did to alerts is in the trail under the alerts' own ids; the latest of very many are enough. */
const mostTraced = (alerts: readonly Alert[]): readonly string[] =>
  alerts.slice(-MOST_TRACED).map(({ compositeId }) => compositeId);

async function auditOf(
  { store }: ReportParts,
  subject: Subject,
  ids: readonly string[],
  since: number,
): Promise<readonly AuditRow[]> {
  const about = [...ids, ...(subject.kind === "request" ? [subject.approval.id] : [])];
  const found = await Promise.all(
    about.map((one) => store.audit.recent({ about: one, since, limit: MOST_AUDIT })),
  );
  const rows = new Map(found.flat().map((row) => [row.seq, row]));
  return [...rows.values()].sort((a, b) => a.seq - b.seq);
}

async function requestsOf(
  { store }: ReportParts,
  subject: Subject,
  audit: readonly AuditRow[],
): Promise<readonly RequestRecord[]> {
  const named = audit.flatMap(({ body }) => (body.approval === undefined ? [] : [body.approval]));
  const latest = [...new Set(named)].slice(-MOST_REQUESTS);
  // The one that the report is about is in it, however many have followed.
  const ids = new Set([...latest, ...(subject.kind === "request" ? [subject.approval.id] : [])]);
  const rows = await Promise.all([...ids].map((id) => store.approvals.get(id)));
  const present = rows.filter((row) => row !== undefined).sort((a, b) => a.createdAt - b.createdAt);
  return Promise.all(
    present.map(async (approval) => {
      const [votes, executions, containments] = await Promise.all([
        store.votes.of(approval.id),
        store.executions.of(approval.id),
        store.containments.of(approval.id),
      ]);
      return { approval, votes, executions, containments };
    }),
  );
}

async function sessionsOf(
  { sessions }: ReportParts,
  subject: Subject,
  ids: readonly string[],
  since: number,
): Promise<readonly SessionRecord[]> {
  const found = (await sessions?.onDevices(ids, since)) ?? [];
  const all = subject.kind === "session" ? [subject.session, ...found] : found;
  const known = new Map(all.map((session) => [session.id, session]));
  return [...known.values()].sort((a, b) => a.openedAt - b.openedAt);
}
