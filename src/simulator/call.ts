/**
 * One request and its answer, apart from sockets: what a route's handler is given and
 * gives back, and the readers of parameters that refuse as the services do.
 */
import { Refusal } from "./refusal.ts";
import type { Tenant } from "./tenant.ts";
import type { Client } from "./token-desk.ts";

export { Refusal };

/** What the table of routes knows; anything else is a 405. */
export type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** `nowMs` is the simulator's clock, which a test may move; it is the same for the whole call. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as it came; of a form it is all that there is. */
  readonly text: string;
  /** The parsed JSON body; undefined for a form or an empty body. */
  readonly body: unknown;
  readonly nowMs: number;
  /** Who signed in; absent on public routes. */
  readonly client?: Client;
  /** Aborts when the caller hangs up or the simulator stops. */
  readonly signal?: AbortSignal;
}

/** One of `errors[]`, as every Falcon service writes it. */
export interface ApiError {
  /** Mostly the HTTP status; RTR has five digits. */
  readonly code: number;
  readonly message: string;
  readonly id?: string;
}

/** An enveloped answer; `plain` replaces the envelope where a service sends none. */
export interface Reply {
  readonly status: number;
  readonly resources?: unknown;
  /** A 2xx may carry some: some ids were served, others not. */
  readonly errors?: readonly ApiError[];
  /** Joined with `query_time`, `powered_by` and `trace_id`. */
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly plain?: Readonly<Record<string, unknown>>;
  /** An envelope with other parts than resources beside its `meta` and `errors`. */
  readonly parts?: Readonly<Record<string, unknown>>;
  /** A file instead of JSON. */
  readonly file?: { readonly type: string; readonly bytes: Uint8Array };
  readonly headers?: Readonly<Record<string, string>>;
}

/** Most answer at once; some keep the call open until a host has answered. */
export type Handler = (call: Call, tenant: Tenant) => Reply | Promise<Reply>;

/** Deleted: no body at all. */
export const gone: Reply = { status: 204 };

/** 200 in the usual envelope; lists are never null, for many clients map over them. */
export const ok = (resources: unknown, meta?: Record<string, unknown>): Reply =>
  meta === undefined ? { status: 200, resources } : { status: 200, resources, meta };

/** A whole number from the query; 0 means the default, as the services take it. */
export function readLimit(call: Call, fallback: number, max: number): number {
  return checkLimit(call.query.get("limit") ?? undefined, fallback, max);
}

/**
 * The same for a limit from a JSON body.
 * @throws Refusal 400
 */
export function checkLimit(written: unknown, fallback: number, max: number): number {
  if (written === undefined || written === null || written === "") return fallback;
  const limit = Number(written);
  if (!Number.isInteger(limit) || limit < 0 || limit > max) {
    throw new Refusal(400, `invalid limit: must be a whole number from 1 to ${max}`);
  }
  return limit === 0 ? fallback : limit;
}

/** Repeated `ids`; comma lists are one unknown id, as in the real services. */
export function readQueryIds(call: Call, max: number): readonly string[] {
  return checkIds(call.query.getAll("ids"), "ids", max, 400);
}

/**
 * `tooMany` is the status above `max`: alerts answer 413 there.
 * @throws Refusal 400 for none at all
 */
export function readBodyIds(call: Call, key: string, max: number, tooMany = 400): readonly string[] {
  return checkIds(readField(call, key), key, max, tooMany);
}

/** A field of the JSON body; undefined for a body that is no object. */
export function readField(call: Call, key: string): unknown {
  return isRecord(call.body) ? call.body[key] : undefined;
}

/** @throws Refusal 400 for anything but an object */
export function requireRecord(value: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw new Refusal(400, "invalid JSON body");
  return value;
}

/** Undefined for "" too: the services treat an empty parameter as none. */
export const readText = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

function checkIds(value: unknown, key: string, max: number, tooMany: number): readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || !value.every((id) => typeof id === "string")) {
    throw new Refusal(
      400,
      `The '${key}' parameter must be present at least once and can be present up to ${max} times.`,
    );
  }
  if (value.length > max) {
    throw new Refusal(tooMany, `The '${key}' parameter can be present up to ${max} times.`);
  }
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
