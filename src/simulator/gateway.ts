/**
 * From a request to an answer, without sockets: limits, routing, tokens and scopes in
 * the order of the real gateway, then the handler, then the envelope and its headers.
 */
import { randomUUID } from "node:crypto";
import { Refusal } from "./call.ts";
import type { Call, Reply } from "./call.ts";
import { CONTROL_HEADER } from "./collections/control.ts";
import type { Verdict } from "./rate-window.ts";
import type { Route, createRouter } from "./route.ts";
import type { Tenant } from "./tenant.ts";
import { mayUse } from "./token-desk.ts";
import type { Client } from "./token-desk.ts";

/** An answer ready for the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent for a 204 and for a file. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly file?: Reply["file"];
  /** Who asked, for the log of calls. */
  readonly client?: Client;
}

/** `X-Cs-Region` of every answer. With `redirect` everything is a 308, as in the wrong cloud. */
export interface Region {
  readonly name: string;
  /** Where callers that came to the wrong cloud are sent. */
  readonly redirect?: { readonly name: string; readonly url: string };
}

/** One tenant behind one gateway; children have worlds, not gateways. */
export interface GatewayOptions {
  readonly tenant: Tenant;
  readonly find: ReturnType<typeof createRouter>;
  readonly region: Region;
}

const NO_CONTENT = 204;
const GATEWAY = "crowdstrike-api-gateway";
/** What is left to a caller that keeps coming to the wrong cloud. */
const MISROUTED_LIMIT = 15;

/** Throws only what is our own fault; everything that a caller can cause is an answer. */
export function createGateway(options: GatewayOptions): (call: Call) => Promise<Answer> {
  const { tenant, find, region } = options;
  return async (call) => {
    const isToken = call.path.startsWith("/oauth2/");
    const isControl = call.path.startsWith("/_simulator/");
    if (region.redirect !== undefined && !isControl) return misrouted(call, region.redirect, isToken);
    const verdict = isControl ? undefined : tenant.limits[isToken ? "tokens" : "data"].take(call.nowMs);
    const headers = { "X-Cs-Region": region.name, ...limitHeaders(verdict) };
    if (verdict?.retryAfterS !== undefined) return tooMany(headers);
    const found = find(call.method, call.path);
    if ("missing" in found) {
      return found.missing === "path"
        ? refuse(404, "404: Page Not Found", headers)
        : refuse(405, "405: Method Not Allowed", headers);
    }
    const { route } = found;
    const entry = admit(route, call, tenant);
    if ("status" in entry) return refuse(entry.status, entry.message, headers, entry.client);
    const { client } = entry;
    const reply = await handle(
      route,
      client === undefined ? call : { ...call, client },
      askedTenant(call, tenant),
    );
    return envelope(reply, route.service, headers, client);
  };
}

/** The body of a refusal that never reached a service. */
export function refuse(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>>,
  client?: Client,
): Answer {
  return envelope({ status, errors: [{ code: status, message }] }, GATEWAY, headers, client);
}

/** 429. The headers have to name the moment to come back, in epoch seconds. */
export function tooMany(headers: Readonly<Record<string, string>>): Answer {
  return refuse(429, "API rate limit exceeded.", headers);
}

type Entry =
  | { readonly client?: Client }
  | { readonly status: number; readonly message: string; readonly client?: Client };

function admit({ access }: Route, call: Call, tenant: Tenant): Entry {
  if (access === "public") return {};
  if (access === "control") {
    return call.headers[CONTROL_HEADER] === tenant.controlSecret()
      ? {}
      : { status: 403, message: "access denied" };
  }
  const client = tenant.tokens.holder(call.headers["authorization"], call.nowMs);
  if (client === undefined) return { status: 401, message: "access denied, invalid bearer token" };
  // The real gateway does not say which scope is missing.
  return access === "token" || mayUse(client, access.scope)
    ? { client }
    : { status: 403, message: "access denied, authorization failed", client };
}

/** A token for a child sees the child's world. */
function askedTenant(call: Call, tenant: Tenant): Tenant {
  const member = tenant.tokens.memberOf(call.headers["authorization"]);
  return (member === undefined ? undefined : tenant.child(member)) ?? tenant;
}

async function handle(route: Route, call: Call, tenant: Tenant): Promise<Reply> {
  try {
    return await route.handle(call, tenant);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, errors: [{ code: error.code, message: error.message }] };
  }
}

function envelope(
  reply: Reply,
  service: string,
  headers: Readonly<Record<string, string>>,
  client?: Client,
): Answer {
  const traceId = randomUUID();
  const meta = { query_time: 0.004, ...reply.meta, powered_by: service, trace_id: traceId };
  const common = {
    status: reply.status,
    headers: { ...headers, "X-Cs-Traceid": traceId, ...reply.headers },
    ...(client === undefined ? {} : { client }),
  };
  if (reply.status === NO_CONTENT) return common;
  if (reply.file !== undefined) return { ...common, file: reply.file };
  if (reply.parts !== undefined) {
    return { ...common, body: { meta, ...reply.parts, errors: reply.errors ?? [] } };
  }
  return {
    ...common,
    body: reply.plain ?? { meta, resources: reply.resources ?? [], errors: reply.errors ?? [] },
  };
}

/** The wrong cloud answers with an address and nothing else. */
function misrouted(call: Call, redirect: { name: string; url: string }, isToken: boolean): Answer {
  const query = call.query.size === 0 ? "" : `?${call.query.toString()}`;
  const limit = isToken ? 300 : MISROUTED_LIMIT;
  return {
    status: 308,
    headers: {
      Location: `${redirect.url}${call.path}${query}`,
      "X-Cs-Region": redirect.name,
      "X-Cs-Traceid": randomUUID(),
      ...limitHeaders({ limit, remaining: limit - 1 }),
    },
  };
}

function limitHeaders(verdict: Verdict | undefined): Record<string, string> {
  if (verdict === undefined) return {};
  const { limit, remaining, retryAfterS } = verdict;
  return {
    "X-Ratelimit-Limit": String(limit),
    "X-Ratelimit-Remaining": String(remaining),
    ...(retryAfterS === undefined ? {} : { "X-Ratelimit-Retryafter": String(retryAfterS) }),
  };
}
