/**
 * One command and what came of it, in one message: short output in a block, longer output as
 * one file of exactly its bytes, with its ends, size and digest beside it. Pure.
 */
import {
  at,
  bytesFile,
  code,
  facts,
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
import { headWithin, tailWithin } from "../../chat/visible.ts";
import { untrusted } from "../../lib/untrusted.ts";
import type {
  EvidenceRow,
  RtrEntryRow,
  RtrEntryState,
  RtrOutput,
  RtrSessionRow,
} from "../../store/rtr-rows.ts";
import { evidenceBlocks } from "./evidence-card.ts";
import { fleetBlocks } from "./fleet-card.ts";
import { commandTitle, isLongCommand, nameList, sizeWords, tookWords } from "./words.ts";

const TONES: Readonly<Record<RtrEntryState, Tone>> = {
  proposed: "waiting",
  waiting: "waiting",
  sent: "waiting",
  queued: "waiting",
  done: "neutral",
  incomplete: "warning",
  failed: "warning",
  cancelled: "warning",
  unknown: "danger",
  dropped: "warning",
};

const WORDS: Readonly<Record<RtrEntryState, string>> = {
  proposed: "waits for somebody else to agree",
  waiting: "waits for its turn",
  sent: "is running",
  queued: "waits until the host is back",
  done: "",
  incomplete: "incomplete",
  failed: "failed",
  cancelled: "cancelled",
  unknown: "not known whether it ran",
  dropped: "was not run",
};

/** Characters that are shown whole, on every surface. */
const INLINE = 1_200;
const HEAD = 700;
const TAIL = 400;

export interface EntryView {
  readonly entry: RtrEntryRow;
  readonly evidence: readonly EvidenceRow[];
  /** The exact bytes of each stream that is too long to be shown; absent when they are not to be had. */
  readonly files: Partial<Readonly<Record<"stdout" | "stderr", Uint8Array>>>;
  /** The request can still be decided. */
  readonly isPending: boolean;
  /** Where it runs; absent when that is not one host. */
  readonly host?: Pick<RtrSessionRow, "hostname" | "deviceId"> | undefined;
}

export const isInline = ({ text: whole }: RtrOutput): boolean =>
  whole !== undefined && whole.length <= INLINE;

export function entryCard(view: EntryView): Card {
  const { entry, evidence } = view;
  const blocks = [
    ...(isLongCommand(entry.command) || entry.state === "proposed" ? [code(entry.command)] : []),
    ...stateBlocks(entry),
    ...(entry.state === "proposed" ? hostBlocks(view) : []),
    ...(hasBegun(entry) ? fleetBlocks(entry) : []),
    ...outputBlocks(view, "stdout"),
    ...outputBlocks(view, "stderr"),
    ...(isOnItsWay(view)
      ? [text("The file is on its way from the host.")]
      : evidence.flatMap(evidenceBlocks)),
    smallPrint(entry),
    ...buttonRow(view),
  ];
  return { ...toned(TONES[entry.state], commandTitle(entry.command), ...blocks), data: entryData(entry) };
}

/** Before that the hosts are a list that somebody agrees to. */
const hasBegun = ({ results, state }: RtrEntryRow): boolean =>
  results.length > 0 && state !== "proposed" && state !== "waiting";

const isOnItsWay = ({ entry, evidence }: EntryView): boolean =>
  entry.base === "get" && entry.state === "done" && evidence.length === 0;

function stateBlocks({ state, outcome, approvalId, stdout, stderr, results }: RtrEntryRow): readonly Block[] {
  const isSilent = results.length === 0 && (stdout?.bytes ?? 0) === 0 && (stderr?.bytes ?? 0) === 0;
  if (state === "done") return isSilent ? [text("Done; it printed nothing.")] : [];
  const request: Inline =
    approvalId === undefined || state !== "proposed" ? "" : [" Request ", mono(approvalId), "."];
  return [text(strong(WORDS[state]), outcome === undefined ? "." : [": ", outcome], request)];
}

/** Whoever agrees here has to see on what, wherever the first card of the thread has gone. */
const hostBlocks = ({ host }: EntryView): readonly Block[] =>
  host?.deviceId === undefined
    ? []
    : [facts({ Host: strong(host.hostname), "Device id": mono(host.deviceId) })];

function outputBlocks({ entry, files }: EntryView, stream: "stdout" | "stderr"): readonly Block[] {
  const output = entry[stream];
  if (output === undefined || output.bytes === 0) return [];
  const label = stream === "stderr" ? [text(strong("Complaints"))] : [];
  const { text: whole } = output;
  if (whole !== undefined && isInline(output)) return [...label, code(whole)];
  const bytes = files[stream];
  const name = `${stream === "stdout" ? "output" : "complaints"}-${entry.seq}-${entry.base.replaceAll(" ", "-")}.txt`;
  return [
    ...label,
    code((whole ?? output.head ?? untrusted("")).map((part) => headWithin(part, HEAD))),
    text("…"),
    code((whole ?? output.tail ?? untrusted("")).map((part) => tailWithin(part, TAIL))),
    facts({ Size: sizeWords(output.bytes), "SHA-256": mono(output.sha256) }),
    bytes === undefined
      ? note("The whole is kept here: ", mono(`download ${output.sha256}`), " hands it out where it fits.")
      : bytesFile(name, bytes),
  ];
}

function smallPrint({ personName, directory, sentAt, finishedAt, createdAt, tier, seq }: RtrEntryRow): Block {
  const took = tookWords(sentAt, finishedAt);
  const parts: readonly Inline[] = [
    [`#${seq} `, personName],
    at(sentAt ?? createdAt),
    ...(directory.length === 0 ? [] : [["in ", mono(directory)]]),
    ...(took === undefined ? [] : [took]),
    ...(tier === "read-only" ? [] : [tier]),
  ];
  return note(nameList(parts));
}

function buttonRow({ entry, isPending }: EntryView): readonly Block[] {
  const row: Button[] = [];
  if (entry.state === "waiting" || entry.state === "sent" || entry.state === "queued") {
    row.push(runs("Cancel", "rtr-cancel", { entry: entry.id }));
  }
  if (entry.state === "proposed" && isPending && entry.approvalId !== undefined) {
    const request = { request: entry.approvalId };
    row.push(
      runs("Approve", "approve", request, "primary"),
      runs("Deny", "deny", request, "danger"),
      runs("Withdraw", "withdraw", request),
    );
  }
  return row.length === 0 ? [] : [{ kind: "buttons", buttons: row }];
}

export const entryData = (entry: RtrEntryRow) => ({
  entry: entry.id,
  session: entry.sessionId,
  seq: entry.seq,
  command: entry.command,
  state: entry.state,
  outcome: entry.outcome,
  directory: entry.directory,
  request: entry.approvalId,
  stdout: entry.stdout,
  stderr: entry.stderr,
  results: entry.results,
});
