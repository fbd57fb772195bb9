/** A line of the audit trail in a sentence, and the lane of the time line that it belongs to. Pure. */
import type { Inline } from "../chat/card.ts";
import { mono } from "../chat/card.ts";
import { Untrusted } from "../lib/untrusted.ts";
import type { AuditBody } from "../store/rows.ts";
import type { Lane } from "./ports.ts";

/** Steps that follow of themselves: in the trail, but not worth a line of a report. */
const ROUTINE = new Set([
  "approval.running",
  "approval.approved",
  "execution.calling",
  "execution.pending",
  "execution.requested",
]);

const VERBS: Readonly<Record<string, string>> = {
  contain: "isolate",
  release: "release",
  scan: "scan",
  "rtr.run": "run a command on",
  "process.kill": "stop a process on",
  "file.quarantine": "quarantine a file on",
  "ioc.block": "block",
  "ioc.unblock": "unblock",
  notify: "notify",
};

const NOUNS: Readonly<Record<string, string>> = {
  contain: "Isolation",
  release: "Release",
  scan: "Scan",
  "rtr.run": "Command",
  "alert.update": "Change",
  "ioc.block": "Block",
  "ioc.unblock": "Unblocking",
};

const STEPS: Readonly<Record<string, string>> = {
  sent: "was accepted by Falcon",
  reached: "is reported by the endpoint",
  verified: "is verified by Falcon's record",
  overdue: "was not confirmed in time",
  unsure: "may or may not have been sent: the answer was lost",
  refused: "was refused just before the call",
  failed: "failed",
};

const REQUESTS: Readonly<Record<string, string>> = {
  done: "is done",
  failed: "failed",
  refused: "was refused just before it was carried out",
  unconfirmed: "is not confirmed yet",
  expired: "expired: nobody decided in time",
  denied: "was denied",
};

const DECISIONS: Readonly<Record<string, string>> = {
  "approval.approve": "approved",
  "approval.deny": "denied",
  "approval.withdrawn": "withdrew",
};

const OTHERS: Readonly<Record<string, string>> = {
  "containment.ending": "The time of the isolation is over; the release follows",
  "containment.extend": "extended the isolation",
  "containment.keep": "decided to keep the isolation without an end",
  "emergency.reviewed": "reviewed the use of break-glass",
  "rtr.opened": "opened a real time response session",
  "rtr.joined": "joined the real time response session",
  "rtr.handed-over": "handed the real time response session over",
  "rtr.closing": "ended the real time response session",
  "rtr.command": "typed a command",
  "rtr.command.proposed": "asked for a command",
  "evidence.handed-out": "was handed a file of evidence",
  "rtr.closed": "The real time response session was closed",
  "evidence.stored": "fetched a file as evidence",
  "evidence.filed": "gave evidence to a case",
  "rtr.case": "said which case the real time response session belongs to",
};

/** Of an alert the params say what becomes of it. */
export function verbOf(kind: string, params: Readonly<Record<string, unknown>> = {}): string {
  if (kind !== "alert.update") return VERBS[kind] ?? kind;
  if (params["status"] === "closed") return "close the alert";
  if (params["status"] === "reopened") return "reopen the alert";
  if ("assignTo" in params) return "assign the alert";
  return "comment" in params ? "comment on the alert" : "change the alert";
}
/**
 * What was done, at the beginning of a sentence; a kind without a word of its own is shown as it
 * stands.
 */
export const nounOf = (kind: string): string => NOUNS[kind] ?? kind;

/** Nobody has to read them to know what happened. */
export const isRoutine = ({ event }: AuditBody): boolean => ROUTINE.has(event);

/** By the event's family; an executed action counts as isolation only if it changes that. */
export function laneOf(body: AuditBody): Lane {
  const [family = ""] = body.event.split(".");
  if (family === "approval" || family === "emergency") return "Requests";
  if (family === "containment") return "Isolation";
  if (family === "rtr" || family === "evidence") return "Sessions";
  const kind = textIn(body, "kind");
  return family === "execution" && (kind === "contain" || kind === "release") ? "Isolation" : "Actions";
}

/**
 * Names and reasons in it are foreign text. An event that is new to this file is spelled out
 * from its name.
 */
export function eventWords(body: AuditBody): Inline {
  const { event, approval } = body;
  const who = whoOf(body);
  const [family = "", step = ""] = event.split(".");
  const request: Inline = approval === undefined ? "a request" : ["request ", mono(approval)];
  if (event === "approval.requested")
    return [who, ` asked to ${verb(body)} `, ...targetsOf(body), ...reason(body, "reason")];
  if (event === "approval.emergency")
    return [who, ` used break-glass to ${verb(body)} `, ...targetsOf(body), ...reason(body, "reason")];
  if (event.endsWith(".refused") && family === "approval" && step !== "refused")
    return [
      who,
      ` tried to ${step === "withdraw" ? "withdraw" : step} `,
      request,
      " and was refused",
      ...reason(body, "why"),
    ];
  const decision = DECISIONS[event];
  if (decision !== undefined) return [who, ` ${decision} `, request, ...reason(body, "reason")];
  if (family === "approval" && REQUESTS[step] !== undefined)
    return ["Request ", approval === undefined ? "" : mono(approval), ` ${REQUESTS[step]}`];
  if (family === "execution")
    return [
      nounOf(textIn(body, "kind") ?? "Action"),
      " of ",
      targetOf(body),
      ` ${STEPS[step] ?? step}`,
      ...reason(body, "why"),
    ];
  const other = OTHERS[event];
  if (other === undefined) return [who, ": ", event.replaceAll(".", " "), " ", ...targetsOf(body)];
  const isOurs = other.startsWith("The ");
  return [
    ...(isOurs ? [] : [who, " "]),
    other,
    ...(event === "evidence.stored" ? path(body) : [" on ", ...targetsOf(body)]),
  ];
}

const whoOf = ({ actor, actorName }: AuditBody): Inline =>
  actor === "falconer" ? "Falconer" : (actorName ?? actor);

function verb(body: AuditBody): string {
  const params = body.detail?.["params"];
  return verbOf(
    textIn(body, "kind") ?? "change",
    typeof params === "object" && params !== null ? { ...params } : {},
  );
}

function targetsOf({ hostnames = [], devices = [] }: AuditBody): readonly Inline[] {
  const names: readonly Inline[] = hostnames.length > 0 ? hostnames : devices.map((id) => mono(id));
  return names.length === 0 ? ["it"] : names.flatMap((name, index) => (index === 0 ? [name] : [", ", name]));
}

/** The one host that a step was about; its name stands beside its id in the same line. */
function targetOf(body: AuditBody): Inline {
  const target = textIn(body, "target");
  const index = body.devices?.indexOf(target ?? "") ?? -1;
  return body.hostnames?.[index] ?? (target === undefined ? "it" : mono(target));
}

function reason(body: AuditBody, key: "reason" | "why"): readonly Inline[] {
  const value = body.detail?.[key];
  return value instanceof Untrusted || (typeof value === "string" && value !== "") ? [": ", value] : [];
}

function path({ detail, hostnames }: AuditBody): readonly Inline[] {
  const value = detail?.["path"];
  const from: readonly Inline[] = hostnames?.[0] === undefined ? [] : [" from ", hostnames[0]];
  return value instanceof Untrusted ? [": ", mono(value), ...from] : from;
}

function textIn({ detail }: AuditBody, key: string): string | undefined {
  const value = detail?.[key];
  return typeof value === "string" ? value : undefined;
}
