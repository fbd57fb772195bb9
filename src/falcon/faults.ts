/**
 * What an answer or a broken connection means, as a FalconError. Messages are for the log:
 * method, path, status, Falcon's own numbers and the trace id, never its text, which may
 * repeat what was asked. Hints are for people.
 */
import { AxiosError } from "axios";
import type { Call, Reply } from "./call.ts";
import { errorsOf } from "./envelope.ts";
import { FalconError, type FalconFault } from "./errors.ts";
import { serviceCodeIn, SERVICE_FAULTS, statusOf } from "./service-codes.ts";

/** Failures of a connection that never came to be: nothing was sent. */
const NOT_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);
const BEFORE_SENDING = new Set(["connect", "getaddrinfo"]);
/** TLS refuses before the request leaves: a certificate, or no TLS at all. */
const TLS = /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO)/;

type Kind = FalconFault["kind"];
type Told = Partial<Omit<FalconFault, "kind" | "hint">>;

/** `17:03:09 UTC`, for sentences that say until when. */
const clockTime = (moment: number): string => `${new Date(moment).toISOString().slice(11, 19)} UTC`;

/** `retryAt` in milliseconds since the epoch; the sentence names it in UTC, to the second. */
export const rateLimitHint = (retryAt: number): string =>
  `Falcon's rate limit is reached; it can be asked again at ${clockTime(retryAt)}.`;

/** The error that a status means, or undefined for success. `retryAt` belongs to a 429. */
export function statusFault(call: Call, reply: Reply, retryAt?: number): FalconError | undefined {
  const { status } = reply;
  if (status >= 200 && status < 300) return undefined;
  return codeFault(call, reply, status, retryAt);
}

/**
 * The error inside a 2xx that answers nothing else: no resources, and an error that is
 * not about an unknown id, unless one thing alone was asked for. Partial success is left
 * to the endpoint.
 */
export function hiddenFault(call: Call, reply: Reply, isAboutOne: boolean): FalconError | undefined {
  if (hasResources(reply.body)) return undefined;
  const error = errorsOf(reply.body).find(({ code }) => isAboutOne || code !== 404);
  return error === undefined ? undefined : codeFault(call, reply, error.code ?? 500);
}

/** A list, or the hosts of a batch by their ids, at two depths. */
function hasResources(body: unknown): boolean {
  const { resources, combined } = (body ?? {}) as Record<string, unknown>;
  const isFilled = (value: unknown): boolean =>
    typeof value === "object" && value !== null && Object.keys(value).length > 0;
  return isFilled(resources) || (isFilled(combined) && hasResources(combined));
}

/** An error by its number, whether it was the status or stood inside a 2xx. */
function codeFault(call: Call, reply: Reply, written: number, retryAt?: number): FalconError {
  const traceId = reply.header("x-cs-traceid");
  const codes = errorsOf(reply.body).map((error) => error.code ?? "?");
  const code = statusOf(written);
  const apiCode = serviceCodeIn([written, ...codes]);
  const within = codes.length === 0 ? "" : ` [${codes.join(" ")}]`;
  const message = `${call.method} ${call.path}: ${reply.status}${within} (trace ${traceId ?? "none"})`;
  const common = {
    status: code,
    message,
    ...(traceId === undefined ? {} : { traceId }),
    ...(apiCode === undefined ? {} : { apiCode }),
  };
  const fault = (kind: Kind, hint: string, told: Told = {}): FalconError =>
    new FalconError({ kind, hint, effect: "none", ...common, ...told });
  const trace = traceId === undefined ? "" : ` Falcon's trace id is ${traceId}.`;
  const known = code < 500 && apiCode !== undefined ? SERVICE_FAULTS[apiCode] : undefined;
  if (known !== undefined) return fault(known.kind, `${known.hint}${trace}`);
  switch (code) {
    case 401:
      return fault(
        "auth",
        "Falcon does not accept the API client's token. Check FALCON_CLIENT_ID and FALCON_CLIENT_SECRET.",
      );
    case 403: {
      const lacks = call.scope === undefined ? "a permission" : `the scope ${call.scope}`;
      const scope = call.scope === undefined ? {} : { scope: call.scope };
      return fault(
        "denied",
        `The Falcon API client lacks ${lacks}, or the module is not licensed.${trace}`,
        scope,
      );
    }
    case 404:
      return fault("not-found", `Falcon does not know that.${trace}`);
    case 409:
      return fault("conflict", `Falcon says that this conflicts with the present state.${trace}`);
    case 413:
      return fault("too-large", `Falcon finds the question too large.${trace}`);
    case 429:
      return retryAt === undefined
        ? fault("rate-limited", "Falcon's rate limit is reached; try again in a minute.")
        : fault("rate-limited", rateLimitHint(retryAt), { retryAt });
    default:
      if (code >= 500)
        return fault("unavailable", `Falcon answered with an error (${code}).${trace}`, {
          effect: "unknown",
        });
      if (code >= 300 && code < 400)
        return fault("unexpected-reply", `Falcon's address answered with a redirect (${code}).${trace}`);
      return fault("invalid", `Falcon refused the question (${code}).${trace}`);
  }
}

/** Why no answer arrived. `isLate`: our own time limit ended it; `isStopped`: the caller did. */
export function transportFault(
  call: Call,
  error: unknown,
  ended: { readonly isLate: boolean; readonly isStopped: boolean },
): FalconError {
  const where = `${call.method} ${call.path}`;
  const code = error instanceof AxiosError ? (error.code ?? "") : "";
  const words = error instanceof Error ? error.message : "";
  // The error itself holds the request with its token, so only its name and code are kept.
  const cause = { code, name: error instanceof Error ? error.name : "unknown" };
  const fault = (kind: Kind, hint: string, said: string, effect: FalconFault["effect"]): FalconError =>
    new FalconError({ kind, effect, hint, message: `${where}: ${said}`, cause });
  if (words.includes("maxContentLength")) return tooLarge(call);
  if (ended.isStopped) return stopped(call, "unknown");
  if (ended.isLate || code === "ECONNABORTED")
    return fault("timeout", "Falcon did not answer in time.", "timed out", "unknown");
  const isUnsent = NOT_SENT.has(code) || TLS.test(code) || BEFORE_SENDING.has(syscallOf(error));
  const hint = isUnsent
    ? "Falcon could not be reached. If that lasts, check FALCON_CLOUD or FALCON_BASE_URL."
    : "The connection to Falcon broke.";
  return fault("unavailable", hint, code === "" ? "connection lost" : code, isUnsent ? "none" : "unknown");
}

export const tooLarge = (call: Call): FalconError =>
  new FalconError({
    kind: "too-large",
    effect: "unknown",
    hint:
      call.save === undefined
        ? "Falcon's answer was larger than Falconer reads; narrow the question."
        : "The file is larger than Falconer takes.",
    message: `${call.method} ${call.path}: body above the bound`,
  });

/** The caller gave up. */
export const stopped = (call: Call, effect: FalconFault["effect"]): FalconError =>
  new FalconError({
    kind: "timeout",
    effect,
    hint: "It was stopped before Falcon answered.",
    message: `${call.method} ${call.path}: stopped`,
  });

/** Nothing was sent before the time was over. */
export const tooLate = (call: Call): FalconError =>
  new FalconError({
    kind: "timeout",
    effect: "none",
    hint: "Falcon did not answer in time.",
    message: `${call.method} ${call.path}: no time left to ask`,
  });

/** An answer of another shape. What it held stays out of the error: it may be a token. */
export const unreadable = (call: Call, status: number, why: string): FalconError =>
  new FalconError({
    kind: "unexpected-reply",
    effect: "unknown",
    status,
    hint: "Falcon's answer could not be read.",
    message: `${call.method} ${call.path}: ${status}, ${why}`,
  });

/** A 308 whose goal may not see our credentials; nothing was sent there. */
export const strayed = (call: Call): FalconError =>
  new FalconError({
    kind: "unexpected-reply",
    effect: "none",
    hint: "Falcon sent Falconer to an address that it does not trust. Set FALCON_CLOUD or FALCON_BASE_URL.",
    message: `${call.method} ${call.path}: redirected to an unknown place`,
  });

function syscallOf(error: unknown): string {
  const cause = error instanceof AxiosError ? (error.cause ?? error) : error;
  const { syscall } = (cause ?? {}) as { readonly syscall?: unknown };
  return typeof syscall === "string" ? syscall : "";
}
