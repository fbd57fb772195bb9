/**
 * Trouble as data: which calls go wrong, how, and how often. The list only chooses;
 * the server carries it out.
 */

/** What becomes of one call; `after` in a name means that it was carried out. */
export type FaultEffect =
  /** Answered instead of acting. */
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Refused by the rate limit, which names the moment to come back in epoch seconds. */
  | { readonly retryAfterMs: number }
  | { readonly retryAfterEpochS: number }
  /** Held back, then treated as usual; adds to other faults of the same call. */
  | { readonly delayMs: number }
  /** An endless looking 200 of this many bytes. */
  | { readonly hugeBytes: number }
  /** The connection is cut before anything was done. */
  | "reset-before"
  /** Done, then the connection is cut without an answer. */
  | "reset-after"
  /** Never answered and nothing done. */
  | "hang"
  /** Done, but never answered. */
  | "hang-after"
  /** Done, but only half of the body arrives. */
  | "truncate"
  /** A proxy's error page with status 502. */
  | "html"
  /** Done, with `resources` and `errors` null where they would be empty. */
  | "nulls";

/** Every condition given has to hold; without any, every call to Falcon's routes is meant. */
export interface Fault {
  readonly method?: string;
  /** The whole path, the beginning of one, or the source of a RegExp when it starts with `^`. */
  readonly path?: string;
  /** Text that the query or the body must contain, a device id for instance. */
  readonly match?: string;
  readonly fault: FaultEffect;
  /** How many calls go wrong; 1 unless set. -1: all of them. */
  readonly count?: number;
  /** How many matching calls are let through first. */
  readonly skip?: number;
}

/** What a fault is chosen by. */
export interface FaultableCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly text: string;
}

/** What the server has to do to this call. */
export interface FaultPlan {
  /** All delays that fit, together. */
  readonly delayMs: number;
  readonly effect?: Exclude<FaultEffect, { delayMs: number }>;
}

interface Armed {
  readonly fault: Fault;
  skip: number;
  left: number;
}

const ALWAYS = -1;

/** In the order in which they were added; of several that fit, the first is used up. */
export class FaultList {
  #armed: Armed[] = [];

  constructor(faults: readonly Fault[] = []) {
    for (const fault of faults) this.add(fault);
  }

  /** Joins the end of the list. */
  add(fault: Fault): void {
    const count = fault.count ?? 1;
    this.#armed.push({
      fault,
      skip: fault.skip ?? 0,
      left: count === ALWAYS ? Number.POSITIVE_INFINITY : count,
    });
  }

  clear(): void {
    this.#armed = [];
  }

  /** What is still to come. */
  get pending(): readonly Fault[] {
    return this.#armed.map(({ fault }) => fault);
  }

  /** Uses up what applies to this call: every delay, and the first other effect. */
  take(call: FaultableCall): FaultPlan {
    let delayMs = 0;
    let effect: FaultPlan["effect"];
    for (const armed of this.#armed.filter(({ fault }) => matches(fault, call))) {
      const wanted = armed.fault.fault;
      const isDelay = typeof wanted === "object" && "delayMs" in wanted;
      if (!isDelay && effect !== undefined) continue;
      if (armed.skip > 0) {
        armed.skip -= 1;
        continue;
      }
      armed.left -= 1;
      if (isDelay) delayMs += wanted.delayMs;
      else effect = wanted;
    }
    this.#armed = this.#armed.filter(({ left }) => left > 0);
    return effect === undefined ? { delayMs } : { delayMs, effect };
  }
}

function matches({ method, path, match }: Fault, call: FaultableCall): boolean {
  if (method !== undefined && method.toUpperCase() !== call.method) return false;
  if (path !== undefined && !matchesPath(path, call.path)) return false;
  if (match === undefined) return true;
  return call.text.includes(match) || [...call.query.values()].some((value) => value.includes(match));
}

/** Whether a path written by somebody else can be matched at all. */
export function isReadablePath(pattern: string): boolean {
  try {
    matchesPath(pattern, "");
    return true;
  } catch {
    return false;
  }
}

const matchesPath = (pattern: string, path: string): boolean =>
  pattern.startsWith("^") ? new RegExp(pattern).test(path) : path.startsWith(pattern);
