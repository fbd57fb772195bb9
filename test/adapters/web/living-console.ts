/** A console on a real port, and readers who use it as a page does. */
import { serve } from "@hono/node-server";
import type { ServerType } from "@hono/node-server";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Hono } from "hono";
import type {
  ConsoleLog,
  ConsolePerson,
  WebAdapter,
  WebAdapterOptions,
} from "../../../adapters/web/index.ts";
import { createWebAdapter } from "../../../adapters/web/index.ts";
import type { Frame } from "../../../adapters/web/ui/events.ts";
import { readFrames } from "../../../adapters/web/ui/events.ts";
import type { MessageView } from "../../../adapters/web/view.ts";
import { anchoredClock } from "../../../src/lib/clock.ts";
import { newId } from "../../../src/lib/id.ts";
import { createMemoryLog } from "./memory-log.ts";
import type { Script, ScriptedBot } from "./scripted-bot.ts";
import { createScriptedBot } from "./scripted-bot.ts";

export const PEOPLE: readonly ConsolePerson[] = [
  { id: "vera", name: "Vera Stone", roles: ["viewer"] },
  { id: "ana", name: "Ana Diaz", roles: ["viewer", "responder"] },
  { id: "lee", name: "Lee Chan", roles: ["viewer", "responder", "approver"] },
  { id: "mo", name: "Mo Okafor", roles: ["viewer", "responder", "approver", "admin"] },
];

export interface LivingConsole extends AsyncDisposable {
  readonly url: string;
  readonly adapter: WebAdapter;
  readonly bot: ScriptedBot;
  readonly log: ConsoleLog;
  readonly faults: readonly unknown[];
  readonly reader: (person: string) => Promise<Reader>;
  readonly stop: () => Promise<void>;
}

export async function startConsole(
  script: Script,
  options: Partial<WebAdapterOptions> & { readonly port?: number } = {},
): Promise<LivingConsole> {
  const { port = 0, log = createMemoryLog(), ...rest } = options;
  const faults: unknown[] = [];
  const adapter = createWebAdapter({
    log,
    clock: anchoredClock(),
    newId,
    people: () => PEOPLE,
    isDemo: true,
    onFault: (fault) => faults.push(fault),
    ...rest,
  });
  const bot = createScriptedBot(script, () => adapter);
  await adapter.start(bot);
  const listener = new Hono().route("/", adapter.routes);
  const server: ServerType = serve({ fetch: listener.fetch, hostname: "127.0.0.1", port });
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async (): Promise<void> => {
    await adapter.stop();
    if ("closeAllConnections" in server) server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url,
    adapter,
    bot,
    log,
    faults,
    reader: (person) => openReader(url, person),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** One open page. */
export interface Reader {
  readonly token: string;
  call(
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; json: unknown }>;
  say(
    text: string,
    more?: { channel?: string; thread?: string; id?: string; files?: unknown },
  ): Promise<unknown>;
  press(token: string, channel?: string): Promise<unknown>;
  messages(channel?: string): Promise<readonly MessageView[]>;
  stream(lastEventId?: string): Promise<LiveStream>;
}

export async function openReader(url: string, person: string): Promise<Reader> {
  const page = await (await fetch(`${url}/?as=${person}`)).text();
  const token = /name="falconer-token" content="([^"]+)"/.exec(page)?.[1] ?? "";
  const call: Reader["call"] = async (path, body, headers = {}) => {
    const answer = await fetch(url + path, {
      headers: { "X-Falconer-Token": token, "Content-Type": "application/json", ...headers },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    return { status: answer.status, json: await answer.json() };
  };
  const turn = async (
    input: unknown,
    channel = "general",
    more: Record<string, unknown> = {},
  ): Promise<unknown> => (await call("/api/turn", { id: crypto.randomUUID(), channel, input, ...more })).json;
  return {
    token,
    call,
    say: (text, { channel, ...more } = {}) => turn({ kind: "line", text }, channel, more),
    press: (pressed, channel) => turn({ kind: "press", token: pressed }, channel),
    async messages(channel = "general") {
      const { json } = await call(`/api/messages?channel=${encodeURIComponent(channel)}`);
      return (json as { messages: readonly MessageView[] }).messages;
    },
    stream: (lastEventId) => openStream(url, token, lastEventId),
  };
}

export interface LiveStream extends AsyncDisposable {
  /** The first frame, past or future, that fits; rejects when the stream ends without one. */
  until(fits: (frame: Frame) => boolean): Promise<Frame>;
  readonly frames: readonly Frame[];
}

async function openStream(url: string, token: string, lastEventId?: string): Promise<LiveStream> {
  const closing = new AbortController();
  const headers = { "X-Falconer-Token": token, ...(lastEventId ? { "Last-Event-ID": lastEventId } : {}) };
  const answer = await fetch(`${url}/api/events`, { headers, signal: closing.signal });
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  let isOver = false;
  const reading = (async () => {
    let rest = "";
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      const parsed = readFrames(rest + chunk);
      rest = parsed.rest;
      frames.push(...parsed.frames);
      for (const look of waiting) look();
    }
  })()
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
      for (const look of waiting) look();
    });
  return {
    frames,
    until: (fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = frames.find(fits);
          if (found !== undefined) resolve(found);
          else if (isOver) reject(new Error("the stream ended"));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await reading;
    },
  };
}
