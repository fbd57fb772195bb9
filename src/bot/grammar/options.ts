/**
 * Takes the options out of a line, wherever they stand: `--days 7`, `--days=7`,
 * `days:7`, `--emergency`. Phones turn `--` into a dash, so that is read too. Only
 * names that the command knows count: `aid:…`, times, links and ids with colons are words.
 */
import type { ArgInfo } from "../../chat/args.ts";
import { editDistance } from "../../lib/edit-distance.ts";
import { isQuote, unquoted, type Word } from "./words.ts";

interface OptionsRead {
  readonly values: Readonly<Record<string, string>>;
  /** What is left, in order. */
  readonly words: readonly Word[];
  /** Of the words left, those that look like an option; harmless inside a free text. */
  readonly strays: ReadonlySet<Word>;
  /** Each a sentence in our own words. */
  readonly faults: readonly string[];
  readonly wantsHelp: boolean;
}

/** From this length on, two slips still leave no doubt. */
const LONG_NAME = 6;

const LONG = /^(--|\u2014|\u2013)([\p{L}][\p{L}\w-]*)(?:=(.*))?$/su;
const SHORT = /^([\p{L}][\p{L}\w-]*):(.+)$/su;

interface Written {
  readonly arg: ArgInfo;
  /** Absent: the value is in the words that follow. */
  readonly value: string | undefined;
}

/** Never throws: what is wrong is in `faults`, and whether it matters is the caller's to say. */
export function takeOptions(words: readonly Word[], args: readonly ArgInfo[], line: string): OptionsRead {
  const values: Record<string, string> = {};
  const left: Word[] = [];
  const strays = new Set<Word>();
  const faults: string[] = [];
  let wantsHelp = false;

  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) break;
    const written = readOption(word, args);
    if (written === undefined) {
      if (isStray(word)) {
        strays.add(word);
        if (word.text === "--help") wantsHelp = true;
        else faults.push(...misspelt(word, args));
      }
      left.push(word);
      continue;
    }
    const { arg } = written;
    const follows = written.value === undefined ? wordsOf(arg, words.slice(at + 1), args) : [];
    at += follows.length;
    const value = written.value ?? (arg.kind === "flag" ? "true" : textOf(follows, line));
    if (Object.hasOwn(values, arg.name)) faults.push(`--${arg.name} is there twice; write it once.`);
    else if (value === "") faults.push(`--${arg.name} needs a value${arg.hint ? `: ${arg.hint}` : ""}.`);
    else values[arg.name] = value;
  }
  return { values, words: left, strays, faults, wantsHelp };
}

/** Names match without letter case, dashes and underscores (`--last-seen` is `lastSeen`), one for many (`--host`). */
export function findArg(name: string, args: readonly ArgInfo[]): ArgInfo | undefined {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_]/g, "");
  const named = (wanted: string) => args.find((arg) => plain(arg.name) === wanted);
  return named(plain(name)) ?? named(`${plain(name)}s`);
}

function readOption(word: Word, args: readonly ArgInfo[]): Written | undefined {
  if (word.quoted) return undefined;
  const [, , longName, longValue] = LONG.exec(word.text) ?? [];
  if (longName !== undefined) {
    const arg = findArg(longName, args);
    return arg && { arg, value: longValue && (unquoted(longValue) ?? longValue) };
  }
  const [, shortName, shortValue] = SHORT.exec(word.text) ?? [];
  if (shortName === undefined || shortValue === undefined) return undefined;
  const value = unquoted(shortValue) ?? shortValue;
  const arg = findArg(shortName, args);
  return arg?.named === true && !isQuote(value) ? { arg, value } : undefined;
}

/** The words that a bare `--name` takes: none, one, or for a free text all up to the next option. */
function wordsOf(arg: ArgInfo, following: readonly Word[], args: readonly ArgInfo[]): readonly Word[] {
  if (arg.kind === "flag") return [];
  const next = following.findIndex((word) => readOption(word, args) !== undefined);
  const free = next < 0 ? following : following.slice(0, next);
  return arg.rest ? free : free.slice(0, 1);
}

/** One quoted word gives its content, several words the line between them as it was typed. */
export function textOf(words: readonly Word[], line: string): string {
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined) return "";
  return words.length === 1 && first.quoted ? first.text : line.slice(first.start, last.end);
}

const isStray = (word: Word): boolean => !word.quoted && /^--[\p{L}]/u.test(word.text);

/** An option one slip away from a real one is not left to drown in a free text. */
function misspelt(word: Word, args: readonly ArgInfo[]): readonly string[] {
  const name = /^--([\p{L}\w-]+)/u.exec(word.text)?.[1] ?? "";
  const slips = name.length < LONG_NAME ? 1 : 2;
  const meant = args.find((arg) => editDistance(name, arg.name) <= slips);
  return meant === undefined ? [] : [`There is no such option; did you mean --${meant.name}?`];
}
