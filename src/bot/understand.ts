/**
 * What a turn asks for: which command, with which raw values. Line, options, button and
 * form all end in the same request, so that everything after this is one path.
 */
import type { ArgInfo } from "../chat/args.ts";
import type { Command } from "../chat/command.ts";
import type { FormValues } from "../chat/form.ts";
import type { Input } from "../chat/turn.ts";
import { nearest } from "../lib/edit-distance.ts";
import { UserError } from "../lib/errors.ts";
import type { Buttons } from "./buttons.ts";
import { findArg } from "./grammar/options.ts";
import type { HostSplit } from "./grammar/positionals.ts";
import { readLine } from "./grammar/read-line.ts";
import { FaultyInput, MOST_NEAREST, Refused, UnknownCommand } from "./refusal.ts";
import type { Registry } from "./registry.ts";

/** A command and its raw values, not yet checked by its schema. */
export interface Request<Services> {
  readonly command: Command<Services>;
  readonly values: FormValues;
  /** Hosts and reason of a typed line, still to be told apart. */
  readonly split?: HostSplit | undefined;
  /** The button wants its form, which could not be opened when it was pressed. */
  readonly wantsForm: boolean;
}

/** What the command `help` is called; the only one that the grammar itself knows. */
const HELP = "help";
const FORGED = "This button was not made by Falconer, or it was altered. Nothing was done.";
const LAPSED = "This button is too old to be understood. Nothing was done; ask again.";

/** Throws `UnknownCommand`, `FaultyInput` or `Refused`. */
export async function understand<Services>(
  input: Input,
  registry: Registry<Services>,
  buttons: Buttons,
  signal: AbortSignal,
): Promise<Request<Services>> {
  if (input.kind === "line" || input.kind === "talk") return fromLine(input.text, registry);
  if (input.kind === "options") return fromOptions(input.command, input.values, registry);
  if (input.kind === "form") {
    return { command: find(input.command, registry, "buttons"), values: input.values, wantsForm: false };
  }
  const press = await buttons.open(input.token, signal);
  if (press === "forged") throw new Refused("forged-button", FORGED);
  if (press === "lapsed") throw new UserError(LAPSED, "lapsed");
  const command = find(press.command, registry, "buttons");
  return { command, values: press.args, wantsForm: press.as === "form" };
}

function fromLine<Services>(text: string, registry: Registry<Services>): Request<Services> {
  const reading = readLine(text, registry);
  if (reading.kind === "unknown") throw new UnknownCommand(reading.word, reading.nearest);
  if (reading.kind === "faulty") throw new FaultyInput(reading.command.info.name, reading.faults);
  if (reading.kind === "command") return { ...reading, wantsForm: false };
  const values: FormValues = reading.about === undefined ? {} : { command: reading.about };
  return { command: find(HELP, registry, "people"), values, wantsForm: false };
}

/** A value for an argument that does not exist is a mistake, not something to pass over. */
function fromOptions<Services>(
  name: string,
  values: FormValues,
  registry: Registry<Services>,
): Request<Services> {
  const command = find(name, registry, "people");
  const known = byArgument(command.info.args, values);
  if (Object.keys(known).length < Object.keys(values).length) {
    const names = command.info.args.map((arg) => arg.name).join(", ");
    const takes = names === "" ? "no arguments" : `${names}, and nothing else`;
    throw new FaultyInput(command.info.name, [`${command.info.name} takes ${takes}.`]);
  }
  return { command, values: known, wantsForm: false };
}

/** Platforms have their own spelling of names; what belongs to no argument is left out. */
export function byArgument(args: readonly ArgInfo[], values: FormValues): FormValues {
  const known = Object.entries(values).flatMap(([given, value]) => {
    const arg = findArg(given, args);
    return arg === undefined ? [] : [[arg.name, value] as const];
  });
  return Object.fromEntries(known);
}

function find<Services>(
  word: string,
  registry: Registry<Services>,
  reach: "people" | "buttons",
): Command<Services> {
  const command = registry.find(word, reach);
  if (command === undefined) throw new UnknownCommand(word, nearest(word, registry.words, MOST_NEAREST));
  return command;
}
