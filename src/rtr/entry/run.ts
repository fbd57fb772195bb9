/**
 * One typed command, from its turn in the queue to its end. It is marked as sent before it is
 * sent: whatever happens afterwards, it is never sent a second time.
 */
import { FalconError } from "../../falcon/errors.ts";
import type { RtrReceipt, RtrTier } from "../../falcon/endpoints/rtr.ts";
import { MINUTE, SECOND } from "../../lib/clock.ts";
import type { RtrEntryRow, RtrSessionRow } from "../../store/rtr-rows.ts";
import { specNamed } from "../catalogue.ts";
import { isAnchored, isSameDirectory } from "../grammar/anchored.ts";
import { secretsIn } from "../grammar/mask.ts";
import { offerOf } from "../grammar/offer.ts";
import { readCommand } from "../grammar/read-command.ts";
import type { RtrParts } from "../ports.ts";
import { collect, type Printed } from "../runner.ts";
import { because, moveEntry, touchSession } from "../session/change.ts";
import { lose } from "../session/pulse.ts";
import { sayEntry } from "../session/told.ts";
import { afterEntry } from "./after.ts";
import { endedBy } from "./ending.ts";
import { untilUnwanted } from "./unwanted.ts";

const PATIENCE_MS = 2 * MINUTE;
/** A command that takes longer shows that it is running. */
const SHOWN_AFTER_MS = 2 * SECOND;

export const patienceOf = (session: RtrSessionRow, base: string): number =>
  session.patienceMs ?? specNamed(base)?.patienceMs ?? PATIENCE_MS;

export async function runEntry(
  parts: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  stop: AbortSignal,
): Promise<void> {
  const handed = await handOver(parts, session, entry, stop);
  if (handed === undefined) return;
  if (handed.receipt.isQueuedOffline) {
    await lose(parts, session.id, "The host went offline.");
    return;
  }
  await finishEntry(parts, session, handed.entry, stop, secretsIn(entry.exact ?? ""));
}

interface Handed {
  readonly entry: RtrEntryRow;
  readonly receipt: RtrReceipt;
}

/** Undefined when it is settled already: taken back meanwhile, or refused. */
export async function handOver(
  parts: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  stop: AbortSignal,
): Promise<Handed | undefined> {
  const { store, clock, falcon } = parts;
  const now = clock.now();
  if (hasMoved(session, entry)) {
    await moveEntry(store, session, entry.id, ["waiting"], now, {
      state: "dropped",
      exact: undefined,
      outcome: because("the directory is not the one that was agreed to any more; it was not run"),
      finishedAt: now,
    });
    return undefined;
  }
  const sent = await moveEntry(
    store,
    session,
    entry.id,
    ["waiting"],
    now,
    { state: "sent", exact: undefined, sentAt: now, directory: session.directory },
    { isSaid: false },
  );
  if (sent === undefined || entry.exact === undefined || session.falconId === undefined) return undefined;
  const tier = tierOf(entry);
  try {
    const receipt = await falcon.commands.run(
      {
        tier,
        sessionId: session.falconId,
        baseCommand: entry.base,
        commandString: entry.exact,
        ...(session.state === "queued" ? { isPersistent: true } : {}),
      },
      { signal: stop },
    );
    const isQueued = receipt.isQueuedOffline;
    const moved = await moveEntry(
      store,
      session,
      entry.id,
      ["sent"],
      clock.now(),
      { state: isQueued ? "queued" : "sent", requestId: receipt.requestId },
      { isSaid: isQueued },
    );
    return moved === undefined ? undefined : { entry: moved, receipt };
  } catch (error) {
    if (stop.aborted) throw error;
    await refused(parts, session, entry, error);
    return undefined;
  }
}

/** What was agreed to in one directory is not run in another, unless it names whole paths. */
function hasMoved(session: RtrSessionRow, { approvalId, directory, exact = "" }: RtrEntryRow): boolean {
  if (approvalId === undefined || directory.length === 0) return false;
  if (isSameDirectory(directory, session.directory)) return false;
  const reading = readCommand(exact, offerOf(session));
  return !reading.ok || !isAnchored(reading.command);
}

async function refused(
  parts: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  error: unknown,
): Promise<void> {
  const { store, clock, log } = parts;
  log.warn("a command could not be handed over", { session: session.id, entry: entry.id, error });
  const isKnown = error instanceof FalconError;
  const isOpen = !isKnown || error.effect === "unknown";
  const why = isKnown ? error.hint : "something went wrong here";
  const now = clock.now();
  const isLost = isKnown && !isOpen && (error.kind === "not-found" || error.kind === "unreachable");
  await moveEntry(store, session, entry.id, ["sent"], now, {
    state: isOpen ? "unknown" : "failed",
    outcome: because(
      isOpen ? `${why} Nobody knows whether it ran; it is not sent again.` : `${why} It did not run.`,
    ),
    finishedAt: now,
  });
  if (isLost) await lose(parts, session.id, why);
}

/** Listens until it has ended, is unwanted, or its time is over. */
export async function finishEntry(
  parts: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  stop: AbortSignal,
  secrets: readonly string[],
): Promise<void> {
  const { clock, falcon } = parts;
  const at = entry.sentAt ?? clock.now();
  const handed = {
    tier: tierOf(entry),
    requestId: entry.requestId ?? "",
    at,
    until: at + patienceOf(session, entry.base),
    secrets,
  };
  const unwanted = untilUnwanted(parts, session.id, entry.id, stop);
  const signal = AbortSignal.any([stop, unwanted.signal]);
  const progress = showProgress(parts, session, entry, signal);
  try {
    const printed = await collect({ commands: falcon.commands, clock, folder: parts.folder }, handed, signal);
    await settle(parts, session, entry, printed, stop);
  } catch (error) {
    if (stop.aborted) throw error;
    if (unwanted.signal.aborted) await letGo(parts, session, entry);
    else await refusedLater(parts, session, entry, error);
  } finally {
    progress.end();
    await unwanted.end();
  }
}

export async function settle(
  parts: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  printed: Printed,
  stop: AbortSignal,
): Promise<void> {
  const { store, clock } = parts;
  const now = clock.now();
  const ending = endedBy(printed, patienceOf(session, entry.base));
  const moved = await moveEntry(store, session, entry.id, ["sent", "queued"], now, {
    ...ending,
    stdout: printed.stdout,
    stderr: printed.stderr,
    pieces: printed.pieces,
    finishedAt: now,
  });
  await touchSession(store, session.id, now, { usedAt: now });
  if (printed.ended === "lost") await lose(parts, session.id, "Falcon no longer knows the session.");
  if (moved !== undefined) await afterEntry(parts, session, moved, stop);
}

/** Nobody waits for it any more. What it does on the host cannot be taken back. */
async function letGo({ store, clock }: RtrParts, session: RtrSessionRow, entry: RtrEntryRow): Promise<void> {
  const now = clock.now();
  await moveEntry(store, session, entry.id, ["sent"], now, {
    state: "cancelled",
    outcome: because("nobody waits for it any more; the host may still finish it"),
    finishedAt: now,
  });
}

async function refusedLater(
  { store, clock, log }: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  error: unknown,
): Promise<void> {
  log.warn("the output of a command could not be read", { session: session.id, entry: entry.id, error });
  const now = clock.now();
  const why = error instanceof FalconError ? error.hint : "its output could not be read";
  await moveEntry(store, session, entry.id, ["sent"], now, {
    state: "failed",
    outcome: because(why),
    finishedAt: now,
  });
}

function showProgress(
  { store, clock, log }: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  signal: AbortSignal,
): { end(): void } {
  const over = new AbortController();
  clock
    .sleep(SHOWN_AFTER_MS, AbortSignal.any([signal, over.signal]))
    .then(async () => {
      await store.transaction((tx) => sayEntry(tx, session, entry, clock.now()));
      await store.announce();
    })
    .catch((error: unknown) => {
      if (!signal.aborted && !over.signal.aborted) log.warn("progress could not be shown", { error });
    });
  return { end: () => over.abort() };
}

const TIERS: ReadonlySet<string> = new Set<RtrTier>(["read-only", "active-responder", "admin"]);
export const tierOf = ({ tier }: Pick<RtrEntryRow, "tier">): RtrTier =>
  TIERS.has(tier) ? (tier as RtrTier) : "admin";
