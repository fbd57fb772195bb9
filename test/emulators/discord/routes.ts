/** The REST routes that the emulator answers, each by a name that fault plans use. */
import { commandFaults } from "./limits.ts";
import type { Timing } from "./interactions.ts";
import * as interactions from "./interactions.ts";
import { channelJson, memberJson, userJson } from "./json-view.ts";
import * as messages from "./messages.ts";
import type { Upload } from "./multipart.ts";
import { invalidForm, missingAccess, Refusal } from "./refusal.ts";
import type { Json, World } from "./world.ts";

export interface Call {
  readonly world: World;
  readonly timing: Timing;
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Json;
  readonly files: readonly Upload[];
  readonly gatewayUrl: string;
}

type Answer = Json | readonly Json[] | undefined;

interface Route {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  /** Works by the token in its address. */
  readonly isOpen?: true;
  answer(call: Call): Answer;
}

const route = (
  name: string,
  method: string,
  path: string,
  answer: Route["answer"],
  isOpen?: true,
): Route => ({
  name,
  method,
  path: new RegExp(`^${path.replaceAll(/:\w+/g, "([^/]+)")}$`),
  answer,
  ...(isOpen === undefined ? {} : { isOpen }),
});

const at = ({ params }: Call, index: number): string => decodeURIComponent(params[index] ?? "");

export const ROUTES: readonly Route[] = [
  route("gateway", "GET", "/gateway/bot", ({ gatewayUrl }) => ({
    url: gatewayUrl,
    shards: 1,
    session_start_limit: { total: 1_000, remaining: 999, reset_after: 0, max_concurrency: 1 },
  })),
  route("users.me", "GET", "/users/@me", ({ world }) => userJson(world, world.botUser)),
  route("users.guilds", "GET", "/users/@me/guilds", ({ world }) =>
    [...world.guilds.values()].map(({ id, name, permissions }) => ({
      id,
      name,
      permissions: String(permissions),
    })),
  ),
  route("applications.me", "GET", "/applications/@me", ({ world }) => ({
    id: world.application,
    name: "falconer",
    flags: 0,
  })),
  route("messages.create", "POST", "/channels/:c/messages", (call) =>
    messages.create(call.world, at(call, 0), call),
  ),
  route("messages.list", "GET", "/channels/:c/messages", (call) =>
    messages.history(call.world, at(call, 0), call.query),
  ),
  route("messages.edit", "PATCH", "/channels/:c/messages/:m", (call) =>
    messages.edit(call.world, at(call, 0), at(call, 1), call),
  ),
  route("pins.add", "PUT", "/channels/:c/messages/pins/:m", (call) =>
    messages.pin(call.world, at(call, 0), at(call, 1), true),
  ),
  route("pins.remove", "DELETE", "/channels/:c/messages/pins/:m", (call) =>
    messages.pin(call.world, at(call, 0), at(call, 1), false),
  ),
  route("typing", "POST", "/channels/:c/typing", (call) => {
    messages.channelOf(call.world, at(call, 0));
    return undefined;
  }),
  route("threads.create", "POST", "/channels/:c/messages/:m/threads", (call) =>
    messages.startThread(call.world, at(call, 0), at(call, 1), call.body),
  ),
  route("channels.get", "GET", "/channels/:c", ({ world, ...call }) =>
    channelJson(world, messages.channelOf(world, at({ world, ...call }, 0))),
  ),
  route("channels.edit", "PATCH", "/channels/:c", (call) =>
    messages.changeChannel(call.world, at(call, 0), call.body),
  ),
  route("dms.create", "POST", "/users/@me/channels", ({ world, body }) => messages.openDirect(world, body)),
  route("members.get", "GET", "/guilds/:g/members/:u", (call) => {
    const guild = call.world.guilds.get(at(call, 0));
    if (guild === undefined) throw missingAccess();
    const user = at(call, 1);
    if (!guild.members.has(user))
      throw call.world.users.has(user)
        ? new Refusal(404, 10_007, "Unknown Member")
        : new Refusal(404, 10_013, "Unknown User");
    return memberJson(call.world, guild, user);
  }),
  route(
    "commands.list",
    "GET",
    "/applications/:a/commands",
    ({ world }) => world.commands.get("global") ?? [],
  ),
  route("commands.put", "PUT", "/applications/:a/commands", (call) => putCommands(call, "global")),
  route(
    "commands.list",
    "GET",
    "/applications/:a/guilds/:g/commands",
    (call) => call.world.commands.get(at(call, 1)) ?? [],
  ),
  route("commands.put", "PUT", "/applications/:a/guilds/:g/commands", (call) => {
    if (!call.world.guilds.has(at(call, 1))) throw missingAccess();
    return putCommands(call, at(call, 1));
  }),
  route(
    "callback",
    "POST",
    "/interactions/:id/:token/callback",
    (call) => {
      const done = interactions.callback(call.world, at(call, 0), at(call, 1), call, call.timing);
      return call.query.get("with_response") === "true" ? done : undefined;
    },
    true,
  ),
  route(
    "followup",
    "POST",
    "/webhooks/:a/:token",
    (call) => interactions.followUp(call.world, at(call, 1), call, call.timing),
    true,
  ),
  route(
    "original.edit",
    "PATCH",
    "/webhooks/:a/:token/messages/:m",
    (call) => interactions.editOriginal(call.world, at(call, 1), at(call, 2), call, call.timing),
    true,
  ),
  route(
    "original.delete",
    "DELETE",
    "/webhooks/:a/:token/messages/:m",
    (call) => {
      interactions.deleteOriginal(call.world, at(call, 1), at(call, 2), call.timing);
      return undefined;
    },
    true,
  ),
];

function putCommands({ world, body }: Call, scope: string): readonly Json[] {
  const commands = body as unknown as readonly Json[];
  const faults = commandFaults(commands);
  if (faults.length > 0) throw invalidForm(faults);
  // The answer carries what Discord adds on its own.
  const stored = commands.map((command) => ({
    id: world.nextId(),
    application_id: world.application,
    version: world.nextId(),
    default_member_permissions: null,
    nsfw: false,
    type: 1,
    ...command,
  }));
  world.commands.set(scope, stored);
  return stored;
}
