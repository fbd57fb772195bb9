/**
 * Asks for pieces, a few ahead of their turn once they flow: the way there and back is then not
 * waited for. What was asked for in vain is forgotten and asked for anew when its turn comes.
 */
import { FalconError } from "../falcon/errors.ts";
import type { RtrPiece } from "../falcon/endpoints/rtr.ts";

/** `unknown`: Falcon does not know the command; `later`: nothing can be said now. */
export type Looked = RtrPiece | "unknown" | "later";

/** Pieces on their way at the same time. */
const AHEAD = 4;
/** Short output is in the first pieces: nothing is asked for that is not needed. */
const FLOWS_FROM = 3;

const MAY_PASS: ReadonlySet<string> = new Set([
  "timeout",
  "unavailable",
  "rate-limited",
  "unexpected-reply",
  "unreachable",
]);

export interface PieceReader {
  look(sequence: number): Promise<Looked>;
  /** Lets go of what is still on its way. */
  end(): Promise<void>;
}

export function readAhead(
  fetch: (sequence: number, signal: AbortSignal) => Promise<RtrPiece>,
  stop: AbortSignal,
): PieceReader {
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  const onTheirWay = new Map<number, Promise<Looked>>();

  async function ask(sequence: number): Promise<Looked> {
    try {
      return await fetch(sequence, signal);
    } catch (error) {
      if (!(error instanceof FalconError) || signal.aborted) throw error;
      if (error.kind === "not-found") return "unknown";
      if (MAY_PASS.has(error.kind)) return "later";
      throw error;
    }
  }

  function start(sequence: number): Promise<Looked> {
    const asked = onTheirWay.get(sequence) ?? ask(sequence);
    onTheirWay.set(sequence, asked);
    // Its failure is met when its turn comes, or never.
    asked.catch(() => undefined);
    return asked;
  }

  return {
    async look(sequence) {
      const piece = await start(sequence);
      onTheirWay.delete(sequence);
      const flows = typeof piece === "object" && piece.stdout.length > 0 && !piece.isComplete;
      if (flows && sequence >= FLOWS_FROM) {
        for (let ahead = 1; ahead <= AHEAD; ahead += 1) void start(sequence + ahead);
      }
      return piece;
    },
    async end() {
      over.abort();
      await Promise.allSettled(onTheirWay.values());
    },
  };
}
