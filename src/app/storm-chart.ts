/**
 * The picture on a storm's card. It is drawn now and then, not with every edit, and never
 * holds up the first word of a storm. Where none can be drawn the card does without.
 */
import type { StormChart } from "../alerts/feed/painters.ts";
import type { Charts } from "../charts/service.ts";
import { image, type Block } from "../chat/card.ts";
import { SECOND, type Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";

const AFTER_MS = 3 * SECOND;
const EVERY_MS = 30 * SECOND;
const REMEMBERED = 20;

/** Anew every 30 s at most; the last twenty storms' pictures are kept. */
export function stormChart(parts: {
  readonly charts: Charts;
  readonly clock: Clock;
  readonly log: Log;
}): StormChart {
  const { charts, clock, log } = parts;
  const drawn = new Map<
    string,
    { readonly at: number; readonly total: number; readonly blocks: readonly Block[] }
  >();

  return async ({ id, state, openedAt, tally }) => {
    const now = clock.now();
    const last = drawn.get(id);
    const isFresh = last !== undefined && (last.total === tally.total || now - last.at < EVERY_MS);
    if (isFresh && (state === "open" || last.total === tally.total)) return last.blocks;
    if (state === "open" && now - openedAt < AFTER_MS) return [];
    try {
      const { png, alt } = await charts.countedStorm("Alerts of this storm", tally);
      const blocks = [image("storm.png", alt, png)];
      drawn.set(id, { at: now, total: tally.total, blocks });
      const [oldest] = drawn.keys();
      if (drawn.size > REMEMBERED && oldest !== undefined) drawn.delete(oldest);
      return blocks;
    } catch (error) {
      log.warn("a storm's picture could not be drawn", { error });
      return last?.blocks ?? [];
    }
  };
}
