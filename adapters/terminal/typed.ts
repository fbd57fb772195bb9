/**
 * A button in a shell is the command to type. It is quoted for POSIX shells, because what
 * a button carries may have been written by somebody else: nothing of it is ever executed.
 */
import type { Press } from "../../src/chat/card.ts";
import type { CommandInfo } from "../../src/chat/command.ts";
import type { ArgInfo } from "../../src/chat/args.ts";
import { visible } from "../../src/chat/visible.ts";

const PROGRAM = "npm run falcon --";
/** Needs no quotes in any POSIX shell. `~` is left out: at the start of a word it is a home directory. */
const SAFE = /^[\w@%+=:,./-]+$/;

/** Undefined when it cannot be typed: it holds characters that a terminal does not take. */
export function typedCommand(press: Press, commands: readonly CommandInfo[] = []): string | undefined {
  const values = Object.entries(press.args);
  if (values.some(([, value]) => visible(value) !== value)) return undefined;
  const args = commands.find(({ name }) => name === press.command)?.args ?? [];
  const positional = args.filter(({ named }) => !named);
  const given = new Map(values);
  const isMissing = (arg: ArgInfo): boolean => arg.required && !given.has(arg.name);

  // Behind a gap a bare word would be taken for the one that is missing.
  const gap = positional.findIndex((arg) => !given.has(arg.name));
  const ordered = gap < 0 ? positional : positional.slice(0, gap);
  const byPlace = new Set(ordered.map(({ name }) => name));
  // Of a command that nobody has described to us a lone value is written bare, as people do.
  const isLone = args.length === 0 && values.length === 1;
  const words = ordered.map((arg) => positionalWord(arg, given.get(arg.name) ?? ""));
  const options = values
    .filter(([name]) => !byPlace.has(name))
    .map(([name, value]) =>
      isLone && !looksLikeOption(value) ? quoted(value) : optionWord(name, value, args),
    );
  const blanks = args
    .filter(isMissing)
    .map(({ name, named }) => (named ? `--${name} <${name}>` : `<${name}>`));
  return [PROGRAM, press.command, ...words, ...options, ...blanks].filter((word) => word !== "").join(" ");
}

/** Several hosts in one value are several words. A value that begins with a dash is no option. */
function positionalWord(arg: ArgInfo, value: string): string {
  if (arg.kind === "hosts") {
    const hosts = value.split(/[\s,]+/).filter((host) => host !== "");
    return hosts.some(looksLikeOption) ? optionText(arg.name, value) : hosts.map(quoted).join(" ");
  }
  return looksLikeOption(value) ? optionText(arg.name, value) : quoted(value);
}

function optionWord(name: string, value: string, args: readonly ArgInfo[]): string {
  const isFlag = args.find((arg) => arg.name === name)?.kind === "flag";
  if (isFlag) return value === "true" ? `--${name}` : "";
  return optionText(name, value);
}

/** `--name=value` where the value itself looks like an option; a space reads better elsewhere. */
const optionText = (name: string, value: string): string =>
  looksLikeOption(value) && !/\s/.test(value) ? `--${name}=${quoted(value)}` : `--${name} ${quoted(value)}`;

const looksLikeOption = (value: string): boolean => /^[-\u2013\u2014]/.test(value);

const quoted = (value: string): string => (SAFE.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`);
