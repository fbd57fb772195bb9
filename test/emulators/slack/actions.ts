/** What people do in the emulated workspace, turned into the payloads that Slack sends. */
import type { Json } from "./block-kit.ts";
import { elementsOf } from "./block-kit.ts";
import { asJson } from "./methods.ts";
import type { Ack, Envelope } from "./sockets.ts";
import { labels, options as optionsOf, pressables } from "./text-view.ts";
import type { Message, View, Workspace } from "./workspace.ts";
import { addMessage, directWith } from "./workspace.ts";

export interface Act extends Ack {
  readonly envelope: Envelope;
}

export interface Actions {
  slash(user: string, channel: string, text: string): Promise<Act>;
  /** By label (its beginning is enough) or action id. */
  click(user: string, message: Message, labelOrActionId: string): Promise<Act>;
  choose(user: string, message: Message, optionText: string): Promise<Act>;
  /** Values by block id or label; a missing required one is refused before anything is sent. */
  submit(user: string, view: View, values: Readonly<Record<string, string>>): Promise<Act>;
  mention(user: string, channel: string, text: string, how?: Posting): Promise<readonly Act[]>;
  /** A line that mentions nobody. */
  talk(user: string, channel: string, text: string, how?: Posting): Promise<Act>;
  dm(user: string, text: string, how?: Posting): Promise<Act>;
  /** Any message event, raw parts given. */
  say(channel: string, event: Json): Promise<Act>;
  openHome(user: string): Promise<Act>;
  /** Any payload, as given. */
  send(type: Envelope["type"], payload: Json): Promise<Act>;
}

export interface Posting {
  readonly thread?: string;
  /** Team of the speaker, for shared channels. */
  readonly team?: string;
  readonly subtype?: string;
  /** Files shared with the message. */
  readonly files?: readonly { readonly name: string; readonly bytes: Buffer }[];
}

export function createActions(parts: {
  readonly workspace: Workspace;
  readonly origin: string;
  readonly command: string;
  deliver(envelope: Envelope): Promise<Ack>;
}): Actions {
  const { workspace } = parts;

  const send = async (type: Envelope["type"], payload: Json): Promise<Act> => {
    const envelope = { id: workspace.nextId("ENV"), type, payload };
    return { envelope, ...(await parts.deliver(envelope)) };
  };
  const trigger = (user: string): string => {
    const id = `${workspace.nextId("1")}.${workspace.nextId("2")}`;
    workspace.triggers.set(id, { user, issuedAt: Date.now(), used: false });
    return id;
  };
  const responseUrl = (channel: string, user: string): string => {
    const id = workspace.nextId("R");
    workspace.responseUrls.set(id, { channel, user, issuedAt: Date.now(), uses: 0, expired: false });
    return `${parts.origin}/respond/${id}`;
  };
  const teamOf = (user: string): string => workspace.users.get(user)?.team ?? workspace.team;
  const nameOf = (user: string): string => workspace.users.get(user)?.name ?? user.toLowerCase();
  const userPart = (user: string): Json => ({
    id: user,
    username: nameOf(user),
    name: nameOf(user),
    team_id: teamOf(user),
  });

  const event = (channelTeam: string, inner: Json): Promise<Act> =>
    send("events_api", {
      type: "event_callback",
      token: "verification",
      team_id: channelTeam,
      api_app_id: "A0APP",
      event: inner,
      event_id: workspace.nextId("Ev"),
      event_time: Math.floor(Date.now() / 1_000),
      authorizations: [{ team_id: workspace.team, user_id: workspace.botUser, is_bot: true }],
    });

  const act = (user: string, message: Message, action: Json): Promise<Act> =>
    send("interactive", {
      type: "block_actions",
      team: { id: workspace.team, domain: "example" },
      user: userPart(user),
      api_app_id: "A0APP",
      trigger_id: trigger(user),
      response_url: responseUrl(message.channel, user),
      channel: { id: message.channel, name: message.channel },
      container: {
        type: "message",
        message_ts: message.ts,
        channel_id: message.channel,
        is_ephemeral: message.onlyFor !== undefined,
        ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
      },
      // Payloads of ephemeral messages carry no message.
      ...(message.onlyFor === undefined ? { message: asJson(message) } : {}),
      state: { values: {} },
      actions: [{ ...action, action_ts: workspace.nextTs() }],
    });

  function speak(user: string, channel: string, text: string, how: Posting): Message {
    const message = addMessage(workspace, workspace.channels.get(channel), {
      channel,
      user,
      text,
      threadTs: how.thread,
      via: "person",
    });
    for (const { name, bytes } of how.files ?? []) {
      const id = workspace.nextId("F");
      const file = { id, name, title: name, alt: "", bytes, length: bytes.length, completed: true };
      workspace.shared.set(id, file);
      message.files.push(file);
    }
    return message;
  }

  /** As events describe what people share. */
  const sharedJson = ({ files }: Message): Json =>
    files.length === 0
      ? {}
      : {
          subtype: "file_share",
          files: files.map(({ id, name, length }) => ({
            id,
            name,
            title: name,
            size: length,
            mode: "hosted",
            mimetype: "text/plain",
            file_access: "visible",
            url_private: `${parts.origin}/files/${id}/${encodeURIComponent(name)}`,
            url_private_download: `${parts.origin}/files/${id}/download/${encodeURIComponent(name)}`,
          })),
        };

  const eventOf = (message: Message, type: string, channelType: string, how: Posting): Json => ({
    type,
    ...sharedJson(message),
    ...(how.subtype === undefined ? {} : { subtype: how.subtype }),
    user: message.user,
    team: how.team ?? teamOf(message.user),
    user_team: how.team ?? teamOf(message.user),
    text: message.text,
    ts: message.ts,
    event_ts: message.ts,
    channel: message.channel,
    ...(type === "message" ? { channel_type: channelType } : {}),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
  });

  return {
    send,
    slash: (user, channel, text) =>
      send("slash_commands", {
        token: "verification",
        command: parts.command,
        text,
        user_id: user,
        user_name: nameOf(user),
        team_id: teamOf(user),
        team_domain: "example",
        channel_id: channel,
        channel_name: channel.toLowerCase(),
        api_app_id: "A0APP",
        response_url: responseUrl(channel, user),
        trigger_id: trigger(user),
      }),
    click(user, message, wanted) {
      const found = pressables(message).find(
        ({ element, label }) =>
          element["action_id"] === wanted || label.toLowerCase().startsWith(wanted.toLowerCase()),
      );
      if (found === undefined) throw new Error(`no button ${wanted} among ${labels(message).join(", ")}`);
      return act(user, message, { ...found.element, block_id: found.block["block_id"] ?? "auto" });
    },
    choose(user, message, wanted) {
      const found = optionsOf(message).find(({ text }) => text.includes(wanted));
      if (found === undefined) throw new Error(`no option ${wanted}`);
      return act(user, message, {
        type: found.element["type"],
        action_id: found.element["action_id"],
        block_id: found.block["block_id"] ?? "auto",
        selected_option: found.option,
      });
    },
    async submit(user, view, values) {
      const done = await send("interactive", {
        type: "view_submission",
        team: { id: workspace.team, domain: "example" },
        user: userPart(user),
        api_app_id: "A0APP",
        trigger_id: trigger(user),
        view: { ...view.view, id: view.id, hash: view.hash, state: { values: stateOf(view.view, values) } },
        response_urls: [],
      });
      const isRefused = done.payload["response_action"] === "errors";
      view.errors = isRefused ? (done.payload["errors"] as Record<string, string>) : {};
      if (done.acked && !isRefused) view.state = "closed";
      return done;
    },
    async mention(user, channel, text, how = {}) {
      const message = speak(user, channel, `<@${workspace.botUser}> ${text}`, how);
      return Promise.all([
        event(workspace.team, eventOf(message, "app_mention", "channel", how)),
        event(workspace.team, eventOf(message, "message", "channel", how)),
      ]);
    },
    talk(user, channel, text, how = {}) {
      const message = speak(user, channel, text, how);
      return event(workspace.team, eventOf(message, "message", "channel", how));
    },
    dm(user, text, how = {}) {
      const message = speak(user, directWith(workspace, user).id, text, how);
      return event(workspace.team, eventOf(message, "message", "im", how));
    },
    say: (channel, inner) =>
      event(workspace.team, { type: "message", channel, ts: workspace.nextTs(), ...inner }),
    openHome: (user) =>
      event(workspace.team, {
        type: "app_home_opened",
        user,
        channel: directWith(workspace, user).id,
        tab: "home",
      }),
  };
}

/** `state.values` as Slack builds it from what was typed. */
function stateOf(view: Json, values: Readonly<Record<string, string>>): Json {
  const blocks = (view["blocks"] as readonly Json[]).filter((block) => block["type"] === "input");
  const entries = blocks.map((block) => {
    const [element = {}] = elementsOf(block);
    const label = (block["label"] as { text: string }).text;
    const typed = values[String(block["block_id"])] ?? values[label];
    const state = elementState(element, typed);
    if (block["optional"] !== true && state === undefined) throw new Error(`${label} is required`);
    return [block["block_id"], { [String(element["action_id"])]: { type: element["type"], ...state } }];
  });
  return Object.fromEntries(entries) as Json;
}

function elementState(element: Json, typed: string | undefined): Json | undefined {
  const listed = (element["options"] ?? []) as readonly { value: string; text: { text: string } }[];
  switch (element["type"]) {
    case "plain_text_input": {
      const value = typed ?? (element["initial_value"] as string | undefined);
      return value === undefined || value === "" ? undefined : { value };
    }
    case "static_select": {
      const found = listed.find((option) => option.value === typed || option.text.text === typed);
      const chosen = found ?? element["initial_option"];
      return chosen === undefined ? undefined : { selected_option: chosen };
    }
    default: {
      const isOn = typed === undefined ? element["initial_options"] !== undefined : typed === "true";
      return { selected_options: isOn ? listed.slice(0, 1) : [] };
    }
  }
}
