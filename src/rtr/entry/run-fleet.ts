/** One command on every ready host of a fleet: one call, one verdict a host, later pieces collected one by one. */
import { FalconError } from "../../falcon/errors.ts";
import type { BatchHost } from "../../falcon/endpoints/rtr.ts";
import { SECOND } from "../../lib/clock.ts";
import { untrusted } from "../../lib/untrusted.ts";
import type { FleetHost, FleetResult, RtrEntryRow, RtrOutput, RtrSessionRow } from "../../store/rtr-rows.ts";
import type { RtrParts } from "../ports.ts";
import { collect } from "../runner.ts";
import { because, moveEntry, touchSession } from "../session/change.ts";
import { directoryIn } from "../session/directory.ts";
import { openSpool } from "../spool.ts";
import { endedBy } from "./ending.ts";
import { patienceOf, tierOf } from "./run.ts";
import { untilUnwanted } from "./unwanted.ts";

/** What the call itself waits for; slower hosts are asked after one by one. */
const WAVE_MS = 30 * SECOND;
const AT_ONCE = 8;

export async function runFleetEntry(
  parts: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  stop: AbortSignal,
): Promise<void> {
  const { store, clock, falcon } = parts;
  const now = clock.now();
  const changes = { state: "sent", exact: undefined, sentAt: now, directory: session.directory } as const;
  const sent = await moveEntry(store, session, entry.id, ["waiting"], now, changes, { isSaid: true });
  if (sent === undefined || entry.exact === undefined) return;
  const ready = session.fleet.filter(({ verdict }) => verdict === "ready");
  const unwanted = untilUnwanted(parts, session.id, entry.id, stop);
  const signal = AbortSignal.any([stop, unwanted.signal]);
  try {
    const answered = await falcon.batches.run(
      {
        tier: tierOf(entry),
        batchId: session.falconId ?? "",
        baseCommand: entry.base,
        commandString: entry.exact,
        deviceIds: ready.map(({ deviceId }) => deviceId),
        timeoutMs: Math.min(WAVE_MS, patienceOf(session, entry.base)),
      },
      { signal },
    );
    const results = await inTurns(ready, (host) =>
      resultOf(parts, session, sent, host, answered.get(host.deviceId), signal),
    );
    await settle(parts, session, sent, results);
  } catch (error) {
    if (stop.aborted) throw error;
    const isKnown = error instanceof FalconError;
    const isOpen = !isKnown || error.effect === "unknown";
    const why = unwanted.signal.aborted
      ? "nobody waits for it any more; the hosts may still finish it"
      : `${isKnown ? error.hint : "something went wrong here"}${isOpen ? " Nobody knows where it ran; it is not sent again." : ""}`;
    await moveEntry(store, session, entry.id, ["sent"], clock.now(), {
      state: unwanted.signal.aborted ? "cancelled" : isOpen ? "unknown" : "failed",
      outcome: because(why),
      finishedAt: clock.now(),
    });
  } finally {
    await unwanted.end();
  }
}

async function resultOf(
  parts: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  { deviceId, hostname }: FleetHost,
  answer: BatchHost | undefined,
  signal: AbortSignal,
): Promise<FleetResult> {
  const head = { deviceId, hostname };
  if (answer === undefined)
    return { ...head, state: "unknown", ...silent(), outcome: because("it did not answer") };
  const complaint = answer.complaints[0]?.message;
  if (complaint !== undefined) return { ...head, state: "failed", ...silent(), outcome: complaint };
  if (answer.isComplete || answer.requestId === undefined) {
    const stdout = await spooled(parts, answer.stdout);
    const isComplaint = answer.stderr.length > 0 && stdout.bytes === 0;
    return {
      ...head,
      state: answer.isComplete ? (isComplaint ? "failed" : "done") : "incomplete",
      stdout,
      stderr: answer.stderr,
    };
  }
  const at = entry.sentAt ?? parts.clock.now();
  const until = at + patienceOf(session, entry.base);
  const handed = { tier: tierOf(entry), requestId: answer.requestId, at, until, secrets: [] };
  const printed = await collect(
    { commands: parts.falcon.commands, clock: parts.clock, folder: parts.folder },
    handed,
    signal,
  );
  const { state, outcome } = endedBy(printed, patienceOf(session, entry.base));
  const stderr = printed.stderr.text ?? printed.stderr.head ?? untrusted("");
  return { ...head, state, stdout: printed.stdout, stderr, ...(outcome === undefined ? {} : { outcome }) };
}

async function settle(
  { store, clock }: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  results: readonly FleetResult[],
): Promise<void> {
  const now = clock.now();
  const isDone = results.every(({ state }) => state === "done");
  await moveEntry(store, session, entry.id, ["sent"], now, {
    state: isDone ? "done" : results.some(({ state }) => state === "done") ? "incomplete" : "failed",
    results,
    finishedAt: now,
  });
  const directories = new Map(
    entry.base === "cd" ? results.map((one) => [one.deviceId, directoryIn(one.stdout.text)]) : [],
  );
  const fleet = session.fleet.map((host) => ({
    ...host,
    directory: directories.get(host.deviceId) ?? host.directory,
  }));
  await touchSession(store, session.id, now, { usedAt: now, fleet });
}

async function spooled({ folder }: RtrParts, text: BatchHost["stdout"]): Promise<RtrOutput> {
  const spool = openSpool(folder);
  await spool.write(text);
  return spool.finish();
}

const NOTHING_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const silent = (): { readonly stdout: RtrOutput; readonly stderr: RtrEntryRow["command"] } => ({
  stdout: { bytes: 0, sha256: NOTHING_SHA256, text: untrusted("") },
  stderr: untrusted(""),
});

/** A few at a time, in the order of the hosts. */
async function inTurns<Item, Made>(
  items: readonly Item[],
  work: (item: Item) => Promise<Made>,
): Promise<readonly Made[]> {
  const made: Made[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    made.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  }
  return made;
}
