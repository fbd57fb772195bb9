/**
 * What was typed and what came of it, as text, as JSON and as a recording in asciicast's format.
 * Pure. Escapes of terminals are taken out or shown; the raw bytes stay with the evidence.
 */
import { visibleLines } from "../../chat/visible.ts";
import { SECOND } from "../../lib/clock.ts";
import { joinUntrusted, untrusted, type Untrusted } from "../../lib/untrusted.ts";
import type {
  EvidenceRow,
  RtrEntryRow,
  RtrMemberRow,
  RtrOutput,
  RtrSessionRow,
} from "../../store/rtr-rows.ts";
import { sizeWords } from "../cards/words.ts";
import { jsonText } from "./json-text.ts";

export interface Recorded {
  readonly session: RtrSessionRow;
  readonly members: readonly RtrMemberRow[];
  readonly entries: readonly RtrEntryRow[];
  readonly evidence: readonly EvidenceRow[];
}

type Part = string | Untrusted;

const stamp = (at: number | undefined): string => (at === undefined ? "never" : new Date(at).toISOString());

export function asText({ session, members, entries, evidence }: Recorded): Untrusted {
  const lines: Part[][] = [
    ["Session ", session.id, " on ", seen(session.hostname), " (", session.deviceId ?? "fleet", ")"],
    [
      "Owner: ",
      seen(session.ownerName),
      ...members.flatMap(({ name }): Part[] => [", joined: ", seen(name)]),
    ],
    ["Opened ", stamp(session.openedAt), ", closed ", stamp(session.closedAt), ", state ", session.state],
    [""],
    ...entries.flatMap(entryLines),
    ...(evidence.length === 0 ? [] : [["Files:"]]),
    ...evidence.map((row): Part[] => [
      `  ${row.sha256}  ${sizeWords(row.sizeBytes)}  ${row.hashCheck}  `,
      seen(row.path),
      " (",
      seen(row.personName),
      `, ${stamp(row.createdAt)}`,
      ...(row.caseRef === undefined ? [] : [", case ", seen(row.caseRef)]),
      ")",
    ]),
  ];
  return joinUntrusted(
    lines.map((line) => joinUntrusted([...line, "\n"])),
    "",
  );
}

function entryLines(entry: RtrEntryRow): readonly Part[][] {
  const took =
    entry.sentAt === undefined || entry.finishedAt === undefined
      ? ""
      : `, ${entry.finishedAt - entry.sentAt} ms`;
  return [
    [
      `#${entry.seq} ${stamp(entry.sentAt ?? entry.createdAt)} `,
      seen(entry.personName),
      ` (${entry.tier}, ${entry.state}${took})`,
    ],
    [seen(entry.directory), "> ", seen(entry.command)],
    ...printed(entry.stdout).map((part): Part[] => [part]),
    ...printed(entry.stderr).map((part): Part[] => ["complaint: ", part]),
    ...entry.results.flatMap(({ hostname, state, stdout }): Part[][] => [
      ["-- ", seen(hostname), ` (${state})`],
      ...printed(stdout).map((part): Part[] => [part]),
    ]),
    ...(entry.outcome === undefined ? [] : [["outcome: ", seen(entry.outcome)]]),
    [""],
  ];
}

function printed(output: RtrOutput | undefined): readonly Part[] {
  if (output === undefined || output.bytes === 0) return [];
  const { text, head = untrusted(""), tail = untrusted(""), bytes, sha256 } = output;
  if (text !== undefined) return [seen(text)];
  return [seen(head), `… ${bytes} bytes in all, sha256 ${sha256} …`, seen(tail)];
}

const seen = (text: Untrusted): Untrusted => text.map(visibleLines);

export function asJson({ session, members, entries, evidence }: Recorded): Untrusted {
  const { help: _help, ...kept } = session;
  return jsonText({
    session: kept,
    members,
    entries: entries.map(({ exact: _exact, ...entry }) => entry),
    evidence,
  });
}

const WIDTH = 120;
const HEIGHT = 40;
/** Between two commands nobody wants to wait longer. */
const LONGEST_PAUSE_S = 2;

/** https://docs.asciinema.org/manual/asciicast/v2 */
export function asCast({ session, entries }: Recorded): Untrusted {
  const header = {
    version: 2,
    width: WIDTH,
    height: HEIGHT,
    timestamp: Math.floor((session.openedAt ?? session.createdAt) / SECOND),
    idle_time_limit: LONGEST_PAUSE_S,
    title: joinUntrusted(["RTR on ", seen(session.hostname)]),
  };
  const start = session.openedAt ?? session.createdAt;
  let last = 0;
  const events = entries.flatMap((entry) => {
    const typedAt = Math.max(last, secondsSince(start, entry.sentAt ?? entry.createdAt));
    const endedAt = Math.max(typedAt, secondsSince(start, entry.finishedAt ?? entry.createdAt));
    last = endedAt;
    return [
      [typedAt, "o", terminal([entry.directory, "> ", entry.command, "\n"])],
      [
        endedAt,
        "o",
        terminal([
          ...printed(entry.stdout),
          ...printed(entry.stderr),
          ...resultsOf(entry),
          outcomeOf(entry),
          "\n",
        ]),
      ],
    ];
  });
  return joinUntrusted([header, ...events].map((line) => joinUntrusted([jsonText(line), "\n"])));
}

const secondsSince = (start: number, at: number): number => Math.max(0, (at - start) / SECOND);

const resultsOf = ({ results }: RtrEntryRow): readonly Part[] =>
  results.flatMap(({ hostname, stdout }): Part[] => ["\n-- ", hostname, "\n", ...printed(stdout)]);

const outcomeOf = ({ outcome }: RtrEntryRow): Part =>
  outcome === undefined ? "" : joinUntrusted(["\n", outcome]);

/** Lines of a terminal end with a carriage return too. */
const terminal = (parts: readonly Part[]): Untrusted =>
  seen(joinUntrusted(parts)).map((text) => text.replaceAll("\n", "\r\n"));
