/**
 * Bytes to and from Falcon, one request at a time. No retries, no token: `request.ts` adds
 * those. axios carries; bodies are bounded while they are read, so that a huge answer costs
 * the bound and no more.
 */
import { Agent as HttpAgent, ClientRequest } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Readable } from "node:stream";
import axios from "axios";
import type { Call, Query, Reply } from "./call.ts";
import { bytesOf, readBody, textOf } from "./body.ts";
import { startCountdown } from "./countdown.ts";
import { FalconError } from "./errors.ts";
import { stopped, transportFault } from "./faults.ts";

const MOST_BODY_BYTES = 16 * 1024 * 1024;

/** How one try travels; the call itself says what. */
export interface Sending {
  readonly authorization: string | undefined;
  /** For a file: until its next bytes. */
  readonly timeoutMs: number;
  /** A write leaves on a connection of its own. */
  readonly isWrite: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Wire {
  /** Resolves for every status that was answered readably; rejects with a FalconError when none was. */
  send(baseUrl: string, call: Call, sending: Sending): Promise<Reply>;
}

/** Follows no redirect: `courier.ts` decides who may see the token. */
export function createWire({ version }: { readonly version: string }): Wire {
  const http = axios.create({
    maxRedirects: 0,
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
    validateStatus: () => true,
    paramsSerializer: { serialize: (params: Query) => writeQuery(params) },
  });
  // A kept connection that the other side has just closed loses the request, and leaves us
  // asking whether it acted. A read is repeated; a write begins on a fresh one.
  const fresh = { httpAgent: new HttpAgent(), httpsAgent: new HttpsAgent() };

  return {
    async send(baseUrl, call, { authorization, timeoutMs, isWrite, signal }) {
      if (isOver(signal)) throw stopped(call, "none");
      const late = startCountdown(timeoutMs);
      const fault = (error: unknown): FalconError =>
        transportFault(call, error, { isLate: late.signal.aborted, isStopped: isOver(signal) });
      const { save } = call;
      try {
        const reply = await http.request<string | Readable>({
          method: call.method,
          url: baseUrl + call.path,
          params: call.query ?? {},
          data: bodyOf(call),
          signal: signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]),
          responseType: save === undefined ? "text" : "stream",
          maxContentLength: call.mostBytes ?? MOST_BODY_BYTES,
          ...(isWrite ? fresh : {}),
          ...(mayProxy(baseUrl) ? {} : { proxy: false }),
          headers: {
            Accept: save === undefined ? "application/json" : "*/*",
            // Some services reject a POST without it, even an empty one.
            "Content-Type":
              call.form === undefined ? "application/json" : "application/x-www-form-urlencoded",
            "User-Agent": `falconer/${version}`,
            ...(authorization === undefined ? {} : { Authorization: authorization }),
          },
        });
        const header = (name: string): string | undefined => {
          const value: unknown = reply.headers[name.toLowerCase()];
          return typeof value === "string" ? value : undefined;
        };
        const { status, data } = reply;
        if (typeof data === "string") return { status, header, body: readBody(call, status, data) };
        const bytes = bytesOf(data, { late, fault });
        if (save !== undefined && status >= 200 && status < 300)
          return { status, header, body: await save(bytes).catch((error: unknown) => hangUp(reply, error)) };
        return { status, header, body: readBody(call, status, await textOf(bytes)) };
      } catch (error) {
        if (error instanceof FalconError) throw error;
        if (!axios.isAxiosError(error) && !axios.isCancel(error)) throw error;
        throw fault(error);
      } finally {
        late.stop();
      }
    },
  };
}

/** Repeats the key for lists; encodes `+` and everything else that FQL is made of. */
export function writeQuery(query: Query): string {
  const pairs = Object.entries(query).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const values = typeof value === "object" ? value : [String(value)];
    return values.map((one) => `${encodeURIComponent(key)}=${encodeURIComponent(one.toWellFormed())}`);
  });
  return pairs.join("&");
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** A proxy of the environment sees only TLS: with plain http it would see the token. */
export function mayProxy(baseUrl: string): boolean {
  const url = URL.parse(baseUrl);
  return url?.protocol === "https:" && !LOOPBACK.test(url.hostname);
}

/**
 * Who fails before the first byte has not touched the stream, and destroying one that was never
 * read leaves the connection open with the whole file before it.
 */
function hangUp({ request }: { readonly request?: unknown }, error: unknown): never {
  if (request instanceof ClientRequest) request.destroy();
  throw error;
}

const isOver = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

function bodyOf(call: Call): string | undefined {
  if (call.form !== undefined) return new URLSearchParams(call.form).toString();
  return call.method === "GET" || call.method === "DELETE" ? undefined : JSON.stringify(call.body ?? {});
}
