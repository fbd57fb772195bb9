/** What people do in the emulated Discord, turned into the events that Discord sends. */
import type { Gateway } from "./gateway.ts";
import { KIND, type Timing } from "./interactions.ts";
import { memberJson, messageJson, userJson } from "./json-view.ts";
import { labels, options as optionsOf, pressables } from "./text-view.ts";
import type { Interaction, Json, Message, Modal, World } from "./world.ts";
import { addMessage, CHANNEL, directWith, textIn } from "./world.ts";

export interface Act {
  readonly interaction: Interaction;
  readonly acked: boolean;
  readonly latencyMs: number;
  /** The callback's type: 4 reply, 5 deferred, 9 form. */
  readonly ackType: number | undefined;
  /** Sends the same event again. */
  redeliver(): void;
}

export interface Pending {
  readonly interaction: Interaction;
  settled(): Promise<Act>;
}

export type Values = Readonly<Record<string, string | number | boolean>>;

export interface Actions {
  /** A subcommand by its name, wherever it was registered. Refused like Discord's own client would. */
  command(user: string, channel: string, name: string, values?: Values): Promise<Act>;
  /** The same without waiting for an acknowledgement. */
  start(user: string, channel: string, name: string, values?: Values): Pending;
  autocomplete(
    user: string,
    channel: string,
    name: string,
    values: Values,
    focused: string,
  ): Promise<readonly { readonly name: string; readonly value: string }[]>;
  /** By label; its beginning is enough. */
  press(user: string, message: Message, label: string): Promise<Act>;
  /** Any component at all. */
  pressRaw(user: string, message: Message, customId: string): Promise<Act>;
  choose(user: string, message: Message, optionText: string): Promise<Act>;
  /** Values by input id or label; a missing required one is refused before anything is sent. */
  submit(user: string, modal: Modal, values: Readonly<Record<string, string>>): Promise<Act>;
  /** A message; a mention of the bot is written as `@bot`. */
  say(user: string, channel: string, text: string, files?: readonly SentFile[]): Message;
  dm(user: string, text: string): Message;
}

export interface SentFile {
  readonly name: string;
  readonly bytes: Buffer;
}

const MESSAGE_CONTENT = 1 << 15;
const GUILD_MESSAGES = 1 << 9;
const DIRECT_MESSAGES = 1 << 12;
const OPTION = { sub: 1, group: 2, string: 3, integer: 4, boolean: 5 } as const;

export function createActions(parts: {
  readonly world: World;
  readonly gateway: Gateway;
  readonly timing: Timing;
}): Actions {
  const { world, gateway, timing } = parts;

  function open(kind: number, user: string, channelId: string, more: Json, source?: Message): Pending {
    const channel = world.channels.get(channelId);
    const interaction: Interaction = {
      id: world.nextId(),
      token: `token-${world.nextId()}`,
      kind,
      user,
      channel: channelId,
      createdAt: Date.now(),
      source,
      ackType: undefined,
      ackedAt: undefined,
      original: undefined,
      choices: [],
      settled: Promise.withResolvers<void>(),
    };
    world.interactions.set(interaction.token, interaction);
    const guild = channel?.guild === undefined ? undefined : world.guilds.get(channel.guild);
    const payload: Json = {
      id: interaction.id,
      application_id: world.application,
      type: kind,
      token: interaction.token,
      version: 1,
      channel_id: channelId,
      channel: { id: channelId, type: channel?.type ?? CHANNEL.text },
      ...(guild === undefined
        ? { user: userJson(world, user) }
        : { guild_id: guild.id, member: { ...memberJson(world, guild, user), permissions: "0" } }),
      app_permissions: "0",
      locale: "en-US",
      entitlements: [],
      authorizing_integration_owners: { 0: guild?.id ?? "0" },
      attachment_size_limit: 10_485_760,
      context: guild === undefined ? 1 : 0,
      ...more,
    };
    const send = (): void => gateway.dispatch("INTERACTION_CREATE", () => payload);
    send();
    return {
      interaction,
      async settled() {
        await Promise.race([
          interaction.settled.promise,
          new Promise((resolve) => setTimeout(resolve, timing.ackWithinMs).unref()),
        ]);
        const { ackedAt, createdAt, ackType } = interaction;
        return {
          interaction,
          acked: ackedAt !== undefined,
          latencyMs: (ackedAt ?? Date.now()) - createdAt,
          ackType,
          redeliver: send,
        };
      },
    };
  }

  const start: Actions["start"] = (user, channel, name, values = {}) =>
    open(KIND.command, user, channel, { data: commandData(world, name, values) });

  const component = (user: string, message: Message, data: Json): Promise<Act> =>
    open(
      KIND.component,
      user,
      message.channel,
      { data, message: messageJson(world, message) },
      message,
    ).settled();

  return {
    start,
    command: (user, channel, name, values) => start(user, channel, name, values).settled(),
    async autocomplete(user, channel, name, values, focused) {
      const data = commandData(world, name, values, focused);
      const { interaction } = await open(KIND.autocomplete, user, channel, { data }).settled();
      return interaction.choices as never;
    },
    press(user, message, wanted) {
      const found = pressables(message).find(({ label }) =>
        label.toLowerCase().startsWith(wanted.toLowerCase()),
      );
      if (found === undefined) throw new Error(`no button ${wanted} among ${labels(message).join(", ")}`);
      return component(user, message, { custom_id: found.component["custom_id"], component_type: 2 });
    },
    pressRaw: (user, message, customId) =>
      component(user, message, { custom_id: customId, component_type: 2 }),
    choose(user, message, wanted) {
      const found = optionsOf(message).find(({ text }) => text.includes(wanted));
      if (found === undefined) throw new Error(`no option ${wanted}`);
      return component(user, message, {
        custom_id: found.component["custom_id"],
        component_type: 3,
        values: [found.value],
      });
    },
    submit(user, modal, values) {
      const data = { custom_id: modal.data["custom_id"], components: filledRows(modal.data, values) };
      modal.state = "closed";
      const { source } = modal;
      const message = source === undefined ? {} : { message: messageJson(world, source) };
      return open(KIND.modal, user, modal.channel, { data, ...message }, source).settled();
    },
    say: (user, channel, text, files) => speak(user, channel, text, files),
    dm: (user, text) => speak(user, directWith(world, user).id, text),
  };

  function speak(user: string, channelId: string, text: string, files: readonly SentFile[] = []): Message {
    const content = text.replaceAll("@bot", `<@${world.botUser}>`);
    const attachments = files.map(({ name, bytes }) => ({ id: world.nextId(), filename: name, bytes }));
    const message = addMessage(world, { channel: channelId, author: user, content, attachments });
    const channel = world.channels.get(channelId);
    const guild = channel?.guild === undefined ? undefined : world.guilds.get(channel.guild);
    const isMention = content.includes(`<@${world.botUser}>`);
    gateway.dispatch("MESSAGE_CREATE", (intents) => {
      const wanted = guild === undefined ? DIRECT_MESSAGES : GUILD_MESSAGES;
      const isReadable = guild === undefined || isMention || (intents & MESSAGE_CONTENT) !== 0;
      const isShown = isReadable && (intents & wanted) !== 0;
      return {
        ...messageJson(world, message),
        content: isShown ? content : "",
        ...(isShown ? {} : { attachments: [] }),
        mentions: isMention ? [userJson(world, world.botUser)] : [],
        ...(guild === undefined
          ? {}
          : { guild_id: guild.id, member: { ...memberJson(world, guild, user), user: undefined } }),
      };
    });
    return message;
  }
}

const optionsIn = (item: Json): readonly Json[] => (item["options"] ?? []) as readonly Json[];

/** The nested data of a command, checked against what was registered. */
function commandData(world: World, name: string, values: Values, focused?: string): Json {
  for (const command of [...world.commands.values()].flat()) {
    for (const item of optionsIn(command)) {
      const head = { id: command["id"], name: command["name"], type: 1 };
      if (item["type"] === OPTION.sub && item["name"] === name)
        return { ...head, options: [filled(item, values, focused)] };
      const sub =
        item["type"] === OPTION.group ? optionsIn(item).find((one) => one["name"] === name) : undefined;
      if (sub !== undefined)
        return {
          ...head,
          options: [{ name: item["name"], type: OPTION.group, options: [filled(sub, values, focused)] }],
        };
    }
  }
  throw new Error(`no command ${name} is registered`);
}

function filled(sub: Json, values: Values, focused: string | undefined): Json {
  const known = optionsIn(sub);
  for (const name of Object.keys(values))
    if (!known.some((option) => option["name"] === name))
      throw new Error(`${String(sub["name"])} has no ${name}`);
  const given = known.flatMap((option) => {
    const name = String(option["name"]);
    const value = values[name];
    if (value === undefined) {
      if (option["required"] === true && focused === undefined) throw new Error(`${name} is required`);
      return [];
    }
    if (focused === undefined) checkType(option, value);
    return [{ name, type: option["type"], value, ...(name === focused ? { focused: true } : {}) }];
  });
  return { name: sub["name"], type: OPTION.sub, options: given };
}

function checkType(option: Json, value: string | number | boolean): void {
  const wanted = { [OPTION.string]: "string", [OPTION.integer]: "number", [OPTION.boolean]: "boolean" };
  const type = wanted[option["type"] as 3 | 4 | 5];
  if (typeof value !== type) throw new Error(`${String(option["name"])} takes a ${type}`);
  const choices = option["choices"] as readonly { readonly value: unknown }[] | undefined;
  if (choices !== undefined && !choices.some((choice) => choice.value === value))
    throw new Error(`${String(option["name"])} offers no ${value}`);
}

function filledRows(data: Json, values: Readonly<Record<string, string>>): readonly Json[] {
  return (data["components"] as readonly Json[]).map((row) => {
    const [input = {}] = row["components"] as readonly Json[];
    const id = String(input["custom_id"]);
    const value = values[id] ?? values[String(input["label"])] ?? textIn(input, "value");
    if (input["required"] !== false && value === "") throw new Error(`${String(input["label"])} is required`);
    if (value.length > Number(input["max_length"] ?? 4_000))
      throw new Error(`${String(input["label"])} is too long`);
    return { type: 1, components: [{ type: 4, custom_id: id, value }] };
  });
}
