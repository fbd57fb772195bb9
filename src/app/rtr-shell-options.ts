/** What the RTR shell is given: whose it is, where it reads and writes. */
import type { Readable, Writable } from "node:stream";
import type { Screen } from "../../adapters/terminal/rtr-screen.ts";
import type { Config } from "../config.ts";
import type { AnchoredClock } from "../lib/clock.ts";
import type { Logger } from "../log.ts";

/** `isQueued` waits for a host that is offline; without a terminal lines are read from a pipe. */
export interface RtrShellOptions {
  readonly config: Config;
  readonly clock: AnchoredClock;
  readonly log: Logger;
  readonly login: string;
  readonly host: string;
  readonly isQueued: boolean;
  readonly input: Readable;
  readonly output: Writable;
  readonly isTerminal: boolean;
  readonly width: number;
  readonly screen: Screen;
  /** Where files are saved that are handed out. */
  readonly folder: string;
  /** The process is asked to end: the session is closed in good order. */
  readonly signal: AbortSignal;
}
