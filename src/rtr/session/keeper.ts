/**
 * Works on one session that this process holds: connects it, runs what is typed in order, keeps
 * it alive while it is used, closes it when nobody does, and deletes it at Falcon. All that it
 * knows is in the store, so another process can go on from there.
 */
import { MINUTE, SECOND } from "../../lib/clock.ts";
import type { RtrSessionRow } from "../../store/rtr-rows.ts";
import { note, text, toned } from "../../chat/card.ts";
import { settleQueued } from "../entry/queued.ts";
import { dropEntry, dropUnsent } from "../entry/drop.ts";
import { runEntry } from "../entry/run.ts";
import { runFleetEntry } from "../fleet/run.ts";
import type { RtrParts } from "../ports.ts";
import { connect, connectFleet } from "./connect.ts";
import { because, moveSession } from "./change.ts";
import { closeAtFalcon } from "./close.ts";
import { idleAt, warnAt } from "./idle.ts";
import { pulse } from "./pulse.ts";
import { watchQueue } from "./queue.ts";
import { sayNote } from "./told.ts";
import { changed } from "./wait.ts";

/** Falcon forgets a session after ten minutes. */
const PULSE_MS = 4 * MINUTE;
const LOOK_MS = SECOND;
/** A request is made right after its command was written down. */
const FORGOTTEN_MS = MINUTE;
/** Nothing comes of a request in these. */
const UNDECIDABLE: ReadonlySet<string> = new Set(["denied", "expired", "withdrawn", "refused", "failed"]);
/** A session that Falcon lost can be resumed for so long. */
const RESUMABLE_MS = 60 * MINUTE;

/** Ends when the session is closed, when another process has it, or when it is stopped. */
export async function keepSession(parts: RtrParts, id: string, stop: AbortSignal): Promise<void> {
  let pulsedAt = parts.clock.now();
  for (;;) {
    stop.throwIfAborted();
    const row = await parts.store.rtrSessions.get(id);
    if (row === undefined || row.holder !== parts.holder) return;
    if (row.state === "closed") return dropUnsent(parts, row, "the session is over");
    switch (row.state) {
      case "connecting":
        await (row.fleet.length > 0 ? connectFleet : connect)(parts, row, stop);
        pulsedAt = parts.clock.now();
        break;
      case "queued":
        await watchQueue(parts, row, stop);
        break;
      case "open":
      case "idle-warning":
        if (await serve(parts, row, pulsedAt, stop)) pulsedAt = parts.clock.now();
        break;
      case "lost":
        // A resumed session starts in another directory: what was meant for this one is asked for anew.
        await dropUnsent(parts, row, "the session was lost");
        if (parts.clock.now() - row.updatedAt > RESUMABLE_MS)
          await moveSession(parts.store, id, "close", parts.clock.now());
        else await changed(parts, LOOK_MS, stop);
        break;
      case "closing":
        await closeAtFalcon(parts, row, stop);
        break;
    }
  }
}

/** One step of an open session; true when Falcon has heard of it. */
async function serve(
  parts: RtrParts,
  row: RtrSessionRow,
  pulsedAt: number,
  stop: AbortSignal,
): Promise<boolean> {
  const now = parts.clock.now();
  const entry = await parts.store.rtrEntries.next(row.id);
  if (entry !== undefined) {
    await whileKeptAlive(parts, row, stop, () =>
      row.fleet.length > 0 ? runFleetEntry(parts, row, entry, stop) : runEntry(parts, row, entry, stop),
    );
    return true;
  }
  if (now - pulsedAt >= PULSE_MS) return pulse(parts, row, stop);
  if (await settledQueue(parts, row, stop)) return true;
  const isHeld = await waitsForOthers(parts, row, now);
  if (!isHeld && now >= idleAt(row, parts.idleMs)) {
    await moveSession(parts.store, row.id, "close", now, { outcome: because("nobody used it") });
    return false;
  }
  if (!isHeld && row.state === "open" && now >= warnAt(row, parts.idleMs)) {
    await warn(parts, row, now);
    return false;
  }
  const next = row.state === "open" ? warnAt(row, parts.idleMs) : idleAt(row, parts.idleMs);
  const pauseMs = isHeld
    ? LOOK_MS
    : Math.min(Math.max(next - now, 0), pulsedAt + PULSE_MS - now, 10 * SECOND);
  await changed(parts, Math.max(pauseMs, 10), stop);
  return false;
}

/** What Falcon kept while the host was offline ends after the host is back; false when there is no such thing. */
async function settledQueue(parts: RtrParts, row: RtrSessionRow, stop: AbortSignal): Promise<boolean> {
  const queued = await parts.store.rtrEntries.inStates(row.id, ["queued"]);
  if (queued.length === 0) return false;
  await settleQueued(parts, row, queued, stop);
  await changed(parts, LOOK_MS, stop);
  return true;
}

/** A request that somebody still has to decide keeps its session open: it is bound to it. */
async function waitsForOthers(parts: RtrParts, row: RtrSessionRow, now: number): Promise<boolean> {
  const { store } = parts;
  let isHeld = false;
  for (const entry of await store.rtrEntries.inStates(row.id, ["proposed"])) {
    const request = entry.approvalId === undefined ? undefined : await store.approvals.get(entry.approvalId);
    const isForgotten = request === undefined && now - entry.createdAt > FORGOTTEN_MS;
    if (isForgotten || (request !== undefined && UNDECIDABLE.has(request.state)))
      await dropEntry(parts, entry, because(`${request?.state ?? "never asked for"}; it was not run`));
    else isHeld = true;
  }
  return isHeld;
}

async function warn(parts: RtrParts, row: RtrSessionRow, now: number): Promise<void> {
  const card = toned(
    "waiting",
    "Nobody types here",
    text("This session is closed ", { span: "time", at: idleAt(row, parts.idleMs), style: "relative" }, "."),
    note("Any command, or the button, keeps it open."),
    {
      kind: "buttons",
      buttons: [
        { label: "Keep open", press: { command: "rtr-keep", args: { session: row.id }, as: "run" } },
        { label: "Close session", press: { command: "rtr-close", args: { session: row.id }, as: "run" } },
      ],
    },
  );
  await moveSession(parts.store, row.id, "idled", now, {}, (tx) =>
    sayNote(tx, row, `idle:${row.usedAt}`, card, now),
  );
}

/** A command may take longer than Falcon keeps a silent session. */
async function whileKeptAlive(
  parts: RtrParts,
  row: RtrSessionRow,
  stop: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, stop]);
  const beating = (async () => {
    for (;;) {
      await parts.clock.sleep(PULSE_MS, signal);
      await pulse(parts, row, signal);
    }
  })().catch((error: unknown) => {
    if (!signal.aborted) parts.log.warn("a session could not be kept alive", { session: row.id, error });
  });
  try {
    await work();
  } finally {
    over.abort();
    await beating;
  }
}
