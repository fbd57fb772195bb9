/**
 * What can go wrong with Falcon, as one family. `effect` says what a failed write may have
 * done: `none` only when it certainly did nothing. The hint is safe for people; the message
 * names method, path and trace id for the log, never a token or a body.
 */
import { BotError } from "../lib/errors.ts";

/**
 * Which of them is tried again is in `retry.ts`. `denied` is a scope or a licence (403), `auth`
 * the API client itself.
 */
export type FalconErrorKind =
  | "auth"
  | "denied"
  | "not-found"
  /** Falcon answers, the host does not. */
  | "unreachable"
  | "conflict"
  | "invalid"
  | "rate-limited"
  | "timeout"
  | "unavailable"
  | "unexpected-reply"
  | "too-large";

/** `message` is for the log alone; where it is missing, the hint stands there too. */
export interface FalconFault {
  readonly kind: FalconErrorKind;
  readonly hint: string;
  readonly effect: "none" | "unknown";
  readonly message?: string;
  readonly status?: number;
  /** The service's own number, which says more than the status: 40401. */
  readonly apiCode?: number;
  /** The scope that is missing: `Hosts: Write (devices:write)`. */
  readonly scope?: string;
  /** When Falcon asks to come back, in milliseconds since the epoch. */
  readonly retryAt?: number;
  readonly traceId?: string;
  readonly cause?: unknown;
}

/** Its `code` is `falcon-` and the kind. */
export class FalconError extends BotError {
  readonly kind: FalconErrorKind;
  readonly effect: "none" | "unknown";
  readonly status: number | undefined;
  readonly apiCode: number | undefined;
  readonly scope: string | undefined;
  readonly retryAt: number | undefined;
  readonly traceId: string | undefined;

  constructor(fault: FalconFault) {
    super(`falcon-${fault.kind}`, fault.hint, { message: fault.message ?? fault.hint, cause: fault.cause });
    this.kind = fault.kind;
    this.effect = fault.effect;
    this.status = fault.status;
    this.apiCode = fault.apiCode;
    this.scope = fault.scope;
    this.retryAt = fault.retryAt;
    this.traceId = fault.traceId;
  }
}
