/**
 * Discord bans an address for a while after 10,000 refused calls in ten minutes, so a door
 * that stays shut is not knocked at again and again: per channel after a few refusals, and
 * everywhere when they become many. https://discord.com/developers/docs/topics/rate-limits
 */
import { PlaceGone } from "../../src/chat/adapter.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { MINUTE } from "../../src/lib/clock.ts";
import type { Log } from "./log.ts";

const FEW = 3;
const MANY = 1_000;
const WINDOW_MS = 10 * MINUTE;
const PAUSE_MS = 5 * MINUTE;
const MOST_CHANNELS = 1_000;

export interface Refusals {
  /** @throws PlaceGone while the channel, or everything, is left alone. */
  check(channel: string): void;
  refused(channel: string, why: string): void;
  accepted(channel: string): void;
}

/** Three refusals within ten minutes shut a channel for five; a thousand shut everything. */
export function createRefusals(parts: { readonly clock: Clock; readonly log: Log }): Refusals {
  const { clock, log } = parts;
  const shut = new Map<string, { count: number; firstAt: number; until: number; why: string }>();
  let recent: number[] = [];

  return {
    check(channel) {
      const door = shut.get(channel);
      if (door !== undefined && door.until > clock.now()) throw new PlaceGone(door.why);
      if (recent.length >= MANY && clock.now() - (recent.at(-MANY) ?? 0) < WINDOW_MS)
        throw new PlaceGone("Discord refuses too much; nothing is sent for a while");
    },
    refused(channel, why) {
      const now = clock.now();
      recent = [...recent.slice(1 - MANY), now];
      const known = shut.get(channel);
      const isRecent = known !== undefined && now - known.firstAt < WINDOW_MS;
      const door = {
        count: (isRecent ? known.count : 0) + 1,
        firstAt: isRecent ? known.firstAt : now,
        until: 0,
        why,
      };
      if (door.count >= FEW) {
        door.until = now + PAUSE_MS;
        log.error("discord refuses this channel, it is left alone for a while", { channel, why });
      }
      shut.delete(channel);
      shut.set(channel, door);
      const [oldest] = shut.keys();
      if (shut.size > MOST_CHANNELS && oldest !== undefined) shut.delete(oldest);
    },
    accepted: (channel) => void shut.delete(channel),
  };
}
