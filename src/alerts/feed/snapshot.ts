/** What is kept of an alert: enough for cards and filters, and no more, however long its texts are. */
import { headWithin } from "../../chat/visible.ts";
import type { Alert } from "../../falcon/endpoints/alerts.ts";
import type { Untrusted } from "../../lib/untrusted.ts";
import type { AlertRow, AlertSnapshot } from "../../store/feed-rows.ts";
import { isGuessed, severityOf } from "../severity.ts";
import { stampMs } from "./stamp.ts";

const LONGEST_TEXT = 500;
const LONGEST_COMMAND = 1_000;
const MOST_TAGS = 30;
const MOST_GROUPS = 100;

export function snapshotOf(alert: Alert): AlertSnapshot {
  return dropAbsent({
    name: cut(alert.name, LONGEST_TEXT),
    severity: severityOf(alert),
    isSeverityComputed: alert.isSeverityComputed,
    isSeverityGuessed: isGuessed(alert) ? (true as const) : undefined,
    status: alert.status,
    product: short(alert.product),
    deviceId: alert.deviceId,
    hostname: short(alert.hostname),
    os: short(alert.os),
    machineType: short(alert.machineType),
    user: short(alert.user),
    tactic: short(alert.tactic),
    tacticId: short(alert.tacticId),
    technique: short(alert.technique),
    techniqueId: short(alert.techniqueId),
    filename: short(alert.filename),
    cmdline: alert.cmdline === undefined ? undefined : cut(alert.cmdline, LONGEST_COMMAND),
    sha256: short(alert.sha256),
    wasBlocked: alert.wasBlocked,
    disposition: short(alert.disposition),
    assignedTo: short(alert.assignedTo),
    assignedToUuid: alert.assignedToUuid,
    resolution: short(alert.resolution),
    tags: alert.tags.slice(0, MOST_TAGS).map((tag) => cut(tag, LONGEST_TEXT)),
    hostTags: alert.hostTags.slice(0, MOST_TAGS).map((tag) => cut(tag, LONGEST_TEXT)),
    hostGroups: alert.hostGroups.slice(0, MOST_GROUPS).map((group) => cut(group, LONGEST_TEXT)),
    link: alert.falconLink,
    happenedAt: alert.happenedAt,
    createdStamp: alert.createdTimestamp,
  });
}

export const alertRow = (
  alert: Alert,
  { createdAt, nextAt, now }: { readonly createdAt: number; readonly nextAt: number; readonly now: number },
): AlertRow => ({
  id: alert.compositeId,
  state: "known",
  stamp: alert.updatedTimestamp,
  stampAt: stampMs(alert.updatedTimestamp),
  status: alert.status,
  snapshot: snapshotOf(alert),
  tries: 0,
  nextAt,
  createdAt,
  changedAt: now,
});

/** The status of what was there before the first run and was never read: it outlives a record that does not come. */
export const BASELINE = "baseline";

/** An id that was listed and whose record did not come. */
export const missingRow = (
  id: string,
  tries: number,
  nextAt: number,
  at: { readonly createdAt: number; readonly now: number; readonly isBaseline: boolean },
): AlertRow => ({
  id,
  state: "missing",
  stamp: undefined,
  stampAt: 0,
  status: at.isBaseline ? BASELINE : "unknown",
  snapshot: undefined,
  tries,
  nextAt,
  createdAt: at.createdAt,
  changedAt: at.now,
});

/** Whether two readings of an alert look different on a card. */
export function looksDifferent(a: AlertSnapshot, b: AlertSnapshot): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof AlertSnapshot>;
  return [...names].some((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
}

const cut = (text: Untrusted, most: number): Untrusted =>
  text.length <= most ? text : text.map((written) => `${headWithin(written, most - 1)}…`);

const short = (text: Untrusted | undefined): Untrusted | undefined =>
  text === undefined ? undefined : cut(text, LONGEST_TEXT);

type Present<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

function dropAbsent<T extends object>(whole: T): Present<T> {
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)) as Present<T>;
}
