/** The alert card: what happened, on which host, whether it was stopped, and what can be done. */
import { at, asks, buttons, code, facts, link, list, mono, runs, strong, text, toned } from "../chat/card.ts";
import type { Block, Button, Card, Inline } from "../chat/card.ts";
import { isSuspicious } from "../chat/visible.ts";
import type { Alert } from "../falcon/endpoints/alerts.ts";
import { untrusted } from "../lib/untrusted.ts";
import { cutCommandLine, processTree } from "./process-tree.ts";
import { alertTone, dispositionWords, severityWords, statusWords, tacticIds, tacticWords } from "./words.ts";

/** `picture`: the process tree, drawn. */
export function alertCard(alert: Alert, picture?: Block): Card {
  const tree = processTree(alert);
  const whole = cutCommandLine(alert);
  const blocks: Block[] = [
    ...(alert.description === undefined ? [] : [text(alert.description)]),
    text(strong(dispositionWords(alert))),
    ...warnings(alert),
    facts(stateFacts(alert)),
    facts(originFacts(alert)),
    ...(tree === undefined
      ? []
      : [text("Process tree"), ...(picture === undefined ? [] : [picture]), code(tree)]),
    ...(whole === undefined ? [] : [{ kind: "file", name: "command-line.txt", text: whole } as const]),
    ...(alert.falconLink === undefined ? [] : [text(link(alert.falconLink, "Open in Falcon"))]),
    ...offered(alert),
  ];
  return { ...toned(alertTone(alert), alert.name, ...blocks), data: { alert } };
}

const stateFacts = (alert: Alert) => ({
  Severity: severityWords(alert),
  Status: statusWords(alert.status),
  "Assigned to": alert.assignedTo ?? "nobody",
  Resolution: alert.resolution,
  Tags: joined(alert.tags),
  Happened: alert.happenedAt === undefined ? undefined : at(alert.happenedAt),
  "Reached Falcon": alert.createdAt === undefined ? undefined : at(alert.createdAt),
  "Last change": alert.updatedAt === undefined ? undefined : at(alert.updatedAt),
});

const originFacts = (alert: Alert) => ({
  Host: hostWords(alert),
  Cloud: joined(alert.cloud),
  User:
    alert.userDomain !== undefined && alert.user !== undefined
      ? [alert.userDomain, "\\", alert.user]
      : alert.user,
  "Tactic / technique": tacticWords(alert),
  MITRE: tacticIds(alert),
  Objective: alert.objective,
  Scenario: alert.scenario,
  Confidence: alert.confidence === undefined ? undefined : `${alert.confidence} of 100`,
  Product: alert.product,
  File: alert.filepath,
  "SHA-256": alert.sha256 === undefined ? undefined : mono(alert.sha256),
  "Alert id": mono(untrusted(alert.compositeId)),
});

function hostWords({ hostname, deviceId, os }: Alert): Inline | undefined {
  const parts: Inline[] = [
    ...(hostname === undefined ? [] : [hostname]),
    ...(deviceId === undefined ? [] : [mono(deviceId)]),
    ...(os === undefined ? [] : [os]),
  ];
  return parts.length === 0 ? undefined : joined(parts);
}

function warnings({ hostname, user }: Alert): readonly Block[] {
  const odd = [
    ...(hostname?.passes(isSuspicious) === true ? ["host name"] : []),
    ...(user?.passes(isSuspicious) === true ? ["user name"] : []),
  ];
  if (odd.length === 0) return [];
  const which = odd.join(" and the ");
  return [list([[strong(`The ${which} may not be what it seems`), ": hidden or look-alike characters."]])];
}

/** The same in the same order as on an incident's card. */
function offered({ compositeId, deviceId, status }: Alert): readonly Block[] {
  const id = { alert: compositeId };
  const triage: readonly Button[] =
    status === "closed"
      ? [asks("Reopen", "reopen", id)]
      : [runs("Assign to me", "assign", { ...id, person: "me" }), asks("Close", "close", id)];
  if (deviceId === undefined) return [buttons(...triage)];
  return [
    buttons(
      asks("Isolate", "isolate", { hosts: deviceId }, "danger"),
      ...triage,
      runs("RTR", "rtr", { host: deviceId }),
      runs("Host", "host", { host: deviceId }),
    ),
  ];
}

const joined = (parts: readonly Inline[]): Inline | undefined =>
  parts.length === 0 ? undefined : parts.flatMap((part, index) => (index === 0 ? [part] : [", ", part]));
