/**
 * One command on the hosts of a fleet, in waves: one call a wave, one verdict a host, written down
 * after each wave. Slow hosts are asked after one by one; what is in doubt is asked, never repeated.
 */
import { FalconError } from "../../falcon/errors.ts";
import type { BatchHost } from "../../falcon/endpoints/rtr.ts";
import { SECOND } from "../../lib/clock.ts";
import { untrusted, type Untrusted } from "../../lib/untrusted.ts";
import type { FleetResult, RtrEntryRow, RtrSessionRow } from "../../store/rtr-rows.ts";
import { coverOf, covered } from "../cover.ts";
import { endedBy } from "../entry/ending.ts";
import { patienceOf, tierOf } from "../entry/run.ts";
import { untilUnwanted } from "../entry/unwanted.ts";
import { isAnchored } from "../grammar/anchored.ts";
import { secretsIn } from "../grammar/mask.ts";
import { offerOf } from "../grammar/offer.ts";
import { readCommand } from "../grammar/read-command.ts";
import type { RtrParts } from "../ports.ts";
import { collect } from "../runner.ts";
import { because, moveEntry, touchSession } from "../session/change.ts";
import { directoryIn } from "../session/directory.ts";
import { openSpool } from "../spool.ts";
import { askWhatBecame } from "./ask.ts";
import { letGo } from "./let-go.ts";
import { planned, silent, verdictOf } from "./plan.ts";

/** Hosts that one call commands: what goes wrong everywhere goes wrong on few. */
const WAVE = 10;
/** What the call itself waits for; slower hosts are asked after one by one. */
const WAVE_MS = 30 * SECOND;
const AT_ONCE = 8;

export async function runFleetEntry(
  parts: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  stop: AbortSignal,
): Promise<void> {
  const { store, clock } = parts;
  const refusals = await letGo(parts, entry, stop);
  // Asked for again at the next look: others are still being let go.
  if (refusals === "not yet" || entry.exact === undefined) return;
  const latest = (await store.rtrEntries.get(entry.id)) ?? entry;
  const reading = readCommand(entry.exact, offerOf(session));
  const standing = { fleet: session.fleet, isAnchored: reading.ok && isAnchored(reading.command), refusals };
  const results = planned(latest, standing);
  const now = clock.now();
  const changes = { state: "sent", exact: undefined, sentAt: now, results } as const;
  const sent = await moveEntry(store, session, entry.id, ["waiting"], now, changes);
  if (sent === undefined) return;
  const wave = new Waves(parts, session, sent, entry.exact);
  const unwanted = untilUnwanted(parts, session.id, entry.id, stop);
  try {
    await wave.runAll(AbortSignal.any([stop, unwanted.signal]));
  } catch (error) {
    if (stop.aborted) throw error;
    parts.log.warn("a fleet's command did not come to its end", { entry: entry.id, error });
    const why = unwanted.signal.aborted
      ? "nobody waits for it any more; the hosts may still finish it"
      : "something went wrong here; it is not sent again";
    await moveEntry(store, session, entry.id, ["sent"], clock.now(), {
      state: unwanted.signal.aborted ? "cancelled" : "unknown",
      outcome: because(why),
      finishedAt: clock.now(),
    });
  } finally {
    await unwanted.end();
  }
}

class Waves {
  readonly #parts: RtrParts;
  readonly #session: RtrSessionRow;
  readonly #exact: string;
  readonly #secrets: readonly string[];
  readonly #patienceMs: number;
  #entry: RtrEntryRow;

  constructor(parts: RtrParts, session: RtrSessionRow, entry: RtrEntryRow, exact: string) {
    this.#parts = parts;
    this.#session = session;
    this.#entry = entry;
    this.#exact = exact;
    this.#secrets = secretsIn(exact);
    this.#patienceMs = patienceOf(session, entry.base);
  }

  async runAll(signal: AbortSignal): Promise<void> {
    for (;;) {
      const next = this.#entry.results.filter(({ state }) => state === "waiting").slice(0, WAVE);
      if (next.length === 0) break;
      // Written down before the call: whatever happens, these are never commanded again.
      if (!(await this.#write(next.map((one) => ({ ...one, state: "sent" }))))) return;
      if (!(await this.#write(await this.#run(next, signal)))) return;
    }
    await this.#finish();
  }

  async #run(hosts: readonly FleetResult[], signal: AbortSignal): Promise<readonly FleetResult[]> {
    const { falcon, log } = this.#parts;
    const { base } = this.#entry;
    try {
      const answered = await falcon.batches.run(
        {
          tier: tierOf(this.#entry),
          batchId: this.#session.falconId ?? "",
          baseCommand: base,
          commandString: this.#exact,
          deviceIds: hosts.map(({ deviceId }) => deviceId),
          timeoutMs: Math.min(WAVE_MS, this.#patienceMs),
        },
        { signal },
      );
      return await inTurns(hosts, (host) => this.#judge(host, answered.get(host.deviceId), signal));
    } catch (error) {
      if (signal.aborted) throw error;
      log.warn("hosts of a fleet could not be commanded", { entry: this.#entry.id, error });
      if (error instanceof FalconError && error.effect === "none") {
        const outcome = untrusted(`${error.hint} It did not run.`);
        return hosts.map((host) => ({ ...host, state: "failed", outcome }));
      }
      return inTurns(hosts, (host) => this.#ask(host, signal));
    }
  }

  async #judge(host: FleetResult, answer: BatchHost | undefined, signal: AbortSignal): Promise<FleetResult> {
    if (answer === undefined) return this.#ask(host, signal);
    const known = answer.requestId === undefined ? host : { ...host, requestId: answer.requestId };
    const complaint = answer.complaints[0]?.message;
    if (complaint !== undefined)
      return { ...known, state: "failed", ...silent(), outcome: covered(complaint, this.#secrets) };
    if (answer.isComplete || answer.requestId === undefined) {
      const stdout = await this.#spooled(answer.stdout);
      const isComplaint = answer.stderr.length > 0 && stdout.bytes === 0;
      const state = answer.isComplete ? (isComplaint ? "failed" : "done") : "incomplete";
      return { ...known, state, stdout, stderr: covered(answer.stderr, this.#secrets) };
    }
    const { clock, falcon, folder } = this.#parts;
    const at = this.#entry.sentAt ?? clock.now();
    const until = Math.max(at, clock.now()) + this.#patienceMs;
    const handed = {
      tier: tierOf(this.#entry),
      requestId: answer.requestId,
      at,
      until,
      secrets: this.#secrets,
    };
    const printed = await collect({ commands: falcon.commands, clock, folder }, handed, signal);
    const { state, outcome } = endedBy(printed, this.#patienceMs);
    const stderr = printed.stderr.text ?? printed.stderr.head ?? untrusted("");
    const told = { ...known, state, stdout: printed.stdout, stderr };
    return outcome === undefined ? told : { ...told, outcome };
  }

  #ask(host: FleetResult, signal: AbortSignal): Promise<FleetResult> {
    const how = { patienceMs: this.#patienceMs, secrets: this.#secrets };
    return askWhatBecame(this.#parts, this.#session, this.#entry, host, how, signal);
  }

  async #spooled(text: Untrusted): Promise<FleetResult["stdout"]> {
    const spool = openSpool(this.#parts.folder);
    const cover = coverOf(this.#secrets);
    await spool.write(cover.take(text));
    await spool.write(cover.rest());
    return spool.finish();
  }

  /** False when nobody wants it any more. */
  async #write(changed: readonly FleetResult[]): Promise<boolean> {
    const { store, clock } = this.#parts;
    const results = this.#entry.results.map(
      (one) => changed.find(({ deviceId }) => deviceId === one.deviceId) ?? one,
    );
    const moved = await moveEntry(store, this.#session, this.#entry.id, ["sent"], clock.now(), { results });
    if (moved !== undefined) this.#entry = moved;
    return moved !== undefined;
  }

  async #finish(): Promise<void> {
    const { store, clock } = this.#parts;
    const now = clock.now();
    const { results, base, id } = this.#entry;
    await moveEntry(store, this.#session, id, ["sent"], now, {
      state: verdictOf(results),
      finishedAt: now,
    });
    const directories = new Map(
      base === "cd" ? results.map((one) => [one.deviceId, directoryIn(one.stdout.text)]) : [],
    );
    const fleet = this.#session.fleet.map((host) => ({
      ...host,
      directory: directories.get(host.deviceId) ?? host.directory,
    }));
    await touchSession(store, this.#session.id, now, { usedAt: now, fleet });
  }
}

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
