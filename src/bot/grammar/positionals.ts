/**
 * Deals the words that are no options out to the arguments, in the order of the
 * definition. A free text takes the rest of the line as it was typed, less the options.
 */
import type { ArgInfo } from "../../chat/args.ts";
import { textOf } from "./options.ts";
import type { Word } from "./words.ts";

/** Hosts before a free text: where the one ends and the other begins only the tenant's hosts can tell. */
export interface HostSplit {
  readonly hosts: string;
  readonly text: string;
  /** Certainly a host: the first word. */
  readonly first: string;
  /** Hosts perhaps, up to the first that is none. */
  readonly words: readonly Word[];
  /** The free text when the first `count` of `words` are hosts; empty when nothing is left. */
  textAfter(count: number): string;
}

interface Dealt {
  readonly values: Readonly<Record<string, string>>;
  readonly split: HostSplit | undefined;
  /** Words that no argument takes. */
  readonly surplus: readonly Word[];
  /** Words taken by a free text. */
  readonly prose: readonly Word[];
}

/**
 * Each argument takes one word, hosts and free texts take what is left. Optional choices may be passed over.
 */
export function dealWords(words: readonly Word[], args: readonly ArgInfo[], line: string): Dealt {
  const values: Record<string, string> = {};
  let left = words;
  for (const [index, arg] of args.entries()) {
    if (left.length === 0) break;
    if (arg.rest) {
      values[arg.name] = proseOf(left, line);
      return { values, split: undefined, surplus: [], prose: left };
    }
    if (arg.kind === "hosts") {
      const text = args[index + 1];
      if (text?.rest === true) return splitHosts(left, arg, text, values, line);
      values[arg.name] = left.map((word) => word.text).join(" ");
      left = [];
    } else {
      const taken = takeWord(left, arg);
      if (taken === undefined) continue;
      values[arg.name] = taken.value;
      left = left.slice(taken.count);
    }
  }
  return { values, split: undefined, surplus: left, prose: [] };
}

function splitHosts(
  words: readonly Word[],
  hosts: ArgInfo,
  text: ArgInfo,
  values: Record<string, string>,
  line: string,
): Dealt {
  const [first = { text: "" }, ...others] = words;
  const textAfter = (count: number): string => proseOf(others.slice(count), line);
  values[hosts.name] = first.text;
  if (others.length > 0) values[text.name] = textAfter(0);
  const split = { hosts: hosts.name, text: text.name, first: first.text, words: others, textAfter };
  return { values, split, surplus: [], prose: others };
}

/** An optional choice is passed over when the words name none: `close ID looks benign` has no resolution. */
function takeWord(
  words: readonly Word[],
  arg: ArgInfo,
): { readonly value: string; readonly count: number } | undefined {
  const one = { value: words[0]?.text ?? "", count: 1 };
  if (arg.choices === undefined) return one;
  return matchChoice(words, arg.choices) ?? (arg.required ? one : undefined);
}

/** `true positive`, `true-positive` and `True_Positive` are one choice; the longest match counts. */
function matchChoice(words: readonly Word[], choices: readonly string[]) {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]+/g, " ");
  for (let count = Math.min(3, words.length); count > 0; count -= 1) {
    const said = plain(
      words
        .slice(0, count)
        .map((word) => word.text)
        .join(" "),
    );
    const value = choices.find((choice) => plain(choice) === said);
    if (value !== undefined) return { value, count };
  }
  return undefined;
}

/** The line from the first to the last of these words, without what stood between them (options). */
function proseOf(words: readonly Word[], line: string): string {
  if (words.length === 1) return textOf(words, line);
  let text = "";
  for (const [index, word] of words.entries()) {
    const before = words[index - 1];
    const between = before === undefined ? "" : line.slice(before.end, word.start);
    text += (between.trim() === "" ? between : " ") + line.slice(word.start, word.end);
  }
  return text;
}
