/**
 * When a channel is told everything on one card, and when no longer. Pure.
 *
 *   calm  -> storm   more alerts, or more new cards, within a minute than people can read
 *   storm -> calm    next to nothing for half a minute
 */
import { MINUTE, SECOND } from "../../lib/clock.ts";

export const BEGIN_WINDOW_MS = MINUTE;
export const END_WINDOW_MS = 30 * SECOND;
/** In a minute: a card each at one message a second would already be behind. */
const MOST_ALERTS = 100;
const MOST_CARDS = 20;
const FEW_ALERTS = 10;

export interface Pressure {
  /** Placed in the channel within the last minute, and cards of hosts opened then. */
  readonly alerts: number;
  readonly cards: number;
}

export const begins = (recent: Pressure, more: Pressure): boolean =>
  recent.alerts + more.alerts > MOST_ALERTS || recent.cards + more.cards > MOST_CARDS;

/** `alerts`: of the last half minute, those that come now included. */
export const ends = (alerts: number): boolean => alerts < FEW_ALERTS;
