/**
 * Opaque paging tokens over a frozen list of ids: the scroll of the hosts service. A
 * token dies two minutes after it was given out and belongs to one filter and sort.
 */
import { randomBytes } from "node:crypto";
import { MINUTE } from "../lib/clock.ts";

interface Scroll {
  readonly ids: readonly string[];
  readonly position: number;
  readonly query: string;
  readonly expiresAtMs: number;
}

/** One page, and the token of the next. */
export interface ScrollPage {
  readonly ids: readonly string[];
  readonly total: number;
  /** Empty once there is nothing left to ask for. */
  readonly next: string;
  /** Milliseconds here; the service tells it in nanoseconds. */
  readonly expiresAtMs: number;
}

/** As Falcon's: whoever takes longer over a page begins anew. */
export const SCROLL_LIFE_MS = 2 * MINUTE;
const TOKEN_BYTES = 30;

/** The list is frozen when it begins: hosts that come or go meanwhile are not noticed. */
export class Cursors {
  readonly #scrolls = new Map<string, Scroll>();

  start(ids: readonly string[], query: string, limit: number, nowMs: number): ScrollPage {
    return this.#page({ ids, position: 0, query, expiresAtMs: 0 }, limit, nowMs);
  }

  /** The next page; undefined when the token is unknown, expired or of another query. */
  resume(token: string, query: string, limit: number, nowMs: number): ScrollPage | undefined {
    const scroll = this.#scrolls.get(token);
    if (scroll === undefined || scroll.query !== query || nowMs > scroll.expiresAtMs) return undefined;
    return this.#page(scroll, limit, nowMs);
  }

  #page(scroll: Scroll, limit: number, nowMs: number): ScrollPage {
    this.#forgetExpired(nowMs);
    const end = scroll.position + limit;
    const ids = scroll.ids.slice(scroll.position, end);
    const expiresAtMs = nowMs + SCROLL_LIFE_MS;
    const next = ids.length === 0 ? "" : randomBytes(TOKEN_BYTES).toString("base64");
    if (next !== "") this.#scrolls.set(next, { ...scroll, position: end, expiresAtMs });
    return { ids, total: scroll.ids.length, next, expiresAtMs };
  }

  #forgetExpired(nowMs: number): void {
    for (const [token, { expiresAtMs }] of this.#scrolls) {
      if (nowMs > expiresAtMs) this.#scrolls.delete(token);
    }
  }
}
