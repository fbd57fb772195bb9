/**
 * AI agents as a chat platform of one conversation each: a tool call is a turn that a
 * program takes for a person, and what the bot answers is the tool's result. Nothing can be
 * said to an agent unasked, so nothing is ever posted here.
 */
import type { Bot, ChatAdapter } from "../../src/chat/adapter.ts";
import { PlaceGone } from "../../src/chat/adapter.ts";
import type { Documents } from "../../src/chat/document.ts";
import type { Account } from "../../src/chat/person.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { createCalls } from "./calls.ts";
import { createDesk, type AgentCall } from "./desk.ts";
import { createHttpRoute, type HttpAccess, type HttpRoute } from "./http.ts";
import { createLimiter } from "./limiter.ts";
import { BURST, CALLS_PER_SECOND, REMEMBERED, RUNNING } from "./limits.ts";
import { createResources } from "./resources.ts";
import { createProtocolServer, type ServerParts } from "./server.ts";
import { serveOverStdio, type StdioConnection, type StdioStreams } from "./stdio.ts";
import { toolsOf } from "./tools.ts";

export type { AgentCall } from "./desk.ts";
export type { HttpAccess, HttpRoute } from "./http.ts";

const SURFACE = "mcp";

interface McpAdapterOptions {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly version: string;
  readonly documents: Documents;
  /** Takes secrets out of what goes to a model. */
  readonly scrub: (text: string) => string;
  /** Writes a call down. Must not fail. */
  readonly record: (call: AgentCall) => Promise<void>;
  readonly onFault?: (error: unknown) => void;
}

/** Both roads end in the same desk. */
export interface McpAdapter extends ChatAdapter {
  /** Mounted on the product's listener. */
  httpRoute(access: HttpAccess): HttpRoute;
  /** One program at the other end of a pipe, acting for this account. */
  serve(account: Account, streams: StdioStreams): StdioConnection;
}

/** Opens nothing itself: `httpRoute` is mounted, `serve` is given its streams. */
export function createMcpAdapter(options: McpAdapterOptions): McpAdapter {
  const { clock, scrub } = options;
  const onFault = options.onFault ?? ((): void => undefined);
  const calls = createCalls();
  const routes: HttpRoute[] = [];
  let running: ReturnType<ServerParts["ready"]>;

  const limiter = createLimiter(clock, {
    burst: BURST,
    perSecond: CALLS_PER_SECOND,
    running: RUNNING,
    remembered: REMEMBERED,
  });
  const parts: ServerParts = {
    version: options.version,
    desk: createDesk({ ...options, calls, limiter }),
    resources: createResources({ documents: options.documents, scrub }),
    ready: () => running,
    onFault,
  };
  const serverFor = (account: Account) => createProtocolServer(parts, account);

  return {
    surface: SURFACE,
    async start(bot: Bot) {
      running = { bot, tools: toolsOf(bot.commands) };
    },
    async stop() {
      running = undefined;
      await Promise.all(routes.map((route) => route.close()));
    },
    isReady: () => running !== undefined,
    async respond(turn, { card, audience }) {
      calls.answer(turn, { card, audience });
    },
    async working(turn) {
      calls.working(turn);
    },
    post: () => Promise.reject(new PlaceGone("nothing can be posted to an agent")),
    update: () => Promise.reject(new PlaceGone("nothing can be posted to an agent")),
    isPrivate: () => true,

    httpRoute(access) {
      const route = createHttpRoute({ access, serverFor, onFault });
      routes.push(route);
      return route;
    },
    serve: (account, streams) =>
      serveOverStdio({ streams, server: () => serverFor(account), clock, onFault }),
  };
}
