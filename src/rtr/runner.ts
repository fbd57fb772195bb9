/**
 * One command on one host: handed over once, then asked after until every piece has come, its
 * time is over, or nobody wants it any more. Decides nothing about who may run what.
 */
import type { RtrApi, RtrTier } from "../falcon/endpoints/rtr.ts";
import { SECOND, type Clock } from "../lib/clock.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import type { RtrOutput } from "../store/rtr-rows.ts";
import { EMPTY, isWhole, skip, take, type Assembly, type Taken } from "./assembly.ts";
import { coverOf, covered, type Cover, type Secrets } from "./cover.ts";
import { leftOf, number, pieceToAsk, UNNUMBERED, type Numbering } from "./numbering.ts";
import { pauseBeforeLook } from "./pacing.ts";
import { readAhead, type PieceReader } from "./read-ahead.ts";
import { openSpool, type Spool } from "./spool.ts";

/** Looks in vain for a piece whose successors are there. */
const MOST_LOOKS_FOR_A_PIECE = 5;
/** Silence in the middle of an output after which a later piece is asked for. */
const PROBE_AFTER_LOOKS = 6;
const FARTHEST_PROBE = 5;
/** Answers in a row that Falcon does not know the command. */
const MOST_UNKNOWN = 3;
/** More pieces than this are no output but a fault. */
const MOST_PIECES = 200_000;

export interface RunParts {
  readonly commands: RtrApi["commands"];
  readonly clock: Clock;
  /** Where long output is kept. */
  readonly folder: string;
}

export interface Handed {
  readonly tier: RtrTier;
  readonly requestId: string;
  /** When it was handed over. */
  readonly at: number;
  /** It is given up after this moment. */
  readonly until: number;
  /** Said in the command and never to be repeated, by the host neither. */
  readonly secrets: Secrets;
}

export interface Printed {
  /** `timeout`: not all of it came in time; `lost`: Falcon no longer knows the command. */
  readonly ended: "whole" | "timeout" | "lost";
  readonly stdout: RtrOutput;
  readonly stderr: RtrOutput;
  readonly pieces: number;
  /** Numbers of pieces that never came. */
  readonly missing: readonly number[];
  /** What Falcon itself complained of. */
  readonly complaint: Untrusted | undefined;
  /** Nothing of it was kept: it may repeat a secret that is forgotten here. */
  readonly isWithheld: boolean;
}

/** Everything that a command prints. Rejects when stopped; what had come is then forgotten. */
export async function collect(parts: RunParts, handed: Handed, signal: AbortSignal): Promise<Printed> {
  const { clock, commands, folder } = parts;
  const [stdout, stderr] = [openSpool(folder), openSpool(folder)];
  const { tier, requestId, until } = handed;
  const reader = readAhead((sequence, stopped) => {
    const deadlineMs = Math.max(SECOND, until - clock.now());
    return commands.piece({ tier, requestId, sequence }, { signal: stopped, deadlineMs });
  }, signal);
  const listener = new Listener({ clock, handed, reader, stdout, stderr });
  try {
    const ended = await listener.listen(signal);
    return {
      ended,
      stdout: await stdout.finish(),
      stderr: await stderr.finish(),
      ...listener.sum(),
      isWithheld: handed.secrets === "unknown",
    };
  } catch (error) {
    await Promise.allSettled([stdout.discard(), stderr.discard()]);
    throw error;
  } finally {
    await reader.end();
  }
}

interface ListenerParts {
  readonly clock: Clock;
  readonly handed: Handed;
  readonly reader: PieceReader;
  readonly stdout: Spool;
  readonly stderr: Spool;
}

/** One command being listened to: what has come, and for how long nothing has. */
class Listener {
  readonly #parts: ListenerParts;
  #assembly: Assembly = EMPTY;
  #numbering: Numbering = UNNUMBERED;
  /** The latest answer may be a repeat: worth another look at once. */
  #isDoubtful = false;
  #complaint: Untrusted | undefined;
  readonly #stdout: Cover;
  readonly #stderr: Cover;
  #looks = 0;
  /** Looks in a row that brought nothing. */
  #inVain = 0;
  /** Looks in a row at which Falcon did not know the command. */
  #unknown = 0;
  #quietSince: number;

  constructor(parts: ListenerParts) {
    this.#parts = parts;
    this.#quietSince = parts.handed.at;
    this.#stdout = coverOf(parts.handed.secrets);
    this.#stderr = coverOf(parts.handed.secrets);
  }

  sum(): Pick<Printed, "pieces" | "missing" | "complaint"> {
    const { next, missing } = this.#assembly;
    return { pieces: next - missing.length, missing, complaint: this.#complaint };
  }

  async listen(signal: AbortSignal): Promise<Printed["ended"]> {
    const ended = await this.#listen(signal);
    for (const piece of leftOf(this.#numbering)) await this.#write(take(this.#assembly, piece));
    await this.#parts.stdout.write(this.#stdout.rest());
    await this.#parts.stderr.write(this.#stderr.rest());
    return ended;
  }

  async #listen(signal: AbortSignal): Promise<Printed["ended"]> {
    while (!isWhole(this.#assembly)) {
      if (this.#unknown >= MOST_UNKNOWN) return "lost";
      if (!(await this.#pause(signal)) || this.#assembly.next >= MOST_PIECES) return "timeout";
      await this.#look();
      if (this.#isRefused()) return "whole";
      if (this.#isHopeless()) {
        await this.#write(skip(this.#assembly));
        this.#heard(true);
      }
    }
    return "whole";
  }

  /** False when its time is over. What flows is not waited for. */
  async #pause(signal: AbortSignal): Promise<boolean> {
    const { clock, handed } = this.#parts;
    const left = handed.until - clock.now();
    const flows = this.#isDoubtful || (this.#inVain === 0 && this.#assembly.next > 0);
    if (flows) return left > 0;
    const pause = pauseBeforeLook(clock.now() - this.#quietSince, this.#looks);
    if (left > 0) await clock.sleep(Math.min(pause, left), signal);
    return left > 0;
  }

  async #look(): Promise<void> {
    const ahead = this.#probeAhead();
    const wanted = pieceToAsk(this.#numbering, this.#assembly.next + ahead);
    const piece = await this.#parts.reader.look(wanted);
    this.#looks += 1;
    this.#unknown = piece === "unknown" ? this.#unknown + 1 : 0;
    // Asked for out of turn, only a piece that says its number can be placed.
    const isUseless = typeof piece === "string" || (ahead > 0 && piece.sequence === undefined);
    if (isUseless) {
      this.#isDoubtful = false;
      this.#inVain += 1;
      return;
    }
    this.#complaint ??= piece.complaints.map(({ message }) =>
      covered(message, this.#parts.handed.secrets),
    )[0];
    const heard = number(this.#numbering, piece, wanted);
    this.#numbering = heard.numbering;
    this.#isDoubtful = heard.isDoubtful;
    let isNews = heard.isDoubtful;
    for (const one of heard.pieces) {
      const taken = take(this.#assembly, one, wanted);
      await this.#write(taken);
      isNews ||= taken.isNews;
    }
    this.#heard(isNews);
  }

  #heard(isNews: boolean): void {
    this.#inVain = isNews ? 0 : this.#inVain + 1;
    if (isNews) this.#quietSince = this.#parts.clock.now();
  }

  async #write(taken: Taken): Promise<void> {
    this.#assembly = taken.assembly;
    const { stdout, stderr } = this.#parts;
    for (const piece of taken.ready) {
      await stdout.write(this.#stdout.take(piece.stdout));
      await stderr.write(this.#stderr.take(piece.stderr));
    }
  }

  /** Silence: perhaps this piece is lost and a later one is there, so now and then a later one is asked for. */
  #probeAhead(): number {
    const isDue = this.#inVain > 0 && this.#inVain % PROBE_AFTER_LOOKS === 0;
    if (!isDue || this.#assembly.ahead.size > 0) return 0;
    return 1 + ((this.#inVain / PROBE_AFTER_LOOKS - 1) % FARTHEST_PROBE);
  }

  /** Complained of and silent: there is nothing more to come. */
  #isRefused(): boolean {
    const { next, ahead } = this.#assembly;
    return this.#complaint !== undefined && next === 0 && ahead.size === 0;
  }

  /** Later ones have come, or the end is known, and this one does not come. */
  #isHopeless(): boolean {
    const isExpected = this.#assembly.ahead.size > 0 || this.#assembly.last !== undefined;
    return isExpected && this.#inVain >= MOST_LOOKS_FOR_A_PIECE;
  }
}
