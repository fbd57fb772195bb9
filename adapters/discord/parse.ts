/**
 * What Discord sends, as turns. Pure: a payload in, what was heard out; nothing when it is not
 * for us. The same event delivered twice has the same turn id.
 */
import { z } from "zod";
import type { CommandInfo } from "../../src/chat/command.ts";
import type { FormValues } from "../../src/chat/form.ts";
import type { IncomingFile } from "../../src/chat/incoming-file.ts";
import type { Account, Standing } from "../../src/chat/person.ts";
import type { Place } from "../../src/chat/place.ts";
import type { Input } from "../../src/chat/turn.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import { decodeText, mentions, withoutMention } from "./decode.ts";
import { optionName } from "./menu.ts";
import type { Reply } from "./reply.ts";
import { filesIn } from "./sent-files.ts";

/** Who we are, and which guilds we serve. */
export interface Home {
  readonly application: string;
  readonly botUser: string;
  isOurs(guild: string): boolean;
}

export interface Heard {
  readonly id: string;
  /** Sorts what was said in one conversation. */
  readonly order?: string;
  readonly account: Account;
  readonly input: Input;
  readonly files?: readonly IncomingFile[];
  /** Without the audience of an interaction, which is decided before anything is answered. */
  readonly reply: Omit<Reply, "interaction">;
}

/** What identifies one interaction to Discord. */
export interface Ticket {
  readonly id: string;
  readonly token: string;
  readonly application: string;
}

/** `typing` wants completions and is never stored; `submitted` is a modal that came back. */
export type Interaction = { readonly ticket: Ticket; readonly heard: Omit<Heard, "input"> } & (
  | { readonly kind: "said"; readonly input: Input }
  | { readonly kind: "submitted"; readonly form: string; readonly values: FormValues }
  | {
      readonly kind: "typing";
      readonly command: string;
      readonly values: FormValues;
      readonly focused: string;
    }
);

/** The surface's name in settings, rows and turns. */
export const SURFACE = "discord";
const KIND = { command: 2, component: 3, typing: 4, modal: 5 } as const;
const SUBCOMMAND = 1;

const id = z.string().min(1);
const person = z.looseObject({
  id,
  username: z.string().optional(),
  global_name: z.string().nullish(),
  bot: z.boolean().optional(),
});

interface Option {
  readonly name: string;
  readonly type: number;
  readonly value?: string | number | boolean | undefined;
  readonly focused?: boolean | undefined;
  readonly options?: readonly Option[] | undefined;
}
const option: z.ZodType<Option> = z.lazy(() =>
  z.looseObject({
    name: z.string(),
    type: z.number(),
    value: z.union([z.string(), z.number(), z.boolean()]).optional(),
    focused: z.boolean().optional(),
    options: z.array(option).optional(),
  }),
);
/** Inputs stand in rows or, in newer modals, each in a label. */
const typed = z.looseObject({ custom_id: z.string(), value: z.string().default("") });
const holder = z.looseObject({
  components: z.array(z.unknown()).optional(),
  component: z.unknown().optional(),
});

const interactionEvent = z.looseObject({
  id,
  application_id: id,
  type: z.number(),
  token: id,
  guild_id: id.optional(),
  channel_id: id.optional(),
  member: z.looseObject({ user: person, nick: z.string().nullish() }).optional(),
  user: person.optional(),
  data: z.looseObject({
    options: z.array(option).optional(),
    custom_id: z.string().optional(),
    values: z.array(z.string()).optional(),
    component_type: z.number().optional(),
    components: z.array(holder).optional(),
  }),
});

const BUTTON = 2;

/** Undefined for what Discord may send and we have not asked for. */
export function parseInteraction(
  event: unknown,
  home: Home,
  commands: readonly CommandInfo[],
): Interaction | undefined {
  const read = interactionEvent.safeParse(event);
  if (!read.success) return undefined;
  const { data, ...head } = read.data;
  const user = head.member?.user ?? head.user;
  if (user === undefined) return undefined;
  const ticket = { id: head.id, token: head.token, application: head.application_id };
  const heard = {
    id: `discord:interaction:${head.id}`,
    account: account(user, head.member?.nick, head.guild_id, home),
    reply: {
      kind: "interaction" as const,
      user: user.id,
      channel: head.channel_id ?? "",
      isDirect: head.guild_id === undefined,
    },
  };
  switch (head.type) {
    case KIND.command:
    case KIND.typing: {
      const sub = subcommand(data.options ?? []);
      if (sub === undefined) return undefined;
      const values = valuesOf(sub, commands);
      if (head.type === KIND.command)
        return { ticket, heard, kind: "said", input: { kind: "options", command: sub.name, values } };
      const focused = sub.options?.find((one) => one.focused === true)?.name;
      if (focused === undefined) return undefined;
      return {
        ticket,
        heard,
        kind: "typing",
        command: sub.name,
        values,
        focused: argName(sub.name, focused, commands),
      };
    }
    case KIND.component: {
      const token = data.component_type === BUTTON ? data.custom_id : data.values?.[0];
      return token === undefined
        ? undefined
        : { ticket, heard, kind: "said", input: { kind: "press", token } };
    }
    case KIND.modal:
      return data.custom_id === undefined
        ? undefined
        : {
            ticket,
            heard,
            kind: "submitted",
            form: data.custom_id,
            values: typedValues(data.components ?? []),
          };
    default:
      return undefined;
  }
}

/** The subcommand that was said, inside a group or not. */
function subcommand(options: readonly Option[]): Option | undefined {
  const [first] = options;
  if (first === undefined || first.type === SUBCOMMAND) return first;
  return subcommand(first.options ?? []);
}

const valuesOf = (sub: Option, commands: readonly CommandInfo[]): FormValues =>
  Object.fromEntries(
    (sub.options ?? []).flatMap(({ name, value }) =>
      value === undefined ? [] : [[argName(sub.name, name, commands), String(value)]],
    ),
  );

/** Our own name of an argument; what belongs to none keeps its name, and the bot explains. */
function argName(command: string, option: string, commands: readonly CommandInfo[]): string {
  const info = commands.find(({ name }) => name === command);
  return info?.args.find((arg) => optionName(arg) === option)?.name ?? option;
}

function typedValues(holders: readonly z.infer<typeof holder>[]): FormValues {
  const inputs = holders.flatMap(({ components, component }) => [...(components ?? []), component]);
  return Object.fromEntries(
    inputs.flatMap((one) => {
      const read = typed.safeParse(one);
      return read.success ? [[read.data.custom_id, read.data.value]] : [];
    }),
  );
}

/** Ordinary messages and answers to messages; everything else is a notice of Discord's own. */
const SPOKEN_TYPES = [0, 19];

const messageEvent = z.looseObject({
  id,
  channel_id: id,
  guild_id: id.optional(),
  type: z.number().default(0),
  content: z.string().default(""),
  webhook_id: z.undefined().optional(),
  author: person,
  attachments: z.array(z.unknown()).optional(),
  member: z.looseObject({ nick: z.string().nullish() }).optional(),
});

/** `follows`: whether lines of this thread that address nobody may be for us. */
export function parseMessage(
  event: unknown,
  home: Home,
  follows: (place: Place) => boolean = () => false,
): Heard | undefined {
  const read = messageEvent.safeParse(event);
  if (!read.success) return undefined;
  const { data } = read;
  const isDirect = data.guild_id === undefined;
  const isMentioned = mentions(data.content, home.botUser);
  const isTalk = !isDirect && !isMentioned && follows({ surface: SURFACE, channel: data.channel_id });
  const isForUs = isDirect || isMentioned || isTalk;
  const isSpoken = SPOKEN_TYPES.includes(data.type) && data.author.bot !== true;
  const files = filesIn(data.attachments);
  // A file without a word is addressed to nobody, but may be meant for the thread that it stands in.
  const isSilent = data.content.trim() === "" && !(isTalk && files.length > 0);
  if (!isSpoken || !isForUs || isSilent) return undefined;
  return {
    id: `discord:message:${data.id}`,
    order: data.id,
    ...(files.length === 0 ? {} : { files }),
    account: account(data.author, data.member?.nick, data.guild_id, home),
    input: { kind: isTalk ? "talk" : "line", text: decodeText(withoutMention(data.content, home.botUser)) },
    reply: { kind: "message", user: data.author.id, channel: data.channel_id, isDirect, message: data.id },
  };
}

function account(
  user: z.infer<typeof person>,
  nick: string | null | undefined,
  guild: string | undefined,
  home: Home,
): Account {
  return {
    surface: SURFACE,
    id: user.id,
    tenant: guild ?? "",
    name: untrusted(nick ?? user.global_name ?? user.username ?? user.id),
    standing: standing(user.bot === true, guild, home),
  };
}

/** A payload can only prove that somebody is a stranger; the rest is asked of Discord. */
function standing(isBot: boolean, guild: string | undefined, home: Home): Standing {
  if (isBot) return "bot";
  return guild === undefined || home.isOurs(guild) ? "unknown" : "foreign";
}
