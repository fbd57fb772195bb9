/** Faults as data: which call, what goes wrong, how often. */

export type Fault =
  /** The call is done, then the connection is reset: the answer is lost. */
  | { readonly kind: "lost" }
  /** The connection is cut before anything is done. */
  | { readonly kind: "cut" }
  | { readonly kind: "delay"; readonly ms: number }
  | { readonly kind: "limited"; readonly retryAfterSeconds: number }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "refuse"; readonly status: number; readonly code: number };

export interface FaultPlan {
  /** A route's name, such as `messages.create`. */
  readonly call: string;
  /** Only calls about this channel. */
  readonly channel?: string;
  readonly fault: Fault;
  /** How many calls it meets; every one unless given. */
  readonly count?: number;
}

export interface FaultBook {
  add(...plans: readonly FaultPlan[]): void;
  clear(): void;
  next(call: string, channel: string | undefined): Fault | undefined;
}

export function faultBook(): FaultBook {
  let open: { readonly plan: FaultPlan; left: number }[] = [];
  return {
    add(...plans) {
      open.push(...plans.map((plan) => ({ plan, left: plan.count ?? Infinity })));
    },
    clear() {
      open = [];
    },
    next(call, channel) {
      const met = open.find(
        ({ plan, left }) =>
          left > 0 && plan.call === call && (plan.channel === undefined || plan.channel === channel),
      );
      if (met === undefined) return undefined;
      met.left -= 1;
      return met.plan.fault;
    },
  };
}

export interface Bucket {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAfterSeconds: number;
  /** Seconds to wait; 0 when the call may pass. */
  readonly retryAfterSeconds: number;
}

/** Five messages in five seconds in each channel, as Discord's headers tell it. */
export function messageBuckets(limit: number, windowMs: number): (channel: string, now: number) => Bucket {
  const windows = new Map<string, { startedAt: number; used: number }>();
  return (channel, now) => {
    const known = windows.get(channel);
    const open =
      known !== undefined && now - known.startedAt < windowMs ? known : { startedAt: now, used: 0 };
    windows.set(channel, open);
    const resetAfterSeconds = (open.startedAt + windowMs - now) / 1_000;
    const isOver = open.used >= limit;
    if (!isOver) open.used += 1;
    return {
      limit,
      remaining: limit - open.used,
      resetAfterSeconds,
      retryAfterSeconds: isOver ? resetAfterSeconds : 0,
    };
  };
}
