/**
 * The one HTTP listener: health, readiness and metrics, then a chat platform's events,
 * then the console. It knows nothing of either; both can be mounted after the start, so
 * that health answers while the rest still opens.
 */
import type { Server } from "node:http";
import { isIPv6, type AddressInfo } from "node:net";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { SECOND, type Clock } from "../lib/clock.ts";
import { BotError } from "../lib/errors.ts";
import type { Log } from "../lib/log.ts";
import type { Metrics } from "./metrics.ts";
import { withinLimit } from "./time-limit.ts";

const READY_LIMIT_MS = 5 * SECOND;
/** What still runs gets this long; then its connection is cut. */
const STOP_LIMIT_MS = 1.5 * SECOND;
const STOP_LOOK_MS = 50;

export interface ReadyCheck {
  readonly name: string;
  readonly isReady: boolean;
  readonly why?: string;
}

/** An endpoint for programs. The request arrives unread: a signature covers the raw bytes, a bound the first of them. */
export interface RawRoute {
  readonly path: string;
  /** `peer` is the address at the other end of the connection. */
  handle(request: Request, peer?: string): Promise<Response>;
}

export interface Mounts {
  readonly web?: Hono;
  readonly raw?: RawRoute | readonly RawRoute[];
}

export interface ListenerOptions extends Mounts {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly log: Log;
  readonly clock: Clock;
  readonly ready: () => Promise<readonly ReadyCheck[]>;
  readonly metrics: Pick<Metrics, "render">;
}

export interface Listener {
  /** An address that can be opened from this machine. */
  readonly url: string;
  readonly port: number;
  /** Adds or replaces what is served beside health and metrics. */
  mount(mounts: Mounts): void;
  /** Within two seconds: nothing new is taken, streams and idle connections end, the rest may finish. */
  stop(): Promise<void>;
}

/** @throws BotError when the address cannot be listened on */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const { host, port, clock, log } = options;
  const mounted: Mounted = { web: options.web, raw: routesIn(options.raw) };
  const streams = new Set<HttpBindings["outgoing"]>();
  const app = routes(options, mounted, streams);
  // The adapter answers over HTTP/1 unless it is given another factory.
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  const bound = await listen(server, host, port);
  server.on("error", (error) => log.error("the listener failed", { err: error }));

  return {
    url: `http://${openable(host)}:${bound}`,
    port: bound,
    mount({ web, raw }) {
      mounted.web = web ?? mounted.web;
      if (raw !== undefined) mounted.raw = routesIn(raw);
    },
    stop: () => close(server, streams, clock),
  };
}

interface Mounted {
  web: Hono | undefined;
  raw: ReadonlyMap<string, RawRoute>;
}

const routesIn = (raw: Mounts["raw"] = []): ReadonlyMap<string, RawRoute> =>
  new Map(("path" in raw ? [raw] : raw).map((route) => [route.path, route]));

function routes(
  { ready, metrics, clock, log }: ListenerOptions,
  mounted: Readonly<Mounted>,
  streams: Set<HttpBindings["outgoing"]>,
): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.onError((error, c) => {
    log.error("a web request failed", { err: error, path: c.req.path });
    return c.text("Something went wrong. It was written to the log.", 500);
  });
  app.get("/healthz", (c) => c.text("ok"));
  app.get("/readyz", async (c) => {
    const checks = await withinLimit(clock, READY_LIMIT_MS, ready).catch((error: unknown) => {
      log.warn("readiness could not be found out", { err: error });
      const why = error instanceof BotError ? error.hint : "it failed; see the log";
      return [{ name: "readiness", isReady: false, why }];
    });
    const missing = checks.filter(({ isReady }) => !isReady);
    return c.json(
      { ready: missing.length === 0, missing, checks: checks.map(({ name }) => name) },
      missing.length === 0 ? 200 : 503,
    );
  });
  app.get("/metrics", async (c) => {
    const { body, contentType } = await metrics.render();
    return c.body(body, 200, { "Content-Type": contentType });
  });
  app.all("*", async (c) => {
    const raw = mounted.raw.get(c.req.path);
    const answering =
      raw === undefined
        ? mounted.web?.fetch(c.req.raw, c.env)
        : raw.handle(c.req.raw, c.env.incoming.socket.remoteAddress);
    if (answering === undefined) return c.text("There is nothing here.", 404);
    const response = await answering;
    if (response.headers.get("Content-Type")?.startsWith("text/event-stream") === true) {
      const { outgoing } = c.env;
      streams.add(outgoing);
      outgoing.once("close", () => streams.delete(outgoing));
    }
    return response;
  });
  return app;
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen({ host, port, exclusive: true }, resolve);
  try {
    await promise;
  } catch (error) {
    throw new BotError("cannot-listen", whyNot(error, host, port), { cause: error });
  } finally {
    server.off("error", reject);
  }
  return (server.address() as AddressInfo).port;
}

function whyNot(error: unknown, host: string, port: number): string {
  const address = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `${address} is already in use. Stop the other program, or choose another port.`,
    EACCES: `this user may not listen on ${address}. Choose a port above 1023.`,
    EADDRNOTAVAIL: `this machine has no address ${host}.`,
    ENOTFOUND: `this machine has no address ${host}.`,
  };
  const { code = "" } = error as NodeJS.ErrnoException;
  return `FALCONER_LISTEN: ${reasons[code] ?? `it is not possible to listen on ${address}.`}`;
}

async function close(server: Server, streams: Set<HttpBindings["outgoing"]>, clock: Clock): Promise<void> {
  const closed = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => {
    closed.abort();
    resolve();
  });
  for (const stream of streams) stream.destroy();
  const deadline = clock.now() + STOP_LIMIT_MS;
  while (!closed.signal.aborted && clock.now() < deadline) {
    // A connection that was busy when we closed turns idle when its answer is out.
    server.closeIdleConnections();
    await clock.sleep(STOP_LOOK_MS, closed.signal).catch(() => undefined);
  }
  server.closeAllConnections();
  await promise;
}

/** A wildcard is no address that a browser opens. */
function openable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return isIPv6(host) ? `[${host}]` : host;
}
