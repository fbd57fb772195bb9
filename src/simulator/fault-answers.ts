/** The answers of a cloud in trouble: statuses out of nowhere, floods, stubs, proxies' pages. */
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { SECOND } from "../lib/clock.ts";
import type { FaultPlan } from "./faults.ts";
import { refuse, tooMany } from "./gateway.ts";
import type { Answer } from "./gateway.ts";

const CHUNK = Buffer.alloc(64 * 1024, "a");
const PROXY_PAGE =
  "<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>";

/** Writes what replaces the call and returns its status; undefined when the call goes ahead. */
export async function writeInstead(
  response: ServerResponse,
  effect: FaultPlan["effect"],
  nowMs: number,
): Promise<number | undefined> {
  if (effect === undefined) return undefined;
  if (effect === "html") {
    response.writeHead(502, { "Content-Type": "text/html" }).end(PROXY_PAGE);
    return 502;
  }
  if (typeof effect === "string") return undefined;
  if ("hugeBytes" in effect) {
    await writeFlood(response, effect.hugeBytes);
    return 200;
  }
  const answer = answerOf(effect, nowMs);
  response.writeHead(answer.status, { "Content-Type": "application/json", ...answer.headers });
  response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
  return answer.status;
}

/** The announced length never arrives. */
export function writeTruncated(response: ServerResponse, { body, file }: Answer): void {
  const bytes = Buffer.from(file?.bytes ?? JSON.stringify(body ?? {}));
  response.setHeader("Content-Length", bytes.length);
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}

/** Some services write null where others write an empty list. */
export function writeNulls(response: ServerResponse, { body = {} }: Answer): void {
  const emptied = Object.fromEntries(
    Object.entries(body).map(([key, value]) => [
      key,
      Array.isArray(value) && value.length === 0 ? null : value,
    ]),
  );
  response.end(JSON.stringify(emptied));
}

type Replaced = Exclude<FaultPlan["effect"], string | undefined | { hugeBytes: number }>;

function answerOf(effect: Replaced, nowMs: number): { status: number; headers: object; body: unknown } {
  if ("status" in effect) {
    const usual = refuse(effect.status, `simulated status ${effect.status}`, {});
    return {
      status: effect.status,
      headers: { ...usual.headers, ...effect.headers },
      body: effect.body ?? usual.body,
    };
  }
  const epochS =
    "retryAfterEpochS" in effect
      ? effect.retryAfterEpochS
      : Math.ceil((nowMs + effect.retryAfterMs) / SECOND);
  const { status, headers, body } = tooMany({
    "X-Ratelimit-Limit": "6000",
    "X-Ratelimit-Remaining": "0",
    "X-Ratelimit-Retryafter": String(epochS),
  });
  return { status, headers, body };
}

/** Slow readers slow it down, and a caller that hangs up ends it. */
async function writeFlood(response: ServerResponse, bytes: number): Promise<void> {
  response.writeHead(200, { "Content-Type": "application/json" });
  await pipeline(Readable.from(flood(bytes)), response);
}

function* flood(bytes: number): Generator<Buffer> {
  yield Buffer.from('{"resources":["');
  for (let left = bytes; left > 0; left -= CHUNK.length) {
    yield left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK;
  }
  yield Buffer.from('"]}');
}
