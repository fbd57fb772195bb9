/** What can go wrong with one Web API call, told apart by what may be done next. */
import { PlaceGone, PostUncertain } from "../../src/chat/adapter.ts";
import { SECOND } from "../../src/lib/clock.ts";

/** Slack said no; `details` are the places it named in our blocks. */
export class CallRefused extends Error {
  readonly code: string;
  readonly details: readonly string[];
  constructor(method: string, code: string, details: readonly string[] = []) {
    super(`Slack refused ${method}: ${code}`);
    this.code = code;
    this.details = details;
  }
}

/**
 * HTTP 429, or the same said in a body. `retryAfterMs` is
 * Slack's own figure, five seconds where it gives none.
 */
export class CallLimited extends Error {
  readonly retryAfterMs: number;
  constructor(method: string, retryAfterMs: number) {
    super(`Slack limits ${method} for ${Math.ceil(retryAfterMs / SECOND)} s`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Never reached Slack: may be tried again without a second effect. */
export class CallUnsent extends Error {}

/** Slack may have acted: the answer was lost, or was a server error. */
export class CallUncertain extends Error {}

const UNSENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "UND_ERR_CONNECT_TIMEOUT"]);
const LIMIT_CODES = new Set(["ratelimited", "rate_limited", "message_limit_exceeded"]);
/** Without a header to say how long. */
const ASSUMED_WAIT_MS = 5 * SECOND;

/** The token itself is dead; nothing that we call will work again. */
export const DEAD_TOKEN: ReadonlySet<string> = new Set([
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "not_allowed_token_type",
  "team_access_not_granted",
  "org_login_required",
  "user_removed_from_team",
  "team_disabled",
]);

const GONE = new Set([
  "channel_not_found",
  "is_archived",
  "not_in_channel",
  "message_not_found",
  "cant_update_message",
  "edit_window_closed",
  "thread_not_found",
  "account_inactive",
  "user_disabled",
  "user_not_found",
  "cannot_dm_bot",
  "restricted_action",
]);

/** Our layout was refused, the words were not. */
export const BAD_BLOCKS: ReadonlySet<string> = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "msg_too_long",
]);

/** The SDK's error as one of ours; by its code, so that the SDK need not be loaded to tell. */
export function readCallError(method: string, error: unknown): Error {
  const { code, data, retryAfter, original, statusCode } = (error ?? {}) as SdkError;
  switch (code) {
    case "slack_webapi_platform_error": {
      const reason = data?.error ?? "unknown_error";
      if (LIMIT_CODES.has(reason)) return new CallLimited(method, ASSUMED_WAIT_MS);
      return new CallRefused(method, reason, data?.response_metadata?.messages ?? []);
    }
    case "slack_webapi_rate_limited_error":
      return new CallLimited(method, (retryAfter ?? ASSUMED_WAIT_MS / SECOND) * SECOND);
    case "slack_webapi_http_error":
      return new CallUncertain(`Slack answered ${method} with status ${statusCode}`, { cause: error });
    case "slack_webapi_request_error":
      return wasUnsent(original)
        ? new CallUnsent(`Slack could not be reached for ${method}`, { cause: original })
        : new CallUncertain(`the answer to ${method} was lost`, { cause: original });
    case undefined:
    default:
      return new CallUncertain(`${method} failed`, { cause: error });
  }
}

/** What the port promises for posting and editing. */
export function asPostError(error: unknown): unknown {
  if (error instanceof CallRefused && GONE.has(error.code))
    return new PlaceGone(error.message, { cause: error });
  if (error instanceof CallUncertain) return new PostUncertain(error.message, { cause: error });
  return error;
}

/** Undici nests the reason one or two causes deep. */
function wasUnsent(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as NodeJS.ErrnoException;
    if (code !== undefined && UNSENT.has(code)) return true;
    if (at instanceof AggregateError && at.errors.every(wasUnsent)) return true;
  }
  return false;
}

interface SdkError {
  readonly code?: string;
  readonly data?: { readonly error?: string; readonly response_metadata?: { readonly messages?: string[] } };
  readonly retryAfter?: number;
  readonly statusCode?: number;
  readonly original?: unknown;
}
