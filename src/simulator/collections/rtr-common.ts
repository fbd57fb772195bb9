/** What the routes of RTR share: who asks, how long a call may stay open, the shape of its tables. */
import { MINUTE, SECOND } from "../../lib/clock.ts";
import { Refusal, type Call } from "../call.ts";
import { parseDuration } from "../rtr/duration.ts";
import type { Tier } from "../rtr/verbs/verb.ts";

/** Spread into every route of RTR. */
export const RTR = { service: "empower-api" } as const;
/** Sessions, read-only commands. */
export const READ = { scope: "real-time-response:read" };
/** Active-responder commands, files. */
export const WRITE = { scope: "real-time-response:write" };
/** Admin commands, the library. */
export const ADMIN = { scope: "real-time-response-admin:write" };

/** The prefix of a tier's path: `active-responder-command`, `batch-admin-command`. */
export const TIERS: readonly {
  readonly tier: Tier;
  readonly prefix: string;
  readonly access: { scope: string };
}[] = [
  { tier: "read-only", prefix: "", access: READ },
  { tier: "active-responder", prefix: "active-responder-", access: WRITE },
  { tier: "admin", prefix: "admin-", access: ADMIN },
];

const USUAL_MS = 30 * SECOND;
const LONGEST_MS = 10 * MINUTE;

/** @throws Refusal 400 for a time that cannot be read or is too long */
export function timeoutOf(call: Call): number {
  const duration = call.query.get("timeout_duration");
  const seconds = call.query.get("timeout");
  if (duration !== null) return checked(parseDuration(duration));
  return seconds === null ? USUAL_MS : checked(Number(seconds) * SECOND);
}

/** A little less than the whole, so that there is something to answer with. */
export function hostTimeoutOf(call: Call): number {
  const whole = timeoutOf(call);
  const written = call.query.get("host_timeout_duration");
  return written === null ? whole * 0.9 : Math.min(whole, checked(parseDuration(written)));
}

function checked(ms: number | undefined): number {
  if (ms === undefined || !(ms >= 0) || ms > LONGEST_MS) throw new Refusal(400, "invalid timeout");
  return ms;
}

/** Sessions, requests and files belong to the API client that made them. */
export const clientOf = (call: Call): string => call.client?.id ?? "";
