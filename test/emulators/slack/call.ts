/** One call of the Web API, and what it speaks of. A method throws `Refusal` with Slack's error code. */
import type { Json } from "./block-kit.ts";
import type { Channel, Message, Workspace } from "./workspace.ts";
import { directWith } from "./workspace.ts";

export class Refusal extends Error {
  readonly extra: Json;
  constructor(code: string, extra: Json = {}) {
    super(code);
    this.extra = extra;
  }
}

export interface Call {
  readonly workspace: Workspace;
  readonly args: Readonly<Record<string, string>>;
  readonly now: number;
  readonly origin: string;
}

export type Method = (call: Call) => Json;

export function channelOf({ workspace, args }: Call): Channel {
  const name = args["channel"] ?? "";
  const channel = name.startsWith("U") ? directWith(workspace, name) : workspace.channels.get(name);
  if (channel === undefined) throw new Refusal("channel_not_found");
  if (channel.isArchived) throw new Refusal("is_archived");
  return channel;
}

export function writable(call: Call): Channel {
  const channel = channelOf(call);
  if (!channel.members.has(call.workspace.botUser)) throw new Refusal("not_in_channel");
  return channel;
}

export function find(call: Call, ts: string | undefined): Message {
  const found = channelOf(call).messages.find((message) => message.ts === ts && !message.deleted);
  if (found === undefined) throw new Refusal("message_not_found");
  return found;
}
