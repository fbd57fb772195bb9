/**
 * A Discord on loopback for the real discord.js: gateway, REST, interactions with their three
 * seconds, limits and faults. Tests act as people (`command`, `press`, …) and read state.
 */
import type { Actions } from "./actions.ts";
import { createActions } from "./actions.ts";
import type { FaultPlan } from "./faults.ts";
import { faultBook, messageBuckets } from "./faults.ts";
import type { Gateway } from "./gateway.ts";
import { startGateway } from "./gateway.ts";
import type { LoggedCall } from "./server.ts";
import { startServer } from "./server.ts";
import type { Channel, Json, Message, Modal, Ping, Right, UserSeed, WorldSeed } from "./world.ts";
import { createWorld, directWith, RIGHTS } from "./world.ts";

export type { Act } from "./actions.ts";
export { commandFaults, messageFaults, modalFaults } from "./limits.ts";
export { activeTokens, labels, options, onScreen, rawTexts, textOf } from "./text-view.ts";
export type { Json, Message, Modal } from "./world.ts";
export { BOT_USER, HOME_GUILD, snowflakeAt } from "./world.ts";

export interface DiscordOptions extends WorldSeed {
  /** How long a first answer may take, and how long its token lives. */
  readonly ackWithinMs?: number;
  readonly tokenLifeMs?: number;
  readonly heartbeatMs?: number;
  /** Five messages in five seconds in each channel. */
  readonly limitMessages?: boolean;
  /** Bits of privileged intents that were granted. */
  readonly privileged?: number;
}

export interface Discord extends Actions {
  /** Up to and without the version. */
  readonly apiUrl: string;
  readonly token: string;
  readonly guild: string;
  readonly calls: readonly LoggedCall[];
  readonly pings: readonly Ping[];
  readonly gateway: Gateway;
  channel(id: string): Channel;
  thread(root: string): Channel | undefined;
  /** What one person alone was answered; what still says "thinking" is left out. */
  privateAnswers(user: string): readonly Message[];
  dms(user: string): readonly Message[];
  modals(user: string): readonly Modal[];
  /** Registered in the scope: `global` or a guild's id. */
  registered(scope?: string): readonly Json[];
  user(id: string, changes: Partial<UserSeed>): void;
  /** Roles of a member; gone for good with `leave`. */
  roles(user: string, guild?: string): Set<string>;
  leave(user: string, guild?: string): void;
  /** Takes a right from the bot in the whole guild. */
  withdraw(right: Right): void;
  fail(...plans: readonly FaultPlan[]): void;
  heal(): void;
  /** The bot's token stops working. */
  revoke(): void;
  dropGateway: Gateway["drop"];
  stop(): Promise<void>;
}

const MESSAGES = { limit: 5, windowMs: 5_000 };

export async function startDiscord(options: DiscordOptions = {}): Promise<Discord> {
  const world = createWorld({
    users: [
      { id: "2001", name: "ana" },
      { id: "2002", name: "lee" },
    ],
    channels: [{ id: "7001", name: "soc" }],
    ...options,
  });
  const faults = faultBook();
  const timing = {
    ackWithinMs: options.ackWithinMs ?? 3_000,
    tokenLifeMs: options.tokenLifeMs ?? 15 * 60_000,
  };
  const state = { isRevoked: false };
  const isRevoked = (): boolean => state.isRevoked;
  const http = await startServer({
    world,
    faults,
    timing,
    isRevoked,
    limit: options.limitMessages === true ? messageBuckets(MESSAGES.limit, MESSAGES.windowMs) : undefined,
  });
  const gateway = startGateway({
    server: http.server,
    world,
    heartbeatMs: options.heartbeatMs ?? 41_250,
    privileged: options.privileged ?? 0,
    isRevoked,
  });
  const [home = ""] = world.guilds.keys();
  const known = <T>(value: T | undefined, id: string): T => {
    if (value === undefined) throw new Error(`no ${id} in this world`);
    return value;
  };

  return {
    ...createActions({ world, gateway, timing }),
    apiUrl: `${http.origin}/api`,
    token: world.token,
    guild: home,
    calls: http.calls,
    pings: world.pings,
    gateway,
    channel: (id) => known(world.channels.get(id), id),
    thread: (root) => world.channels.get(root),
    privateAnswers: (user) =>
      world.ephemerals.filter((one) => one.onlyFor === user && !one.isThinking && !one.deleted),
    dms: (user) => directWith(world, user).messages,
    modals: (user) => world.modals.filter((modal) => modal.user === user && modal.state === "open"),
    registered: (scope = "global") => world.commands.get(scope) ?? [],
    user: (id, changes) => void world.users.set(id, { ...known(world.users.get(id), id), ...changes }),
    roles: (user, guild = home) => known(world.guilds.get(guild)?.members.get(user), user),
    leave: (user, guild = home) => void world.guilds.get(guild)?.members.delete(user),
    withdraw: (right) => void (known(world.guilds.get(home), home).permissions &= ~RIGHTS[right]),
    fail: (...plans) => faults.add(...plans),
    heal: () => faults.clear(),
    revoke: () => void (state.isRevoked = true),
    dropGateway: (how) => gateway.drop(how),
    async stop() {
      await gateway.stop();
      http.server.closeAllConnections();
      await new Promise<void>((resolve) => http.server.close(() => resolve()));
    },
  };
}
