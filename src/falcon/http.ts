/**
 * Bytes to and from Falcon, one request at a time, and what went wrong in our words. No
 * retries, no token: `request.ts` adds those. axios carries; bodies are bounded while they
 * are read, so that a huge answer costs the bound and no more.
 */
import axios, { AxiosError, type AxiosInstance } from "axios";
import { SECOND } from "../lib/clock.ts";
import { FalconError } from "./errors.ts";
import { Envelope, type ApiError } from "./envelope.ts";

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE" | "PUT";
  readonly path: string;
  readonly query?: Query;
  readonly body?: unknown;
  /** Form fields instead of JSON: the token service. */
  readonly form?: Readonly<Record<string, string>>;
  /** What a 403 lacks: `Hosts: Read (devices:read)`. */
  readonly scope?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Reply {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: unknown;
}

const MOST_BODY_BYTES = 16 * 1024 * 1024;
const READ_TIMEOUT_MS = 10 * SECOND;

export interface Wire {
  /** Resolves for every status that was answered readably; rejects with a FalconError when none was. */
  send(baseUrl: string, call: Call, token: string | undefined): Promise<Reply>;
}

export function createWire({ version }: { readonly version: string }): Wire {
  const http: AxiosInstance = axios.create({
    // Falcon is reached directly or not at all; an environment's proxy must not see tokens by accident.
    proxy: false,
    maxRedirects: 0,
    maxContentLength: MOST_BODY_BYTES,
    responseType: "text",
    transformResponse: [(text: unknown) => text],
    validateStatus: () => true,
    paramsSerializer: { serialize: (params: Query) => writeQuery(params) },
  });
  return {
    async send(baseUrl, call, token) {
      const timeoutMs = call.timeoutMs ?? READ_TIMEOUT_MS;
      const timeout = AbortSignal.timeout(timeoutMs);
      const signal = call.signal === undefined ? timeout : AbortSignal.any([timeout, call.signal]);
      try {
        const reply = await http.request<string>({
          method: call.method,
          url: baseUrl + call.path,
          params: call.query ?? {},
          data:
            call.form === undefined
              ? JSON.stringify(call.body ?? {})
              : new URLSearchParams(call.form).toString(),
          signal,
          headers: {
            Accept: "application/json",
            // Some services reject a POST without it, even an empty one.
            "Content-Type":
              call.form === undefined ? "application/json" : "application/x-www-form-urlencoded",
            "User-Agent": `falconer/${version}`,
            ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          },
          ...(call.method === "GET" ? { data: undefined } : {}),
        });
        const header = (name: string): string | undefined => {
          const value: unknown = reply.headers[name.toLowerCase()];
          return typeof value === "string" ? value : undefined;
        };
        return { status: reply.status, header, body: readBody(call, reply.status, reply.data) };
      } catch (error) {
        if (error instanceof FalconError) throw error;
        throw transportFault(call, error, {
          isOurTimeout: timeout.aborted,
          isAborted: call.signal?.aborted === true,
        });
      }
    },
  };
}

/** Repeats the key for lists; encodes `+` and everything else that FQL is made of. */
export function writeQuery(query: Query): string {
  const pairs = Object.entries(query).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const values = typeof value === "object" ? value : [String(value)];
    return values.map((one) => `${encodeURIComponent(key)}=${encodeURIComponent(one)}`);
  });
  return pairs.join("&");
}

function readBody(call: Call, status: number, text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    // A proxy's error page still has a status that says what to do.
    if (status >= 400) return undefined;
    throw new FalconError({
      kind: "unexpected-reply",
      effect: "unknown",
      status,
      hint: "Falcon's answer could not be read.",
      message: `${call.method} ${call.path}: unreadable body of ${text.length} characters`,
      cause,
    });
  }
}

const NOT_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

function transportFault(
  call: Call,
  error: unknown,
  { isOurTimeout, isAborted }: { readonly isOurTimeout: boolean; readonly isAborted: boolean },
): FalconError {
  const where = `${call.method} ${call.path}`;
  const code = error instanceof AxiosError ? (error.code ?? "") : "";
  const words = error instanceof Error ? error.message : "";
  const cause = { code, name: error instanceof Error ? error.name : "unknown" };
  if (words.includes("maxContentLength")) {
    const hint = "Falcon's answer was larger than Falconer reads; narrow the question.";
    return new FalconError({
      kind: "too-large",
      effect: "unknown",
      hint,
      message: `${where}: body above the bound`,
      cause,
    });
  }
  if (isAborted) {
    return new FalconError({
      kind: "timeout",
      effect: "unknown",
      hint: "It was stopped before Falcon answered.",
      message: `${where}: aborted`,
      cause,
    });
  }
  if (isOurTimeout || code === "ECONNABORTED" || code === "ETIMEDOUT") {
    return new FalconError({
      kind: "timeout",
      effect: "unknown",
      hint: "Falcon did not answer in time.",
      message: `${where}: timed out`,
      cause,
    });
  }
  const effect = NOT_SENT.has(code) ? "none" : "unknown";
  return new FalconError({
    kind: "unavailable",
    effect,
    hint: "Falcon could not be reached.",
    message: `${where}: ${code || "connection lost"}`,
    cause,
  });
}

/** The error that a status means, or undefined for success. */
export function statusFault(
  call: Call,
  { status, header, body }: Reply,
  retryAt: number | undefined,
): FalconError | undefined {
  if (status < 300) return undefined;
  const traceId = header("x-cs-traceid");
  const errors = errorsOf(body);
  const said = errors.map(({ code, message }) => `${code ?? ""} ${message ?? ""}`.trim()).join("; ");
  const message = `${call.method} ${call.path}: ${status} ${said} (trace ${traceId ?? "none"})`;
  const fault = (
    kind: FalconError["kind"],
    hint: string,
    effect: "none" | "unknown" = "none",
    more = {},
  ): FalconError =>
    new FalconError({
      kind,
      hint,
      effect,
      status,
      message,
      ...(traceId === undefined ? {} : { traceId }),
      ...more,
    });
  const trace = traceId === undefined ? "" : ` Falcon's trace id is ${traceId}.`;
  switch (status) {
    case 401:
      return fault(
        "auth",
        "Falcon does not accept the API client's token. Check FALCON_CLIENT_ID and FALCON_CLIENT_SECRET.",
      );
    case 403: {
      const scope = call.scope;
      const lacks = scope === undefined ? "a permission" : `the scope ${scope}`;
      return fault(
        "denied",
        `The Falcon API client lacks ${lacks}, or the module is not licensed.${trace}`,
        "none",
        scope === undefined ? {} : { scope },
      );
    }
    case 404:
      return fault("not-found", `Falcon does not know that.${trace}`);
    case 409:
      return fault("conflict", `Falcon says that this conflicts with the present state.${trace}`);
    case 413:
      return fault("too-large", `Falcon finds the question too large.${trace}`);
    case 429: {
      const at = retryAt ?? Date.now();
      const time = new Date(at).toISOString().slice(11, 16);
      return fault(
        "rate-limited",
        `Falcon's rate limit is reached; it can be asked again at ${time} UTC.`,
        "none",
        { retryAt: at },
      );
    }
    default:
      if (status >= 500)
        return fault("unavailable", `Falcon answered with an error (${status}).${trace}`, "unknown");
      return fault("invalid", `Falcon refused the question (${status}).${trace}`);
  }
}

export function errorsOf(body: unknown): readonly ApiError[] {
  const parsed = Envelope.safeParse(body);
  return parsed.success ? parsed.data.errors : [];
}
