/** The console's bounds: what one request may carry, and how much of a card the page is sent. */
import { MINUTE, SECOND } from "../../src/lib/clock.ts";

/** Of one request; more is refused with 413. */
export const BODY_BYTES = 96 * 1024;
/** Files that go with one line, and what all of them together may hold. */
export const FILE_COUNT = 5;
export const FILES_BYTES = 56 * 1024;
export const LINE_LENGTH = 4_000;
export const VALUE_LENGTH = 3_000;
export const VALUE_COUNT = 40;
export const ID_LENGTH = 200;

/** Messages of a channel that a page loads. */
export const PAGE_OF_MESSAGES = 300;

/** How much of a card the page is sent; all of a code block or a file can be fetched. */
export const TITLE_CHARS = 300;
/** Longest text that is judged as a name. */
export const NAME_CHARS = 255;
export const INLINE_CHARS = 4_000;
export const CELL_CHARS = 300;
export const CODE_CHARS = 20_000;
export const EXCERPT_CHARS = 1_200;
export const TABLE_ROWS = 200;
export const LIST_ITEMS = 200;

/** How often the log is looked at where no process says that it has written. */
export const POLL_MS = 500;
/** Another process's clock may run this far behind ours before its messages are missed. */
export const POLL_OVERLAP_MS = 10 * SECOND;
/** A page takes 35 s of silence for a dead connection (`ui/events.ts`). */
export const HEARTBEAT_MS = 15 * SECOND;
/** Frames that one reader may fall behind before the stream is cut; it then resumes. */
export const STREAM_BACKLOG = 2_000;

/** How long a page waits for a command's card. */
export const PAGE_ANSWER_MS = MINUTE / 2;
/** Cards that are shown but not kept as messages (overview, pages), remembered for their files. */
export const LOOSE_CARDS = 100;
