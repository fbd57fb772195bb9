/**
 * Bytes to and from Falcon, one request at a time. No retries, no token: `request.ts` adds
 * those. axios carries; bodies are bounded while they are read, so that a huge answer costs
 * the bound and no more.
 */
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import axios from "axios";
import type { Call, Query, Reply } from "./call.ts";
import { stopped, transportFault, unreadable } from "./faults.ts";

const MOST_BODY_BYTES = 16 * 1024 * 1024;

export interface Sending {
  readonly authorization: string | undefined;
  readonly timeoutMs: number;
  /** A write leaves on a connection of its own. */
  readonly isWrite: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Wire {
  /** Resolves for every status that was answered readably; rejects with a FalconError when none was. */
  send(baseUrl: string, call: Call, sending: Sending): Promise<Reply>;
}

export function createWire({ version }: { readonly version: string }): Wire {
  const http = axios.create({
    maxRedirects: 0,
    responseType: "text",
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
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), timeoutMs);
      try {
        const reply = await http.request<string>({
          method: call.method,
          url: baseUrl + call.path,
          params: call.query ?? {},
          data: bodyOf(call),
          signal: signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]),
          maxContentLength: call.mostBytes ?? MOST_BODY_BYTES,
          ...(isWrite ? fresh : {}),
          ...(mayProxy(baseUrl) ? {} : { proxy: false }),
          headers: {
            Accept: "application/json",
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
        return { status: reply.status, header, body: readBody(call, reply.status, reply.data) };
      } catch (error) {
        if (!axios.isAxiosError(error) && !axios.isCancel(error)) throw error;
        throw transportFault(call, error, {
          isLate: late.signal.aborted,
          isStopped: isOver(signal),
        });
      } finally {
        clearTimeout(timer);
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

const isOver = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

function bodyOf(call: Call): string | undefined {
  if (call.form !== undefined) return new URLSearchParams(call.form).toString();
  return call.method === "GET" || call.method === "DELETE" ? undefined : JSON.stringify(call.body ?? {});
}

function readBody(call: Call, status: number, text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A proxy's error page still has a status that says what to do.
    if (status >= 300) return undefined;
    throw unreadable(call, status, `a body of ${text.length} characters that is no JSON`);
  }
}
