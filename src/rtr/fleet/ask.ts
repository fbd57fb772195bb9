/**
 * A command of a batch whose answer was lost: Falcon's record of each host's own session is asked
 * whether it arrived, and its output is read. Reading runs nothing, and nothing is sent again.
 */
import { SECOND } from "../../lib/clock.ts";
import { untrusted } from "../../lib/untrusted.ts";
import type { FleetHost, FleetResult, RtrEntryRow, RtrSessionRow } from "../../store/rtr-rows.ts";
import { endedBy } from "../entry/ending.ts";
import { tierOf } from "../entry/run.ts";
import type { Secrets } from "../cover.ts";
import { dropped } from "./plan.ts";
import type { RtrParts } from "../ports.ts";
import { collect } from "../runner.ts";

/** What was sent is in the record by then, or was never sent. */
const LOOKS = 3;
const LOOK_MS = 2 * SECOND;
const UNKNOWN = "nobody knows whether it ran; it is not sent again";
const NEVER_ARRIVED = "Falcon's record has no such command: it did not reach the host";

export async function askWhatBecame(
  parts: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  result: FleetResult,
  { patienceMs, secrets }: { readonly patienceMs: number; readonly secrets: Secrets },
  signal: AbortSignal,
): Promise<FleetResult> {
  const { clock, falcon, folder, log } = parts;
  const host = session.fleet.find(({ deviceId }) => deviceId === result.deviceId);
  const unknown: FleetResult = { ...result, state: "unknown", outcome: untrusted(UNKNOWN) };
  if (host?.falconId === undefined) return unknown;
  try {
    const requestId = await requestInRecord(parts, session, host, signal);
    if (requestId === "several") return unknown;
    if (requestId === "none") return dropped(result, untrusted(NEVER_ARRIVED));
    const at = clock.now();
    const handed = { tier: tierOf(entry), requestId, at, until: at + patienceMs, secrets };
    const printed = await collect({ commands: falcon.commands, clock, folder }, handed, signal);
    const { state, outcome } = endedBy(printed, patienceMs);
    const stderr = printed.stderr.text ?? printed.stderr.head ?? untrusted("");
    const told = { ...result, requestId, state, stdout: printed.stdout, stderr };
    return outcome === undefined ? told : { ...told, outcome };
  } catch (error) {
    if (signal.aborted) throw error;
    log.warn("Falcon's record of a host could not be read", { session: session.id, error });
    return unknown;
  }
}

/** The one request of the host's session that no earlier command of ours accounts for. */
async function requestInRecord(
  { store, falcon, clock }: RtrParts,
  session: RtrSessionRow,
  { deviceId, falconId = "", openedBy }: FleetHost,
  signal: AbortSignal,
): Promise<string> {
  const earlier = (await store.rtrEntries.of(session.id)).flatMap(({ results }) => results);
  const known = new Set([
    openedBy,
    ...earlier.filter((one) => one.deviceId === deviceId).map(({ requestId }) => requestId),
  ]);
  for (let look = 1; ; look += 1) {
    const [record] = await falcon.sessions.details([falconId], { signal });
    const [only, ...others] = record?.requestIds.filter((id) => !known.has(id)) ?? [];
    if (others.length > 0) return "several";
    if (only !== undefined) return only;
    if (look === LOOKS) return record === undefined ? "several" : "none";
    await clock.sleep(LOOK_MS, signal);
  }
}
