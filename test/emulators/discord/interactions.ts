/**
 * Callbacks and interaction webhooks: one callback within three seconds, then the token for
 * fifteen minutes. A body that fails validation does not use the callback up.
 */
import { messageJson } from "./json-view.ts";
import { modalFaults } from "./limits.ts";
import { change, contents, find, notify } from "./messages.ts";
import type { Upload } from "./multipart.ts";
import { invalidForm, Refusal, unknownMessage } from "./refusal.ts";
import type { Interaction, Json, Message, World } from "./world.ts";
import { addMessage } from "./world.ts";

const EPHEMERAL = 64;
const LOADING = 128;

export const KIND = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
const CALLBACK = { reply: 4, defer: 5, deferUpdate: 6, update: 7, choices: 8, modal: 9 } as const;

/** Which first answers each kind of interaction takes. */
const ALLOWED: Readonly<Record<number, readonly number[]>> = {
  [KIND.command]: [4, 5, 9],
  [KIND.component]: [4, 5, 6, 7, 9],
  [KIND.autocomplete]: [8],
  [KIND.modal]: [4, 5],
};

export interface Timing {
  readonly ackWithinMs: number;
  readonly tokenLifeMs: number;
}

interface Sent {
  readonly body: Json;
  readonly files: readonly Upload[];
}

export function callback(world: World, id: string, token: string, sent: Sent, timing: Timing): Json {
  const interaction = world.interactions.get(token);
  const isDead = interaction === undefined || interaction.id !== id;
  if (
    isDead ||
    (interaction.ackedAt === undefined && Date.now() - interaction.createdAt > timing.ackWithinMs)
  )
    throw new Refusal(404, 10_062, "Unknown interaction");
  if (interaction.ackedAt !== undefined)
    throw new Refusal(400, 40_060, "Interaction has already been acknowledged.");
  const type = Number(sent.body["type"]);
  const mayUpdate =
    interaction.kind === KIND.modal && interaction.source !== undefined && (type === 6 || type === 7);
  if (ALLOWED[interaction.kind]?.includes(type) !== true && !mayUpdate)
    throw invalidForm([`type: ${type} is not allowed for interactions of type ${interaction.kind}`]);
  perform(world, interaction, type, sent);
  interaction.ackType = type;
  interaction.ackedAt = Date.now();
  interaction.settled.resolve();
  const { original } = interaction;
  return original === undefined ? {} : { resource: { type, message: messageJson(world, original) } };
}

function perform(world: World, interaction: Interaction, type: number, sent: Sent): void {
  const data = (sent.body["data"] ?? {}) as Json;
  const inner = { body: data, files: sent.files };
  switch (type) {
    case CALLBACK.reply:
      interaction.original = say(world, interaction, inner, false);
      return;
    case CALLBACK.defer:
      interaction.original = say(world, interaction, inner, true);
      return;
    case CALLBACK.deferUpdate:
      interaction.original = interaction.source;
      return;
    case CALLBACK.update:
      if (interaction.source !== undefined) change(world, interaction.source, inner);
      interaction.original = interaction.source;
      return;
    case CALLBACK.choices:
      interaction.choices = choicesOf(data);
      return;
    case CALLBACK.modal: {
      const faults = modalFaults(data);
      if (faults.length > 0) throw invalidForm(faults);
      const { id, user, channel, source } = interaction;
      world.modals.push({ id, user, channel, source, data, state: "open" });
      return;
    }
    default:
      throw invalidForm([`type: ${type} is unknown`]);
  }
}

function choicesOf(data: Json): readonly Json[] {
  const choices = (data["choices"] ?? []) as readonly Json[];
  const isLong = (value: unknown): boolean => String(value).length > 100 || String(value).length < 1;
  if (choices.length > 25) throw invalidForm(["data.choices: Must be 25 or fewer in length"]);
  if (choices.some(({ name, value }) => isLong(name) || isLong(value)))
    throw invalidForm(["data.choices: Must be between 1 and 100 in length"]);
  return choices;
}

function say(world: World, interaction: Interaction, sent: Sent, isThinking: boolean): Message {
  const shown = contents(world, sent);
  const isPrivate = (Number(sent.body["flags"] ?? 0) & EPHEMERAL) !== 0;
  const message = addMessage(world, {
    ...shown,
    channel: interaction.channel,
    author: world.botUser,
    flags: (isPrivate ? EPHEMERAL : 0) | (isThinking ? LOADING : 0),
    onlyFor: isPrivate ? interaction.user : undefined,
    isThinking,
    type: 20,
  });
  notify(world, message, sent.body, ["users"]);
  return message;
}

function alive(world: World, token: string, timing: Timing): Interaction {
  const interaction = world.interactions.get(token);
  if (interaction?.ackedAt === undefined) throw new Refusal(404, 10_015, "Unknown Webhook");
  if (Date.now() - interaction.createdAt > timing.tokenLifeMs)
    throw new Refusal(401, 50_027, "Invalid Webhook Token");
  return interaction;
}

/** The first one after a deferral fills the deferred message in and keeps its visibility. */
export function followUp(world: World, token: string, sent: Sent, timing: Timing): Json {
  const interaction = alive(world, token, timing);
  const { original } = interaction;
  if (original?.isThinking === true && !original.deleted) {
    change(world, original, sent);
    return messageJson(world, original);
  }
  return messageJson(world, say(world, interaction, sent, false));
}

export function editOriginal(world: World, token: string, which: string, sent: Sent, timing: Timing): Json {
  const message = written(world, alive(world, token, timing), which);
  change(world, message, sent);
  message.flags &= ~LOADING;
  notify(world, message, sent.body, ["users"]);
  return messageJson(world, message);
}

export function deleteOriginal(world: World, token: string, which: string, timing: Timing): void {
  written(world, alive(world, token, timing), which).deleted = true;
}

function written(world: World, interaction: Interaction, which: string): Message {
  const channel = world.channels.get(interaction.channel);
  const found =
    which === "@original"
      ? interaction.original
      : (world.ephemerals.find(({ id }) => id === which) ??
        (channel === undefined ? undefined : find(world, channel, which)));
  if (found === undefined || found.deleted) throw unknownMessage();
  return found;
}
