/**
 * One command on one host: handed over once, then asked after until every piece has come, its
 * time is over, or nobody wants it any more. Decides nothing about who may run what.
 */
import { FalconError } from "../falcon/errors.ts";
import type { RtrApi, RtrPiece, RtrTier } from "../falcon/endpoints/rtr.ts";
import { SECOND, type Clock } from "../lib/clock.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import type { RtrOutput } from "../store/rtr-rows.ts";
import { EMPTY, isWhole, skip, take, type Assembly, type Taken } from "./assembly.ts";
import { withoutSecrets } from "./grammar/mask.ts";
import { leftOf, number, pieceToAsk, UNNUMBERED } from "./numbering.ts";
import { pauseBeforeLook } from "./pacing.ts";
import { openSpool, type Spool } from "./spool.ts";

/** Looks in vain for a piece whose successors are there. */
const MOST_LOOKS_FOR_A_PIECE = 5;
/** Silence in the middle of an output after which a later piece is asked for. */
const PROBE_AFTER_LOOKS = 6;
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
  readonly secrets?: readonly string[];
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
}

/** Everything that a command prints. Rejects when stopped; what had come is then forgotten. */
export async function collect(parts: RunParts, handed: Handed, signal: AbortSignal): Promise<Printed> {
  const stdout = openSpool(parts.folder);
  const stderr = openSpool(parts.folder);
  try {
    return await listen(parts, handed, { stdout, stderr }, signal);
  } catch (error) {
    await Promise.allSettled([stdout.discard(), stderr.discard()]);
    throw error;
  }
}

interface Spools {
  readonly stdout: Spool;
  readonly stderr: Spool;
}

async function listen(
  parts: RunParts,
  handed: Handed,
  spools: Spools,
  signal: AbortSignal,
): Promise<Printed> {
  const { clock } = parts;
  let assembly = EMPTY;
  let numbering = UNNUMBERED;
  let complaint: Untrusted | undefined;
  let ended: Printed["ended"] = "timeout";
  let asked = 0;
  let inVain = 0;
  let unknown = 0;
  let isDoubtful = false;
  let quietSince = handed.at;

  const { secrets = [] } = handed;
  const write = async (taken: Taken): Promise<void> => {
    assembly = taken.assembly;
    for (const piece of taken.ready) {
      await spools.stdout.write(withoutSecrets(piece.stdout, secrets));
      await spools.stderr.write(withoutSecrets(piece.stderr, secrets));
    }
  };

  while (assembly.next < MOST_PIECES) {
    if (isWhole(assembly)) {
      ended = "whole";
      break;
    }
    const hasMore = isDoubtful || (inVain === 0 && assembly.next > 0);
    if (!hasMore) {
      const pause = pauseBeforeLook(clock.now() - quietSince, asked === 0 ? 0 : inVain + 1);
      const left = handed.until - clock.now();
      if (left <= 0) break;
      await clock.sleep(Math.min(pause, left), signal);
    }
    asked += 1;
    // Silence in the middle: perhaps this piece is lost and the next one is there.
    const isProbe =
      assembly.next > 0 && assembly.ahead.size === 0 && inVain > 0 && inVain % PROBE_AFTER_LOOKS === 0;
    const wanted = pieceToAsk(numbering, assembly.next + (isProbe ? 1 : 0));
    const piece = await ask(parts, handed, wanted, signal);
    unknown = piece === "unknown" ? unknown + 1 : 0;
    if (unknown >= MOST_UNKNOWN) {
      ended = "lost";
      break;
    }
    if (piece === "later" || piece === "unknown" || (isProbe && piece.sequence === undefined)) {
      inVain += 1;
      if (clock.now() >= handed.until) break;
      continue;
    }
    complaint ??= piece.complaints.map(({ message }) => withoutSecrets(message, secrets))[0];
    const heard = number(numbering, piece, wanted);
    ({ numbering, isDoubtful } = heard);
    let isNews = isDoubtful;
    for (const one of heard.pieces) {
      const taken = take(assembly, one, wanted);
      await write(taken);
      isNews ||= taken.isNews;
    }
    inVain = isNews ? 0 : inVain + 1;
    if (isNews) quietSince = clock.now();
    // Complained of and silent: there is nothing more to come.
    if (!isNews && piece.complaints.length > 0 && isEmpty(assembly)) {
      ended = "whole";
      break;
    }
    if (isHopeless(assembly, inVain)) {
      await write(skip(assembly));
      inVain = 0;
    }
  }
  for (const one of leftOf(numbering)) await write(take(assembly, one));
  return {
    ended,
    stdout: await spools.stdout.finish(),
    stderr: await spools.stderr.finish(),
    pieces: assembly.next - assembly.missing.length,
    missing: assembly.missing,
    complaint,
  };
}

/** Later ones have come, or the end is known, and this one does not come. */
function isHopeless(assembly: Assembly, inVain: number): boolean {
  const isExpected = assembly.ahead.size > 0 || assembly.last !== undefined;
  return isExpected && inVain >= MOST_LOOKS_FOR_A_PIECE;
}

const isEmpty = ({ next, ahead }: Assembly): boolean => next === 0 && ahead.size === 0;

async function ask(
  { commands, clock }: RunParts,
  { tier, requestId, until }: Handed,
  sequence: number,
  signal: AbortSignal,
): Promise<RtrPiece | "unknown" | "later"> {
  try {
    const deadlineMs = Math.max(SECOND, until - clock.now());
    return await commands.piece({ tier, requestId, sequence }, { signal, deadlineMs });
  } catch (error) {
    if (!(error instanceof FalconError) || signal.aborted) throw error;
    if (error.kind === "not-found") return "unknown";
    const mayPass = ["timeout", "unavailable", "rate-limited", "unexpected-reply", "unreachable"];
    if (mayPass.includes(error.kind)) return "later";
    throw error;
  }
}
