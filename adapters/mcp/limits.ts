/** How much an agent may ask, and how much of an answer it is given: a context is small and dear. */
import { MINUTE } from "../../src/lib/clock.ts";

/** Characters of one call's arguments. */
export const ARGUMENTS_CHARS = 64_000;
export const CITES = 10;
export const CITE_CHARS = 512;
/** Of one HTTP request; it is measured while it arrives. */
export const BODY_BYTES = 1024 * 1024;

/** Characters of an answer's text: about 4,000 tokens. */
export const TEXT_CHARS = 16_000;
/** Characters of an answer's structured half: about 6,000 tokens. */
export const DATA_CHARS = 24_000;
/** One piece of foreign text inside a line. */
export const PIECE_CHARS = 600;
/** Preformatted text: the beginning and the end of it. */
export const CODE_HEAD_CHARS = 4_000;
export const CODE_TAIL_CHARS = 1_000;
export const PASSAGE_CHARS = CODE_HEAD_CHARS + CODE_TAIL_CHARS;
/** A whole report or transcript, about 15,000 tokens; the rest is cut. */
export const DOCUMENT_CHARS = 60_000;
/** What is kept of a passage that reads like an instruction, for the record. */
export const EXCERPT_CHARS = 200;

/** Calls of one account: so many at once, then so many a second. */
export const BURST = 300;
export const CALLS_PER_SECOND = 5;
/** Calls of one account under way at the same time. */
export const RUNNING = 64;
/** Accounts whose rate is remembered. */
export const REMEMBERED = 1_000;
/** A refused account is noted in the audit once in this time. */
export const NOTED_EVERY_MS = MINUTE;
/** Open streams of change notices; Falconer sends none. */
export const SUBSCRIPTIONS = 16;
/** Of one list, the newest. */
export const DOCUMENTS = 100;
