/**
 * A Slack workspace on loopback for the real Bolt: Web API, Socket Mode or signed HTTP,
 * limits and faults. Tests act as people (`slash`, `click`, …) and read state.
 */
import type { Actions } from "./actions.ts";
import { createActions } from "./actions.ts";
import type { Json } from "./block-kit.ts";
import type { FaultPlan } from "./faults.ts";
import { faultBook, postLimit } from "./faults.ts";
import type { LoggedCall } from "./server.ts";
import { startServer } from "./server.ts";
import { formOf, post, sign } from "./signing.ts";
import type { Ack, AckRecord, Envelope, SocketSide } from "./sockets.ts";
import { socketSide } from "./sockets.ts";
import type { Channel, ChannelSeed, FileRecord, Message, UserSeed, View } from "./workspace.ts";
import { createWorkspace, directWith } from "./workspace.ts";

export type { Json } from "./block-kit.ts";
export { blockFaults, viewFaults } from "./block-kit.ts";
export { activeTokens, labels, options, textOf } from "./text-view.ts";
export type { Message, View } from "./workspace.ts";
export { BOT_USER } from "./workspace.ts";

/** What the app's manifest asks for. */
const ALL_SCOPES =
  "commands chat:write app_mentions:read channels:history groups:history im:history mpim:history channels:read groups:read im:write users:read usergroups:read files:read files:write pins:write".split(
    " ",
  );
const SLACK_POSTS = { burst: 3, perSecond: 1 };

export interface SlackOptions {
  readonly users?: readonly UserSeed[];
  readonly channels?: readonly ChannelSeed[];
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly team?: string;
  readonly command?: string;
  /** Refuse posts above one a second per channel. */
  readonly limitPosts?: boolean;
  readonly missingMethods?: readonly string[];
  readonly withoutScopes?: readonly string[];
  readonly pingEveryMs?: number;
  /** When an event that nobody acknowledged comes again. */
  readonly eventRetryMs?: readonly number[];
}

export interface Slack extends Actions {
  /** Ends in `/api/`. */
  readonly url: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly sockets: SocketSide;
  readonly calls: readonly LoggedCall[];
  readonly acks: readonly AckRecord[];
  channel(id: string): Channel;
  direct(user: string): Channel;
  group(id: string): Set<string>;
  user(id: string, changes: Partial<UserSeed>): void;
  ephemerals(user: string): readonly Message[];
  modals(user: string): readonly View[];
  home(user: string): Json | undefined;
  files(): readonly FileRecord[];
  fail(...plans: readonly FaultPlan[]): void;
  heal(): void;
  expireResponseUrls(): void;
  revoke(which: "bot" | "app"): void;
  /** From now on events go to this address, signed, instead of to sockets. */
  useHttp(requestUrl: string): void;
  disconnectSockets(reason: string): void;
  /** Sends an envelope again, over the open sockets in turn. */
  redeliver(envelope: Envelope, times: number): Promise<readonly Ack[]>;
  dump(): unknown;
  stop(): Promise<void>;
}

export async function startSlack(options: SlackOptions = {}): Promise<Slack> {
  const workspace = createWorkspace({
    users: options.users ?? [
      { id: "U0ANA", name: "ana" },
      { id: "U0LEE", name: "lee" },
    ],
    channels: options.channels ?? [{ id: "C0SOC", name: "soc" }],
    ...(options.groups === undefined ? {} : { groups: options.groups }),
    ...(options.team === undefined ? {} : { team: options.team }),
  });
  const faults = faultBook();
  const late: { sockets?: SocketSide; requestUrl?: string } = {};
  const http = await startServer({
    workspace,
    faults,
    postLimit: options.limitPosts === true ? postLimit(SLACK_POSTS.burst, SLACK_POSTS.perSecond) : undefined,
    openSocketUrl: (origin) => late.sockets?.url(origin) ?? "",
    missingMethods: new Set(options.missingMethods),
    scopes: ALL_SCOPES.filter((scope) => options.withoutScopes?.includes(scope) !== true),
  });
  const sockets = socketSide({
    server: http.server,
    workspace,
    pingEveryMs: options.pingEveryMs ?? 1_000,
    eventRetryMs: options.eventRetryMs ?? [200, 500, 1_000],
  });
  late.sockets = sockets;

  async function deliverHttp(url: string, envelope: Envelope): Promise<Ack> {
    const { body, type } = formOf(envelope.type, envelope.payload);
    const sentAt = Date.now();
    const answer = await post(url, sign(workspace.signingSecret, body, { type }));
    const latencyMs = Date.now() - sentAt;
    const isJson = answer.body.startsWith("{");
    return {
      acked: answer.status === 200 && latencyMs < 3_000,
      latencyMs,
      payload: isJson ? (JSON.parse(answer.body) as Json) : {},
    };
  }
  const deliver = (envelope: Envelope): Promise<Ack> =>
    late.requestUrl === undefined ? sockets.deliver(envelope) : deliverHttp(late.requestUrl, envelope);
  const actions = createActions({
    workspace,
    origin: http.origin,
    command: options.command ?? "/falcon",
    deliver,
  });
  const known = <T>(value: T | undefined, id: string): T => {
    if (value === undefined) throw new Error(`no ${id} in this workspace`);
    return value;
  };

  return {
    ...actions,
    url: `${http.origin}/api/`,
    botToken: workspace.botToken,
    appToken: workspace.appToken,
    signingSecret: workspace.signingSecret,
    sockets,
    calls: http.calls,
    acks: sockets.acks,
    channel: (id) => known(workspace.channels.get(id), id),
    direct: (user) => directWith(workspace, user),
    group: (id) => known(workspace.groups.get(id), id),
    user: (id, changes) =>
      void workspace.users.set(id, { ...known(workspace.users.get(id), id), ...changes }),
    ephemerals: (user) => workspace.ephemerals.filter((message) => message.onlyFor === user),
    modals: (user) =>
      [...workspace.views.values()].filter((view) => view.user === user && view.state === "open"),
    home: (user) => workspace.homes.get(user),
    files: () => [...workspace.files.values()].filter((file) => file.completed),
    fail: (...plans) => faults.add(...plans),
    heal: () => faults.clear(),
    expireResponseUrls: () => workspace.responseUrls.forEach((url) => void (url.expired = true)),
    revoke: (which) => void (workspace.revoked = { ...workspace.revoked, [which]: true }),
    useHttp: (requestUrl) => void (late.requestUrl = requestUrl),
    disconnectSockets: (reason) => sockets.disconnect(reason),
    async redeliver(envelope, times) {
      const acks: Ack[] = [];
      for (let index = 0; index < times; index += 1) {
        const open = sockets.open();
        acks.push(
          await sockets.deliver(envelope, { attempt: index + 1, socket: open[index % open.length] ?? 0 }),
        );
      }
      return acks;
    },
    dump: () => ({
      channels: Object.fromEntries([...workspace.channels].map(([id, { messages }]) => [id, messages])),
      ephemerals: workspace.ephemerals,
      views: [...workspace.views.values()],
      homes: Object.fromEntries(workspace.homes),
    }),
    async stop() {
      await sockets.stop();
      http.server.closeAllConnections();
      await new Promise<void>((resolve) => http.server.close(() => resolve()));
    },
  };
}
