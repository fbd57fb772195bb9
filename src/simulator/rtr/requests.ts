/** Commands that were handed over: when they run, what came of them, piece by piece. */
import type { RtrFault, RtrRule } from "./rules.ts";
import { logLines } from "./content.ts";
import type { Outcome, Tier } from "./verbs/verb.ts";

/** One command line; its id is the `cloud_request_id`. */
export interface Request {
  readonly id: string;
  readonly sessionId: string;
  readonly deviceId: string;
  readonly clientId: string;
  readonly tier: Tier;
  readonly base: string;
  /** The whole line, as it was sent. */
  readonly text: string;
  /** Where the session stood. */
  readonly directory: string;
  readonly handedMs: number;
  /** It waited for the host. */
  readonly wasQueued: boolean;
  /** Set once the host has taken it. */
  started: Started | undefined;
  /** Latched as soon as it is seen. */
  doneMs: number | undefined;
  /** Taken out of the queue before the host was back. */
  droppedMs: number | undefined;
}

/** What was printed is known as soon as the command starts; it is only told once it is done. */
export interface Started {
  /** When the host begins: after the commands before it. */
  readonly atMs: number;
  /** How long it then takes. */
  readonly takesMs: number;
  readonly pieces: readonly string[];
  readonly stderr: string;
  readonly fault: RtrFault | undefined;
  /** Piece numbers that were served already, for a piece that repeats once. */
  readonly repeated: Set<number>;
}

/** One answer to a GET of a command: `stderr` comes with the last piece. */
export interface Piece {
  readonly stdout: string;
  readonly stderr: string;
  readonly isComplete: boolean;
  /** Which piece this is, from 0. */
  readonly sequence: number;
}

/** What a host sends at once. */
const PIECE_CHARACTERS = 12_500;
const MADE_UP_CHARACTERS = 1_000;

/** A rule's words win over what the command printed. */
export function startedWith(
  outcome: Outcome,
  rule: RtrRule | undefined,
  when: { readonly atMs: number; readonly usualMs: number },
): Started {
  const stdout = rule?.stdout ?? madeUp(rule) ?? (rule?.stderr === undefined ? (outcome.stdout ?? "") : "");
  return {
    atMs: when.atMs,
    takesMs: rule?.afterMs ?? Math.max(when.usualMs, outcome.takesMs ?? 0),
    pieces: rule?.pieces === undefined ? cut(stdout, PIECE_CHARACTERS) : cutInto(stdout, rule.pieces),
    stderr: rule?.stderr ?? (rule?.stdout === undefined ? (outcome.stderr ?? "") : ""),
    fault: rule?.fault,
    repeated: new Set(),
  };
}

function madeUp(rule: RtrRule | undefined): string | undefined {
  if (rule?.pieces === undefined) return undefined;
  return logLines("piece", rule.pieces * MADE_UP_CHARACTERS)
    .bytes()
    .toString("latin1");
}

/** Never within a pair of surrogates; at least one piece, however empty. */
export function cut(text: string, characters: number): readonly string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    let end = Math.min(text.length, at + characters);
    if (end < text.length && isHighSurrogate(text, end - 1)) end += 1;
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces.length === 0 ? [""] : pieces;
}

const isHighSurrogate = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xd800;

function cutInto(text: string, count: number): readonly string[] {
  const pieces = cut(text, Math.max(1, Math.ceil(text.length / count)));
  return Array.from({ length: count }, (_, place) => pieces[place] ?? "");
}

const NOTHING = { stdout: "", stderr: "", isComplete: false } as const;

/** What is answered for a piece of a command that is done. */
export function pieceOf(started: Started, sequence: number, sinceDoneMs: number): Piece {
  const { pieces, fault, repeated, stderr } = started;
  const last = pieces.length - 1;
  const wanted = Math.max(0, sequence);
  const isDelayed =
    fault === "never-complete" ||
    (typeof fault === "object" && "completeAfterMs" in fault && sinceDoneMs < fault.completeAfterMs);
  if (wanted > last) return { ...NOTHING, isComplete: !isDelayed, sequence: wanted };
  if (typeof fault === "object") {
    if ("losePiece" in fault && fault.losePiece === wanted) return { ...NOTHING, sequence: wanted };
    if ("repeatPiece" in fault && fault.repeatPiece === wanted && wanted > 0 && !repeated.has(wanted)) {
      repeated.add(wanted);
      return { ...NOTHING, stdout: pieces[wanted - 1] ?? "", sequence: wanted - 1 };
    }
  }
  return {
    stdout: pieces[wanted] ?? "",
    stderr: wanted === last ? stderr : "",
    isComplete: wanted === last && !isDelayed,
    sequence: wanted,
  };
}
