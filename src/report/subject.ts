/**
 * What a report is about, from the one word that people write: a request's id, a session's
 * id, an alert's id or link, else a host. Hosts come last because any word may be a name.
 */
import { NotFound } from "../chat/ambiguity.ts";
import type { Alert } from "../falcon/endpoints/alerts.ts";
import type { Device } from "../falcon/endpoints/hosts.ts";
import type { ApprovalRow } from "../store/rows.ts";
import type { ReportParts, SessionRecord } from "./ports.ts";

/** `device` is undefined for a host that Falcon has forgotten and we have not. */
export type Subject =
  | { readonly kind: "request"; readonly approval: ApprovalRow }
  | { readonly kind: "session"; readonly session: SessionRecord }
  | { readonly kind: "alert"; readonly alert: Alert }
  | { readonly kind: "host"; readonly id: string; readonly device: Device | undefined };

/** Ids of alerts have parts, and links have a protocol; no host name holds a colon. */
const ALERT = /^<?(?:https?:\/\/|[a-z0-9-]+:[^:\s]+:?)/i;
const IPV6 = /^[0-9a-f:]+:[0-9a-f:]*$/i;
const DEVICE_ID = /^(?:aid:)?([0-9a-f]{32})$/i;

/** @throws Ambiguity, NotFound, UserError */
export async function readSubject(
  parts: ReportParts,
  written: string,
  signal?: AbortSignal,
): Promise<Subject> {
  const word = written.trim();
  const approval = await parts.store.approvals.get(word.toLowerCase());
  if (approval !== undefined) return { kind: "request", approval };
  const session = await parts.sessions?.get(word);
  if (session !== undefined) return { kind: "session", session };
  const id = DEVICE_ID.exec(word)?.[1]?.toLowerCase();
  if (id === undefined && ALERT.test(word) && !IPV6.test(word))
    return { kind: "alert", alert: await parts.alerts.get(word, signal) };
  try {
    const device = await parts.hosts.find(word, signal);
    return { kind: "host", id: device.id, device };
  } catch (fault) {
    // A machine that Falcon has forgotten is still in our own rows.
    const isRemembered =
      id !== undefined && (await parts.store.audit.recent({ about: id, limit: 1 })).length > 0;
    if (!(fault instanceof NotFound) || id === undefined || !isRemembered) throw fault;
    return { kind: "host", id, device: undefined };
  }
}

/** Alerts and indicators have ids of their own, some of which look like a host's. */
const isOfHosts = ({ kind }: ApprovalRow): boolean => !/^(?:alert|ioc)\./.test(kind);

/** The alerts that a request is about. */
export const alertsOf = (subject: Subject): readonly string[] =>
  subject.kind === "request" && subject.approval.kind.startsWith("alert.")
    ? subject.approval.targets.map(({ id }) => id)
    : [];

/** The hosts that it concerns. */
export function devicesOf(subject: Subject): readonly string[] {
  switch (subject.kind) {
    case "request":
      return isOfHosts(subject.approval)
        ? subject.approval.targets.map(({ id }) => id).filter((id) => DEVICE_ID.test(id))
        : [];
    case "session":
      return subject.session.deviceIds;
    case "alert":
      return subject.alert.deviceId === undefined ? [] : [subject.alert.deviceId];
    case "host":
      return [subject.id];
  }
}
