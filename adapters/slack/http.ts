/**
 * HTTP mode: Slack's requests, verified before anything is parsed. Stricter than the SDK's
 * receiver, which takes requests from the future and the same request twice.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../src/lib/clock.ts";
import { MINUTE, SECOND } from "../../src/lib/clock.ts";
import type { Incoming } from "./incoming.ts";
import type { Log } from "./log.ts";

const WINDOW_MS = 5 * MINUTE;
const BODY_LIMIT = 1024 * 1024;
const CHECK_LIMIT = 4 * 1024;
const FORM = "application/x-www-form-urlencoded";
/** Slack gives up after three seconds; an answer then is still better than none. */
const ANSWER_WITHIN_MS = 2.9 * SECOND;
/** Repeated headers arrive joined by a comma, which these do not match. */
const SIGNATURE = /^v0=[0-9a-f]{64}$/;
const STAMP = /^\d{1,12}$/;

/** A route for the product's own listener; this adapter opens none. */
export interface SlackHttp {
  readonly path: string;
  handle(request: Request): Promise<Response>;
}

/** Refusals: 401 unsigned, stale, forged or replayed, 413 above 1 MiB, 415 packed, 503 not signed in yet. */
export function createHttp(parts: {
  readonly signingSecret: string;
  readonly clock: Clock;
  readonly log: Log;
  /** False until the app is signed in; Slack repeats what it could not deliver. */
  readonly isReady: () => boolean;
  /** Resolves when everything about the delivery is done; acknowledged before that. */
  take(incoming: Incoming): Promise<void>;
}): SlackHttp {
  const { clock, log } = parts;
  const seen = seenSignatures(clock);

  async function verified(request: Request): Promise<string | Response> {
    const stamp = request.headers.get("x-slack-request-timestamp") ?? "";
    const signature = request.headers.get("x-slack-signature") ?? "";
    if (signature === "" && (await isCertificateCheck(request))) return new Response("");
    if (!STAMP.test(stamp) || !SIGNATURE.test(signature)) return refuse(401, "unsigned");
    if (Math.abs(clock.now() - Number(stamp) * SECOND) > WINDOW_MS) return refuse(401, "stale");
    const body = await readBody(request);
    if (body === undefined) return refuse(413, "too large");
    const expected = createHmac("sha256", parts.signingSecret).update(`v0:${stamp}:`).update(body).digest();
    if (!timingSafeEqual(expected, Buffer.from(signature.slice("v0=".length), "hex")))
      return refuse(401, "forged");
    if (!seen.add(signature)) return refuse(401, "replayed");
    const text = decodeUtf8(body);
    return text ?? refuse(400, "not utf-8");
  }

  function refuse(status: number, reason: string): Response {
    log.warn("a slack request was refused", { reason });
    return new Response(null, { status });
  }

  /** Hands the request on and answers with what it is acknowledged with. */
  async function answer(body: Record<string, unknown>, request: Request): Promise<Response> {
    const acknowledged = Promise.withResolvers<unknown>();
    const done = new AbortController();
    const retry = request.headers.get("x-slack-retry-num");
    const reason = request.headers.get("x-slack-retry-reason");
    void parts
      .take({
        body,
        // Slack repeats nothing that needs it, and no two requests are signed alike.
        delivery: request.headers.get("x-slack-signature") ?? "",
        ...(retry === null ? {} : { retryNum: Number(retry) }),
        ...(reason === null ? {} : { retryReason: reason }),
        acknowledge: (payload) => Promise.resolve(acknowledged.resolve(payload)),
      })
      .finally(() => acknowledged.resolve(undefined));
    const late = clock.sleep(ANSWER_WITHIN_MS, done.signal).catch(() => undefined);
    const payload = await Promise.race([acknowledged.promise, late]);
    done.abort();
    return typeof payload === "object" && payload !== null
      ? Response.json(payload)
      : new Response(asText(payload));
  }

  return {
    path: "/slack/events",
    async handle(request) {
      if (request.method !== "POST") return new Response(null, { status: 405 });
      if (!parts.isReady()) return new Response(null, { status: 503 });
      if (!isPlain(request)) return refuse(415, "encoded");
      const text = await verified(request);
      if (text instanceof Response) return text;
      const body = parseBody(text, request.headers.get("content-type") ?? "");
      if (body === undefined) return refuse(400, "not a payload");
      if (body["type"] === "url_verification") return Response.json({ challenge: body["challenge"] });
      if (body["ssl_check"] === "1") return new Response("");
      return answer(body, request);
    },
  };
}

/** Signed is what was sent: a body that has to be unpacked first is not ours to unpack. */
function isPlain({ headers }: Request): boolean {
  const encoding = (headers.get("content-encoding") ?? "").trim().toLowerCase();
  return encoding === "" || encoding === "identity";
}

const asText = (payload: unknown): string => (typeof payload === "string" ? payload : "");

/** Slack looks at a command's certificate now and then, with an unsigned form that asks for nothing. */
async function isCertificateCheck(request: Request): Promise<boolean> {
  if (!(request.headers.get("content-type") ?? "").startsWith(FORM)) return false;
  const body = await readBody(request, CHECK_LIMIT);
  return body !== undefined && new URLSearchParams(body.toString("utf8")).get("ssl_check") === "1";
}

/** Bytes up to the limit; undefined when there are more, without reading those. */
async function readBody(request: Request, limit = BODY_LIMIT): Promise<Buffer | undefined> {
  if (Number(request.headers.get("content-length") ?? "0") > limit) return undefined;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.byteLength;
    if (size > limit) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Events come as JSON, interactions as JSON in a form field, commands as a form. */
function parseBody(text: string, type: string): Record<string, unknown> | undefined {
  if (!type.startsWith(FORM)) return parseObject(text);
  const form = new URLSearchParams(text);
  const payload = form.get("payload");
  return payload === null ? Object.fromEntries(form) : parseObject(payload);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Signatures of the window: one request counts once. Slack signs a repeated event anew. */
function seenSignatures(clock: Clock): { add(signature: string): boolean } {
  const until = new Map<string, number>();
  return {
    add(signature) {
      for (const [old, end] of until) {
        // In order of arrival: the first one that is still of use ends the sweep.
        if (end > clock.now()) break;
        until.delete(old);
      }
      if (until.has(signature)) return false;
      until.set(signature, clock.now() + 2 * WINDOW_MS);
      return true;
    },
  };
}
