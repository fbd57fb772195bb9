/** RTR sessions that fit a question: Falcon's record, and what we know of those that are ours. */
import { ago, mono, note, strong, text } from "../chat/card.ts";
import type { Block, Card, Inline } from "../chat/card.ts";
import type { Cursor } from "../chat/cursor.ts";
import { listingCard, type Column, type Export } from "../chat/listing.ts";
import type { Page } from "../chat/paging.ts";
import type { RtrSessionRecord } from "../falcon/endpoints/rtr.ts";
import { formatDuration } from "../lib/duration.ts";
import { MINUTE, SECOND } from "../lib/clock.ts";
import type { SessionQuery, Status } from "./filters.ts";
import type { OwnSession } from "./ports.ts";

export interface SessionRequest extends SessionQuery {
  readonly limit: number;
  readonly cursor?: Cursor | undefined;
  readonly export?: Export | undefined;
}

export interface SessionEntry extends RtrSessionRecord {
  /** Who opened it through us. */
  readonly ours: OwnSession | undefined;
}

export interface SessionsFound extends Page<SessionEntry> {
  /** Ours that Falcon's record does not have (yet). */
  readonly unrecorded: readonly OwnSession[];
  /** `own`: without the audit's scope Falcon shows this API client's sessions alone. */
  readonly reach: "all" | "own";
}

const COLUMNS: readonly Column<SessionEntry>[] = [
  { name: "Host", cell: ({ hostname, deviceId }) => (hostname.length > 0 ? hostname : (deviceId ?? "")) },
  { name: "Who", cell: ({ ours, user }) => ours?.owner ?? user ?? "not known" },
  { name: "State", cell: stateWords },
  { name: "Opened", cell: ({ createdAt }) => momentCell(createdAt) },
  { name: "Lasted", cell: lastedWords },
  { name: "Commands", cell: ({ log, requestIds }) => String(Math.max(log.length, requestIds.length)) },
  { name: "Through", cell: ({ ours, origin }) => (ours === undefined ? (origin ?? "") : "Falconer") },
  { name: "Session", cell: ({ id }) => mono(id) },
  { name: "Device id", cell: ({ deviceId }) => deviceId ?? "", inFilesOnly: true },
  { name: "Falcon user", cell: ({ user }) => user ?? "", inFilesOnly: true },
  { name: "Closed", cell: ({ deletedAt }) => momentCell(deletedAt), inFilesOnly: true },
  { name: "Typed", cell: typedWords, inFilesOnly: true },
];

export function sessionListCard(found: SessionsFound, request: SessionRequest): Card {
  const card = listingCard({
    ...found,
    command: "sessions",
    args: { ...request, cursor: undefined },
    noun: { one: "session", many: "sessions" },
    asked: askedFor(request),
    order: "newest first",
    columns: COLUMNS,
    more: [...unrecordedBlocks(found.unrecorded), ...reachBlocks(found)],
    choose: ({ deviceId, hostname }) =>
      deviceId === undefined
        ? undefined
        : {
            label: hostname,
            detail: mono(deviceId),
            press: { command: "host", args: { host: deviceId }, as: "run" },
          },
    export: request.export,
  });
  return { ...card, data: { ...(card.data as object), unrecorded: found.unrecorded, reach: found.reach } };
}

function unrecordedBlocks(sessions: readonly OwnSession[]): readonly Block[] {
  if (sessions.length === 0) return [];
  return [
    text(strong("Ours, not in Falcon's record")),
    {
      kind: "table",
      columns: ["Host", "Who", "State", "Opened", "Device id"],
      rows: sessions.map(({ hostname, owner, state, openedAt, deviceId }) => [
        hostname,
        owner,
        state,
        ago(openedAt),
        mono(deviceId),
      ]),
    },
  ];
}

const reachBlocks = ({ reach }: SessionsFound): readonly Block[] =>
  reach === "all"
    ? []
    : [
        note(
          "Only sessions of this API client: those of others need the scope ",
          "Real time response audit: Read (real-time-response-audit:read).",
        ),
      ];

function stateWords({ deletedAt, isQueuedOffline }: SessionEntry): string {
  if (deletedAt !== undefined) return "ended";
  return isQueuedOffline ? "waits for its host" : "active";
}

function lastedWords({ createdAt, updatedAt, deletedAt, durationMs }: SessionEntry): string {
  const end = deletedAt ?? updatedAt;
  const ms = durationMs ?? (createdAt === undefined || end === undefined ? undefined : end - createdAt);
  if (ms === undefined || ms < 0) return "";
  const unit = ms < MINUTE ? SECOND : MINUTE;
  return formatDuration(Math.round(ms / unit) * unit);
}

function typedWords({ log }: SessionEntry): Inline {
  return log.flatMap(({ commandString }, index) => (index === 0 ? [commandString] : ["; ", commandString]));
}

const STATES: Readonly<Record<Status, string>> = {
  active: "active ones",
  ended: "ended ones",
  queued: "those that wait for their host",
};

const askedFor = ({ days, status }: SessionRequest): readonly Inline[] => [
  `opened in the last ${days === 1 ? "day" : `${days} days`}`,
  ...(status === undefined ? [] : [STATES[status]]),
];

const momentCell = (moment: number | undefined): Inline => (moment === undefined ? "" : ago(moment));
