/** The first card of a session's thread, edited in place for as long as it lives. Pure. */
import {
  at,
  buttons,
  facts,
  list,
  mono,
  note,
  runs,
  strong,
  text,
  toned,
  type Block,
  type Button,
  type Card,
  type Inline,
  type Tone,
} from "../../chat/card.ts";
import { formatDuration } from "../../lib/duration.ts";
import type { RtrMemberRow, RtrSessionRow, RtrSessionState } from "../../store/rtr-rows.ts";
import { idleAt } from "../session/idle.ts";
import { nameList, platformWords } from "./words.ts";

const TONES: Readonly<Record<RtrSessionState, Tone>> = {
  connecting: "waiting",
  queued: "waiting",
  open: "good",
  "idle-warning": "warning",
  lost: "danger",
  closing: "neutral",
  closed: "neutral",
};

const WORDS: Readonly<Record<RtrSessionState, string>> = {
  connecting: "connecting",
  queued: "queued: the host is offline and is waited for",
  open: "open",
  "idle-warning": "open, and about to be closed: nobody types",
  lost: "lost",
  closing: "closing",
  closed: "closed",
};

export interface SessionView {
  readonly session: RtrSessionRow;
  readonly members: readonly RtrMemberRow[];
  readonly idleMs: number;
  readonly prefix: string;
}

export function sessionCard({ session, members, idleMs, prefix }: SessionView): Card {
  const isFleet = session.fleet.length > 0;
  const isOpen = session.state === "open" || session.state === "idle-warning";
  const others = members.filter(({ personId }) => personId !== session.ownerId);
  const blocks: readonly Block[] = [
    facts({
      State: [strong(WORDS[session.state]), session.outcome === undefined ? "" : [": ", session.outcome]],
      Host: isFleet ? undefined : strong(session.hostname),
      Hosts: isFleet ? `${session.fleet.length}` : undefined,
      "Device id": session.deviceId === undefined ? undefined : mono(session.deviceId),
      Platform: isFleet ? nameList(platformsOf(session)) : platformWords(session.platform),
      Owner: session.ownerName,
      "Also in": others.length === 0 ? undefined : nameList(others.map(({ name }) => name)),
      Directory: isFleet || session.directory.length === 0 ? undefined : mono(session.directory),
      Tier: "read-only at once, active-responder with the role, admin once somebody agrees",
      "Time left": timeLeft(session, idleMs),
      "A command may take": session.patienceMs === undefined ? undefined : formatDuration(session.patienceMs),
      Case: session.caseRef,
      Opened: session.openedAt === undefined ? undefined : at(session.openedAt),
      Closed: session.closedAt === undefined ? undefined : at(session.closedAt),
    }),
    ...(isFleet ? [fleetList(session)] : []),
    ...(isOpen ? [howTo(prefix, `It is closed after ${formatDuration(idleMs)} without a command.`)] : []),
    ...(session.state === "queued" ? [howTo(prefix, "What is typed waits until the host is back.")] : []),
    buttons(...buttonsOf(session)),
  ];
  const title: Inline = ["RTR on ", session.hostname];
  return { ...toned(TONES[session.state], title, ...blocks), topic: title, data: sessionData(session) };
}

function timeLeft(session: RtrSessionRow, idleMs: number): Inline | undefined {
  switch (session.state) {
    case "open":
    case "idle-warning":
      return { span: "time", at: idleAt(session, idleMs), style: "relative" };
    case "queued":
      return "seven days from the last command";
    default:
      return undefined;
  }
}

const howTo = (prefix: string, until: string): Block =>
  note(
    "Type commands in this thread",
    prefix === "" ? "" : [", each after ", mono(prefix)],
    `. Only the owner and who has joined are heard. ${until}`,
  );

const platformsOf = ({ fleet }: RtrSessionRow): readonly string[] => [
  ...new Set(fleet.map(({ platform }) => platformWords(platform))),
];

const MOST_LISTED = 20;

function fleetList({ fleet }: RtrSessionRow): Block {
  const lines = fleet
    .slice(0, MOST_LISTED)
    .map(({ hostname, verdict, why }): Inline => [
      strong(hostname),
      ` ${verdict}`,
      why === undefined ? "" : [": ", why],
    ]);
  const left = fleet.length - lines.length;
  return list(left > 0 ? [...lines, `and ${left} more`] : lines);
}

function buttonsOf({ id, state, deviceId }: RtrSessionRow): readonly Button[] {
  const session = { session: id };
  const transcript = runs("Transcript", "rtr-transcript", session);
  switch (state) {
    case "connecting":
    case "queued":
    case "open":
      return [
        runs("Join", "rtr-join", session, "primary"),
        runs("Close session", "rtr-close", session, "danger"),
        ...(state === "open" ? [transcript] : []),
      ];
    case "idle-warning":
      return [
        runs("Keep open", "rtr-keep", session, "primary"),
        runs("Join", "rtr-join", session),
        runs("Close session", "rtr-close", session, "danger"),
        transcript,
      ];
    case "lost":
      return [
        runs("Resume", "rtr-resume", session, "primary"),
        runs("Queue", "rtr-resume", { ...session, queue: "yes" }),
        runs("Close session", "rtr-close", session, "danger"),
        transcript,
      ];
    case "closing":
      return [transcript];
    case "closed":
      return [transcript, ...(deviceId === undefined ? [] : [runs("Open again", "rtr", { host: deviceId })])];
  }
}

export const sessionData = (session: RtrSessionRow) => ({
  session: session.id,
  state: session.state,
  host: session.hostname,
  deviceId: session.deviceId,
  platform: session.platform,
  owner: session.ownerName,
  directory: session.directory,
  fleet: session.fleet,
  openedAt: session.openedAt,
  closedAt: session.closedAt,
});

/** For whoever asks for a host that is taken. */
export const takenCard = (session: RtrSessionRow, where: Inline): Card => ({
  ...toned(
    "waiting",
    ["There is a session on ", session.hostname, " already"],
    text(strong(session.ownerName), " has it", where, ". A host has one session, in one thread."),
    buttons(runs("Join", "rtr-join", { session: session.id }, "primary")),
  ),
  data: { session: session.id, outcome: "taken" },
});
