/**
 * A session whose process is no more. What was under way is looked at once, never sent again;
 * then the session is deleted at Falcon and its thread is told. What waits for an offline host
 * goes on waiting.
 */
import { buttons, list, mono, runs, text, toned, type Card, type Inline } from "../../chat/card.ts";
import { SECOND } from "../../lib/clock.ts";
import type { FleetResult, RtrEntryRow, RtrSessionRow } from "../../store/rtr-rows.ts";
import { shortCommand } from "../cards/words.ts";
import { settle, tierOf } from "../entry/run.ts";
import { askWhatBecame } from "../fleet/ask.ts";
import { dropped, verdictOf } from "../fleet/plan.ts";
import { forgottenSecrets } from "../grammar/mask.ts";
import type { RtrParts } from "../ports.ts";
import { collect } from "../runner.ts";
import { because, moveEntry, moveSession, touchSession } from "./change.ts";
import { sayNote } from "./told.ts";

/** How long the output of a command is waited for whose process died. */
const LOOK_MS = 4 * SECOND;
const STOPPED = "Falconer stopped while the session was open";

export async function recover(parts: RtrParts, row: RtrSessionRow, stop: AbortSignal): Promise<void> {
  const { store, clock } = parts;
  const inDoubt = await store.rtrEntries.inStates(row.id, ["sent"]);
  for (const entry of inDoubt) await settleInDoubt(parts, row, entry, stop);
  if (row.state === "queued" || row.state === "closing" || row.state === "lost") return;
  const dropped = await store.rtrEntries.inStates(row.id, ["waiting", "proposed"]);
  const now = clock.now();
  const after = await Promise.all(inDoubt.map(({ id }) => store.rtrEntries.get(id)));
  const card = toldCard(
    row,
    after.filter((entry) => entry !== undefined),
    dropped,
  );
  await moveSession(store, row.id, "close", now, { outcome: because(STOPPED) }, (tx, next) =>
    sayNote(tx, next, `recovered:${next.version}`, card, now),
  );
}

/** Its output may be there all the same: reading it runs nothing. */
async function settleInDoubt(
  parts: RtrParts,
  row: RtrSessionRow,
  entry: RtrEntryRow,
  stop: AbortSignal,
): Promise<void> {
  const { store, clock, falcon, folder, log } = parts;
  if (entry.results.length > 0) return settleFleet(parts, row, entry, stop);
  const now = clock.now();
  try {
    const requestId = entry.requestId ?? (await requestInRecord(parts, row, stop));
    if (requestId !== undefined) {
      const secrets = forgottenSecrets(entry.base);
      const handed = { tier: tierOf(entry), requestId, at: now, until: now + LOOK_MS, secrets };
      const printed = await collect({ commands: falcon.commands, clock, folder }, handed, stop);
      if (printed.ended === "whole") {
        await settle(parts, { ...row, state: "closing" }, entry, printed, stop);
        return;
      }
    }
  } catch (error) {
    if (stop.aborted) throw error;
    log.warn("the output of an earlier process's command could not be read", { entry: entry.id, error });
  }
  await moveEntry(store, row, entry.id, ["sent"], clock.now(), {
    state: "unknown",
    outcome: because("Falconer stopped while it ran. Nobody knows how it ended; it is not sent again"),
    finishedAt: clock.now(),
  });
}

/** Each host by itself: what had been sent is asked for, what had not is not sent later. */
async function settleFleet(
  parts: RtrParts,
  row: RtrSessionRow,
  entry: RtrEntryRow,
  stop: AbortSignal,
): Promise<void> {
  const how = { patienceMs: LOOK_MS, secrets: forgottenSecrets(entry.base) };
  const results: FleetResult[] = [];
  for (const one of entry.results) {
    if (one.state === "waiting") results.push(dropped(one, because("it was not sent")));
    else results.push(one.state === "sent" ? await askWhatBecame(parts, row, entry, one, how, stop) : one);
  }
  const now = parts.clock.now();
  await moveEntry(parts.store, row, entry.id, ["sent"], now, {
    state: verdictOf(results),
    results,
    outcome: because("Falconer stopped while it ran; it is not sent again"),
    finishedAt: now,
  });
}

/** Handed over, and its receipt was lost: Falcon's record of the session has one command that we do not know. */
async function requestInRecord(
  { store, falcon }: RtrParts,
  row: RtrSessionRow,
  stop: AbortSignal,
): Promise<string | undefined> {
  if (row.falconId === undefined || row.fleet.length > 0) return undefined;
  const [record] = await falcon.sessions.details([row.falconId], { signal: stop });
  const known = new Set((await store.rtrEntries.of(row.id)).map(({ requestId }) => requestId));
  const [only, ...others] = record?.requestIds.filter((id) => !known.has(id)) ?? [];
  return others.length === 0 ? only : undefined;
}

function toldCard(row: RtrSessionRow, after: readonly RtrEntryRow[], dropped: readonly RtrEntryRow[]): Card {
  const lines: readonly Inline[] = [
    ...after.map(({ command, state }): Inline => [
      mono(shortCommand(command)),
      state === "unknown"
        ? ": it is not known whether it ran; it is not sent again"
        : `: ${state}, as its output tells`,
    ]),
    ...dropped.map(({ command }): Inline => [mono(shortCommand(command)), ": was not sent"]),
  ];
  return toned(
    "warning",
    "Falconer was restarted",
    text(
      "This session was open while Falconer stopped, so it is closed.",
      row.directory.length === 0 ? "" : [" Its directory was ", mono(row.directory), "."],
    ),
    ...(lines.length === 0 ? [text("No command was under way.")] : [list(lines)]),
    ...(row.deviceId === undefined
      ? []
      : [buttons(runs("Open again", "rtr", { host: row.deviceId }, "primary"))]),
  );
}

/** Another process goes on with it, nothing is lost. */
export async function handOver(parts: RtrParts, row: RtrSessionRow): Promise<void> {
  await touchSession(parts.store, row.id, parts.clock.now(), { holder: undefined, heldUntil: undefined });
}
