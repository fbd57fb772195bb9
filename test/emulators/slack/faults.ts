/** Faults as data: which call, what goes wrong, how often. */

export type Fault =
  /** The call is done, then the connection is cut: the answer is lost. */
  | { readonly kind: "lost" }
  /** The connection is cut before anything is done. */
  | { readonly kind: "cut" }
  | { readonly kind: "delay"; readonly ms: number }
  | { readonly kind: "limited"; readonly retryAfterSeconds: number }
  /** The call is done; the answer says no more than that. */
  | { readonly kind: "bare" }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "refuse"; readonly error: string };

export interface FaultPlan {
  /** A method, or `response_url`, `upload`. */
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

/** About one message a second in each channel, with a short burst. */
export function postLimit(burst: number, perSecond: number): (channel: string, now: number) => number {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (channel, now) => {
    const bucket = buckets.get(channel) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond);
    const isAllowed = tokens >= 1;
    buckets.set(channel, { tokens: isAllowed ? tokens - 1 : tokens, at: now });
    return isAllowed ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond));
  };
}
