/** Opens a session at Falcon: on one host, or on many in waves. */
import { FalconError } from "../../falcon/errors.ts";
import { rtrReason, type BatchHost } from "../../falcon/endpoints/rtr.ts";
import { card, list, mono, note, runs, text, toned, buttons } from "../../chat/card.ts";
import { SECOND } from "../../lib/clock.ts";
import { untrusted } from "../../lib/untrusted.ts";
import type { FleetHost, RtrSessionRow } from "../../store/rtr-rows.ts";
import { platformOf } from "../catalogue.ts";
import type { RtrParts } from "../ports.ts";
import { because, moveSession } from "./change.ts";
import { directoryIn } from "./directory.ts";
import { sayNote } from "./told.ts";

const OPENING_MS = 30 * SECOND;
/** Hosts of a fleet that are opened with one call. */
const WAVE = 100;

export async function connect(parts: RtrParts, row: RtrSessionRow, stop: AbortSignal): Promise<void> {
  const { store, clock, falcon } = parts;
  try {
    const opened = await falcon.sessions.open(
      { deviceId: row.deviceId ?? "", isQueued: row.isQueued, timeoutMs: OPENING_MS },
      { signal: stop },
    );
    const known = {
      falconId: opened.id,
      help: opened.help,
      platform: platformOf(opened.platform) ?? row.platform,
      outcome: undefined,
    };
    if (opened.isQueuedOffline) {
      await moveSession(store, row.id, "queued", clock.now(), known, (tx, next) =>
        sayNote(tx, next, `queued:${next.version}`, WAITS, clock.now()),
      );
      return;
    }
    const before = row.directory;
    const isResumed = row.openedAt !== undefined && before.length > 0;
    const moved = await moveSession(
      store,
      row.id,
      "opened",
      clock.now(),
      { ...known, directory: opened.directory, usedAt: clock.now(), openedAt: row.openedAt ?? clock.now() },
      (tx, next) =>
        sayNote(
          tx,
          next,
          `open:${next.version}`,
          welcome(parts, next, isResumed ? before : undefined),
          clock.now(),
        ),
    );
    // Closed meanwhile: what was opened must not stay behind.
    if (moved === undefined) await keepId(parts, row.id, opened.id);
  } catch (error) {
    if (stop.aborted) throw error;
    await refused(parts, row, error);
  }
}

const WAITS = card(
  "The host is offline",
  text("It is waited for, up to seven days. Commands typed here wait too, and run when it is back."),
);

function welcome({ prefix }: RtrParts, row: RtrSessionRow, before: RtrSessionRow["directory"] | undefined) {
  return toned(
    "good",
    before === undefined ? "The session is open" : "The session is open again",
    text(
      "Directory ",
      mono(row.directory),
      ". Type commands here, such as ",
      mono(`${prefix}ls`),
      " or ",
      mono(`${prefix}help`),
      ".",
    ),
    ...(before === undefined ? [] : [note("Before, it was ", mono(before), "; a new session starts anew.")]),
  );
}

async function keepId({ store, clock, falcon, log }: RtrParts, id: string, falconId: string): Promise<void> {
  const row = await store.rtrSessions.get(id);
  if (row?.state === "closing") {
    await store.rtrSessions.move(row, { falconId, updatedAt: clock.now() });
    return;
  }
  await falcon.sessions.remove(falconId).catch((error: unknown) => {
    log.warn("a session could not be deleted at once", { session: id, error });
  });
}

async function refused(parts: RtrParts, row: RtrSessionRow, error: unknown): Promise<void> {
  const { store, clock, log } = parts;
  log.warn("a session could not be opened", { session: row.id, error });
  const isOffline = error instanceof FalconError && rtrReason(error) === "host-unreachable";
  const why = error instanceof FalconError ? error.hint : "something went wrong here";
  const offline = toned(
    "warning",
    "The host cannot be reached",
    text("It is offline or asleep. Queue a session to have commands run when it is back."),
    buttons(
      runs("Queue", "rtr-queue", { host: row.deviceId ?? "" }, "primary"),
      runs("Try again", "rtr", { host: row.deviceId ?? "" }),
    ),
  );
  const other = toned("danger", "The session could not be opened", text(untrusted(why)));
  const now = clock.now();
  await moveSession(
    store,
    row.id,
    "failed",
    now,
    { outcome: because(isOffline ? "the host is offline" : why), closedAt: now },
    (tx, next) => sayNote(tx, next, "failed", isOffline ? offline : other, now),
  );
}

/** Waves of hosts, each with its verdict; the fleet is open when one of them is ready. */
export async function connectFleet(parts: RtrParts, row: RtrSessionRow, stop: AbortSignal): Promise<void> {
  const { store, clock, falcon } = parts;
  let batchId: string | undefined;
  let why: string | undefined;
  const verdicts = new Map<string, BatchHost>();
  for (let at = 0; at < row.fleet.length; at += WAVE) {
    const deviceIds = row.fleet.slice(at, at + WAVE).map(({ deviceId }) => deviceId);
    try {
      const opened = await falcon.batches.open(
        {
          deviceIds,
          isQueued: row.isQueued,
          timeoutMs: OPENING_MS,
          ...(batchId === undefined ? {} : { batchId }),
        },
        { signal: stop },
      );
      batchId = opened.id;
      for (const [id, host] of opened.hosts) verdicts.set(id, host);
    } catch (error) {
      if (stop.aborted) throw error;
      parts.log.warn("hosts of a fleet could not be reached", { session: row.id, error });
      why = error instanceof FalconError ? error.hint : "something went wrong here";
    }
  }
  const fleet = row.fleet.map((host) => judged(host, verdicts.get(host.deviceId)));
  const ready = fleet.filter(({ verdict }) => verdict !== "unreachable");
  const now = clock.now();
  if (batchId === undefined || ready.length === 0) {
    await moveSession(store, row.id, "failed", now, {
      fleet,
      falconId: batchId,
      outcome: because(why ?? "no host could be reached"),
      closedAt: now,
    });
    return;
  }
  const left = fleet.filter(({ verdict }) => verdict === "unreachable");
  const summary = toned(
    left.length === 0 ? "good" : "warning",
    `${ready.length} of ${fleet.length} hosts are ready`,
    text("Each command runs on all of them; the answer shows what differs."),
    ...(left.length === 0 ? [] : [text("Not reached:"), list(left.map(({ hostname }) => mono(hostname)))]),
  );
  await moveSession(
    store,
    row.id,
    "opened",
    now,
    { fleet, falconId: batchId, usedAt: now, openedAt: row.openedAt ?? now, outcome: undefined },
    (tx, next) => sayNote(tx, next, `open:${next.version}`, summary, now),
  );
}

function judged(host: FleetHost, seen: BatchHost | undefined): FleetHost {
  const complaint = seen?.complaints[0]?.message;
  const isThere = seen?.sessionId !== undefined && complaint === undefined;
  return {
    ...host,
    verdict: isThere ? (seen.isQueuedOffline ? "queued" : "ready") : "unreachable",
    directory: directoryIn(seen?.stdout) ?? host.directory,
    ...(seen?.sessionId === undefined ? {} : { falconId: seen.sessionId }),
    ...(seen?.requestId === undefined ? {} : { openedBy: seen.requestId }),
    ...(complaint === undefined ? {} : { why: complaint }),
  };
}
