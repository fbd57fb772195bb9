/**
 * The typed line as text: its words, and what may follow. Pure; used by the page, and for
 * the prefix by the server too. What a line means is decided by the bot alone.
 */
import type { CommandView } from "../view.ts";

export interface Completion {
  /** What takes the place of the line's last word. */
  readonly value: string;
  readonly label: string;
  readonly detail: string;
}

type Arg = CommandView["args"][number];

/** `/falcon host X`, `/host X` and `host X` are the same line; a path such as `/etc/hosts` is left alone. */
export function withoutPrefix(line: string): string {
  const bare = line.trimStart().replace(/^\/falcon(?:er)?(?:\s+|$)/i, "");
  if (bare === "" && line.trim() !== "") return "help";
  return bare.replace(/^\/(?=[a-z]+(?:\s|$))/i, "");
}

/** The command that the line begins with. */
export function commandOf(line: string, commands: readonly CommandView[]): CommandView | undefined {
  const [first = ""] = withoutPrefix(line).split(/\s+/);
  const name = first.toLowerCase();
  return commands.find((command) => command.name === name || command.aliases.includes(name));
}

/** What can be said without asking the server: commands, option names, fixed choices. */
export function completions(line: string, commands: readonly CommandView[]): readonly Completion[] {
  const { last, before } = split(line);
  if (before.length === 0) return commandsLike(last.replace(/^\//, ""), commands);
  const command = commandOf(line, commands);
  if (command === undefined) return [];
  const arg = currentArg(line, command);
  const choices = (arg?.choices ?? []).map((choice) => ({
    value: choice,
    label: choice,
    detail: arg?.label ?? "",
  }));
  if (arg?.named === true) return startingWith(last, choices);
  const options = unused(before, command).map((option) => ({
    value: option.kind === "flag" ? `--${option.name}` : `--${option.name} `,
    label: `--${option.name}`,
    detail: option.hint ?? option.label,
  }));
  return startingWith(last, [...choices, ...(last === "" || last.startsWith("-") ? options : [])]);
}

/** The argument that the last word belongs to; undefined past the last one or at an option's name. */
export function currentArg(line: string, command: CommandView): Arg | undefined {
  const { last, before } = split(line);
  if (last.startsWith("-")) return undefined;
  const typed = before.slice(1);
  const asked = optionAt(typed.at(-1), command);
  if (asked !== undefined && asked.kind !== "flag") return asked;
  let position = 0;
  for (const [index, word] of typed.entries()) {
    const opener = optionAt(typed[index - 1], command);
    const isValue = opener !== undefined && opener.kind !== "flag";
    if (!isValue && optionAt(word, command) === undefined) position += 1;
  }
  const positional = command.args.filter(({ named }) => !named);
  const final = positional.at(-1);
  return positional[position] ?? (final?.rest === true ? final : undefined);
}

/** Puts a completion in the place of the last word, ready for the next. */
export function complete(line: string, value: string): string {
  const { last } = split(line);
  const head = line.slice(0, line.length - last.length);
  const quoted = /\s/.test(value.trimEnd()) && !value.includes('"') ? `"${value}"` : value;
  return `${head}${quoted.trimEnd()} `;
}

/** How a command is written: `<needed>`, `[may be left out]`. */
export function writeArg(arg: Arg): string {
  const value = arg.kind === "hosts" ? `${arg.name}…` : arg.name;
  if (!arg.named) return arg.required ? `<${value}>` : `[${value}]`;
  return arg.kind === "flag" ? `[--${arg.name}]` : `[--${arg.name} …]`;
}

function split(line: string): { readonly last: string; readonly before: readonly string[] } {
  const words = line
    .replace(/^\s*\/falcon(?:er)?\s+/i, "")
    .trimStart()
    .split(/\s+/);
  return { last: words.at(-1) ?? "", before: words.slice(0, -1) };
}

function commandsLike(written: string, commands: readonly CommandView[]): readonly Completion[] {
  const wanted = written.toLowerCase();
  const all = commands.map(({ name, aliases, summary }) => ({ name, names: [name, ...aliases], summary }));
  const starting = all.filter(({ names }) => names.some((name) => name.startsWith(wanted)));
  const inside = all.filter(
    (one) => !starting.includes(one) && one.names.some((name) => name.includes(wanted)),
  );
  return [...starting, ...inside].map(({ name, summary }) => ({ value: name, label: name, detail: summary }));
}

const startingWith = (written: string, offered: readonly Completion[]): readonly Completion[] =>
  offered.filter(
    ({ value }) => value.trim() !== written && value.toLowerCase().startsWith(written.toLowerCase()),
  );

const optionAt = (word: string | undefined, command: CommandView): Arg | undefined =>
  word?.startsWith("--") === true ? command.args.find(({ name }) => `--${name}` === word) : undefined;

const unused = (words: readonly string[], command: CommandView): readonly Arg[] =>
  command.args.filter(({ named, name }) => named && !words.includes(`--${name}`));
