/**
 * Our commands as one slash command with subcommands. Discord allows 25 on a level and 8,000
 * characters in all: what is beyond the first goes into a group, and words get shorter until
 * the second is kept. https://discord.com/developers/docs/interactions/application-commands
 */
import type { ArgInfo } from "../../src/chat/args.ts";
import type { CommandInfo } from "../../src/chat/command.ts";
import { clip } from "../../src/chat/visible.ts";
import { LIMITS } from "./limits.ts";

const TYPE = { sub: 1, group: 2, string: 3, integer: 4, boolean: 5 } as const;
const IN_GUILDS = 0;
const IN_DIRECT_MESSAGES = 1;
const MORE = "more";
/** Lengths of descriptions to try, longest first. */
const WORD_LIMITS = [LIMITS.commandDescription, 60, 40, 24, 12];
/** Looked up while somebody types; other words are typed freely. */
const COMPLETED: readonly ArgInfo["kind"][] = ["host", "hosts", "request", "alert", "person", "command"];

interface MenuOption {
  readonly type: number;
  readonly name: string;
  readonly description: string;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly max_length?: number;
  readonly choices?: readonly { readonly name: string; readonly value: string }[];
  readonly options?: readonly MenuOption[];
}

/** The one slash command, as `PUT /applications/{id}/commands` takes it. */
export interface Menu {
  readonly type: 1;
  readonly name: string;
  readonly description: string;
  readonly options: readonly MenuOption[];
  /** Not for accounts that installed the app for themselves alone. */
  readonly integration_types: readonly number[];
  readonly contexts: readonly number[];
}

/** @throws Error when the commands do not fit into 8,000 characters even with the shortest descriptions */
export function drawMenu(name: string, commands: readonly CommandInfo[]): Menu {
  const shown = commands.filter(({ hidden }) => !hidden);
  const menus = WORD_LIMITS.map((most) => ({
    type: 1 as const,
    name,
    description: clip("Falcon: look up, isolate, approve", most),
    options: levels(shown.map((command) => drawCommand(command, most))),
    integration_types: [0],
    contexts: [IN_GUILDS, IN_DIRECT_MESSAGES],
  }));
  const fitting = menus.find((menu) => sizeOf(menu) <= LIMITS.commandSize);
  if (fitting === undefined) throw new Error("the commands are too many for one slash command");
  return fitting;
}

/** As many as fit stand on the first level, in the order of the definitions. */
function levels(subs: readonly MenuOption[]): readonly MenuOption[] {
  if (subs.length <= LIMITS.commandOptions) return subs;
  const first = subs.slice(0, LIMITS.commandOptions - 1);
  const rest = subs.slice(first.length, first.length + LIMITS.commandOptions);
  return [...first, { type: TYPE.group, name: MORE, description: "Further commands", options: rest }];
}

/**
 * A change without all it needs opens a form, so Discord must let it be sent. Of everything
 * else the required options come first, as Discord demands.
 */
function drawCommand(command: CommandInfo, most: number): MenuOption {
  const options = command.args.slice(0, LIMITS.commandOptions).map((arg) => drawOption(arg, command, most));
  return {
    type: TYPE.sub,
    name: command.name,
    description: clip(command.summary, most),
    options: options.toSorted((a, b) => Number(b.required === true) - Number(a.required === true)),
  };
}

function drawOption(arg: ArgInfo, command: CommandInfo, most: number): MenuOption {
  const hint = arg.hint === undefined ? arg.label : `${arg.label}: ${arg.hint}`;
  const base = {
    name: optionName(arg),
    description: clip(hint, most),
    ...(arg.required && !command.changes ? { required: true } : {}),
  };
  if (arg.kind === "flag") return { ...base, type: TYPE.boolean };
  if (arg.kind === "number") return { ...base, type: TYPE.integer };
  if (arg.choices !== undefined && arg.choices.length <= LIMITS.options)
    return { ...base, type: TYPE.string, choices: arg.choices.map((value) => ({ name: value, value })) };
  return {
    ...base,
    type: TYPE.string,
    max_length: Math.min(arg.maxLength ?? LIMITS.commandInput, LIMITS.commandInput),
    ...(COMPLETED.includes(arg.kind) ? { autocomplete: true } : {}),
  };
}

/** `hosts` is written as people say it, `host`. */
export const optionName = (arg: ArgInfo): string =>
  (arg.kind === "hosts" ? arg.name.replace(/s$/, "") : arg.name).toLowerCase().slice(0, LIMITS.commandName);

function sizeOf(item: Menu | MenuOption): number {
  const choices = ("choices" in item ? (item.choices ?? []) : []).reduce(
    (sum, choice) => sum + choice.name.length + choice.value.length,
    0,
  );
  const own = item.name.length + item.description.length + choices;
  return (item.options ?? []).reduce((sum, option) => sum + sizeOf(option), own);
}
