/**
 * Rate limits kept where Slack counts them: per method and channel. A limited channel waits
 * by itself; a modal, a private answer or another channel never stands behind it. Posts
 * leave one after another, answers to people before the rest; other calls only wait while
 * their own lane is blocked. https://docs.slack.dev/apis/web-api/rate-limits
 */
import type { Clock } from "../../src/lib/clock.ts";
import { MINUTE, SECOND } from "../../src/lib/clock.ts";
import { CallLimited } from "./call-errors.ts";

/** About one message a second in a channel; a few at once are let through. */
const POST_EVERY_MS = SECOND;
const POST_BURST = 3;
const PACED_METHOD = "chat.postMessage";

/** A lane without work is forgotten once there are this many. */
const MANY_LANES = 500;
const PATIENCE_MS = 5 * MINUTE;

/** How a call stands in its lane. */
export interface LaneOptions {
  /** Goes before what waits in the same lane: somebody is watching the screen. */
  readonly urgent?: boolean;
  /** Give up with `CallLimited` instead of waiting longer than this. */
  readonly patienceMs?: number;
}

/**
 * @throws CallLimited when the wait would be longer than the caller's patience (five minutes unless given)
 */
export interface Lanes {
  run<T>(method: string, channel: string, work: () => Promise<T>, options?: LaneOptions): Promise<T>;
}

interface Job {
  readonly urgent: boolean;
  readonly giveUpAt: number;
  attempt(): Promise<"done" | CallLimited>;
  fail(error: unknown): void;
}

interface Lane {
  blockedUntil: number;
  /** When the bucket is full again. */
  fullAt: number;
  readonly waiting: Job[];
  isMoving: boolean;
}

/** About one post a second and channel, three at once; other methods go at once unless they are limited. */
export function createLanes(parts: { readonly clock: Clock; readonly signal: AbortSignal }): Lanes {
  const { clock, signal } = parts;
  const lanes = new Map<string, Lane>();

  function laneOf(method: string, channel: string): Lane {
    const name = `${method} ${channel}`;
    const known = lanes.get(name);
    if (known !== undefined) return known;
    if (lanes.size >= MANY_LANES) forgetIdle(lanes, clock.now());
    const lane: Lane = { blockedUntil: 0, fullAt: 0, waiting: [], isMoving: false };
    lanes.set(name, lane);
    return lane;
  }

  async function move(lane: Lane): Promise<void> {
    lane.isMoving = true;
    try {
      while (lane.waiting.length > 0) {
        const wait =
          Math.max(lane.blockedUntil, lane.fullAt - (POST_BURST - 1) * POST_EVERY_MS) - clock.now();
        if (wait > 0) await clock.sleep(wait, signal);
        const job = lane.waiting.shift();
        if (job === undefined) continue;
        lane.fullAt = Math.max(lane.fullAt, clock.now()) + POST_EVERY_MS;
        const outcome = await job.attempt();
        if (outcome !== "done") putBack(lane, job, outcome);
      }
    } catch (error) {
      for (const job of lane.waiting.splice(0)) job.fail(error);
    } finally {
      lane.isMoving = false;
    }
  }

  function putBack(lane: Lane, job: Job, limit: CallLimited): void {
    lane.blockedUntil = clock.now() + limit.retryAfterMs;
    if (lane.blockedUntil > job.giveUpAt) job.fail(limit);
    else lane.waiting.unshift(job);
  }

  function queue<T>(lane: Lane, work: () => Promise<T>, options: LaneOptions): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const job: Job = {
      urgent: options.urgent === true,
      giveUpAt: clock.now() + (options.patienceMs ?? PATIENCE_MS),
      fail: reject,
      async attempt() {
        try {
          resolve(await work());
        } catch (error) {
          if (error instanceof CallLimited) return error;
          reject(error);
        }
        return "done";
      },
    };
    const before = job.urgent ? lane.waiting.findIndex((other) => !other.urgent) : -1;
    if (before === -1) lane.waiting.push(job);
    else lane.waiting.splice(before, 0, job);
    if (!lane.isMoving) void move(lane);
    return promise;
  }

  async function besideOthers<T>(lane: Lane, work: () => Promise<T>, options: LaneOptions): Promise<T> {
    const giveUpAt = clock.now() + (options.patienceMs ?? PATIENCE_MS);
    for (;;) {
      const wait = lane.blockedUntil - clock.now();
      if (wait > 0 && lane.blockedUntil > giveUpAt) throw new CallLimited("this call", wait);
      if (wait > 0) await clock.sleep(wait, signal);
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof CallLimited)) throw error;
        lane.blockedUntil = clock.now() + error.retryAfterMs;
        if (lane.blockedUntil > giveUpAt) throw error;
      }
    }
  }

  return {
    run(method, channel, work, options = {}) {
      signal.throwIfAborted();
      const lane = laneOf(method, channel);
      return method === PACED_METHOD ? queue(lane, work, options) : besideOthers(lane, work, options);
    },
  };
}

function forgetIdle(lanes: Map<string, Lane>, now: number): void {
  for (const [name, lane] of lanes) {
    const isIdle = !lane.isMoving && lane.waiting.length === 0;
    if (isIdle && lane.fullAt < now && lane.blockedUntil < now) lanes.delete(name);
  }
}
