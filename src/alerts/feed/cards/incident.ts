/**
 * The card of one host's incident: its first alert in full, live counters over all of them,
 * and what can be done. Each further alert has its own line in the thread.
 */
import {
  asks,
  at,
  buttons,
  code,
  facts,
  link,
  list,
  mono,
  note,
  runs,
  strong,
  text,
  toned,
} from "../../../chat/card.ts";
import type { Block, Button, Card, Inline } from "../../../chat/card.ts";
import { dispositionDetail } from "../../words.ts";
import { isSuspicious, tailWithin, headWithin, visible } from "../../../chat/visible.ts";
import type { Untrusted } from "../../../lib/untrusted.ts";
import type { AlertSnapshot, Counted, GroupRow } from "../../../store/feed-rows.ts";
import { worstOf } from "../tally.ts";
import {
  alertsWord,
  headline,
  severityWord,
  stateOf,
  statusCounts,
  tallyWords,
  techniqueOf,
  toneOf,
  type ShownAlert,
} from "./lines.ts";

const TOP_TECHNIQUES = 3;
/** More of a command line is in the details. */
const COMMAND_HEAD = 260;
const COMMAND_TAIL = 80;

export interface IncidentView {
  readonly group: GroupRow;
  readonly lead: ShownAlert;
  readonly statuses: Readonly<Record<string, number>>;
  readonly previous: GroupRow | undefined;
}

export function incidentCard(view: IncidentView): Card {
  const { group, lead, statuses } = view;
  const { snapshot } = lead;
  const isOver = Object.keys(statuses).every((status) => status === "closed");
  const title: Inline = [
    headline(lead),
    ...(snapshot.hostname === undefined ? [] : [" on ", snapshot.hostname]),
  ];
  const blocks: Block[] = [
    text(strong(dispositionOf(snapshot))),
    ...oddities(snapshot),
    facts({
      Host: hostWords(snapshot),
      Severity: group.tally.total === 1 ? severityWord(snapshot) : undefined,
      Alerts: group.tally.total === 1 ? undefined : tallyWords(group.tally),
      Status: group.tally.total === 1 ? stateOf(lead) : statusCounts(statuses),
      "Tactic / technique": group.tally.total === 1 ? techniqueOf(snapshot) : undefined,
      User: snapshot.user,
      Process: snapshot.filename,
      "SHA-256": snapshot.sha256 === undefined ? undefined : mono(snapshot.sha256),
      Product: snapshot.product,
      Tags: snapshot.tags.length === 0 ? undefined : joined(snapshot.tags),
    }),
    ...(snapshot.cmdline === undefined ? [] : [code(bounded(snapshot.cmdline))]),
    ...(group.tally.total === 1 ? [] : techniques(group.tally.techniques)),
    ...follows(view.previous),
    ...(snapshot.link === undefined ? [] : [text(link(snapshot.link, "Open in Falcon"))]),
    buttons(...offered(view, isOver)),
  ];
  return {
    ...toned(isOver ? "good" : toneOf(worstOf(group.tally)), title, ...blocks),
    data: { group: group.id, alerts: group.tally.total },
  };
}

const hostWords = ({ hostname, deviceId, os, machineType }: AlertSnapshot): Inline => {
  const parts: Inline[] = [
    hostname ?? "no host named",
    ...(deviceId === undefined ? [] : [mono(deviceId)]),
    ...(os === undefined ? [] : [os]),
    ...(machineType === undefined ? [] : [machineType]),
  ];
  return joined(parts);
};

function dispositionOf({ wasBlocked, disposition }: AlertSnapshot): Inline {
  const detail = dispositionDetail(disposition);
  if (wasBlocked === undefined) return disposition ?? "Falcon does not say whether anything was blocked.";
  return wasBlocked ? ["Blocked", detail, "."] : ["Detection only: nothing was blocked", detail, "."];
}

function oddities({ hostname, user }: AlertSnapshot): readonly Block[] {
  const odd = [
    ...(hostname?.passes(isSuspicious) === true ? ["host name"] : []),
    ...(user?.passes(isSuspicious) === true ? ["user name"] : []),
  ];
  if (odd.length === 0) return [];
  return [
    list([
      [strong(`The ${odd.join(" and the ")} may not be what it seems`), ": hidden or look-alike characters."],
    ]),
  ];
}

function techniques(counted: readonly Counted[]): readonly Block[] {
  if (counted.length === 0) return [];
  const lines = counted.slice(0, TOP_TECHNIQUES).map(({ label, count }): Inline => [label, ` (${count})`]);
  return [text(strong("Techniques")), list(lines)];
}

function follows(previous: GroupRow | undefined): readonly Block[] {
  if (previous === undefined) return [];
  return [
    note(
      "Follows the card of ",
      at(previous.openedAt),
      ` (${alertsWord(previous.tally.total)}), which takes no more.`,
    ),
  ];
}

function offered({ group, lead, previous }: IncidentView, isOver: boolean): readonly Button[] {
  const { deviceId } = lead.snapshot;
  const incident = { alert: group.id };
  return [
    ...(deviceId === undefined ? [] : [asks("Isolate", "isolate", { hosts: deviceId }, "danger")]),
    ...(isOver
      ? []
      : [runs("Assign to me", "assign", { ...incident, person: "me" }), asks("Close", "close", incident)]),
    ...(deviceId === undefined ? [] : [runs("RTR", "rtr", { host: deviceId })]),
    runs("Details", "alert", { id: lead.id }),
    ...(previous === undefined ? [] : [runs("Earlier card", "incident", { group: previous.id })]),
  ];
}

const bounded = (cmdline: Untrusted): Untrusted =>
  cmdline.map((written) => {
    const shown = visible(written);
    if (shown.length <= COMMAND_HEAD + COMMAND_TAIL) return shown;
    return `${headWithin(shown, COMMAND_HEAD)} … ${tailWithin(shown, COMMAND_TAIL)}`;
  });

const joined = (parts: readonly Inline[]): Inline =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [", ", part]));
