/**
 * A typed line becomes a command and raw values, or says what is wrong with it. Pure
 * and without waiting; which leading words are hosts is settled later (host-words.ts),
 * and whether the values are right is the schema's to say (arguments.ts).
 */
import type { Command } from "../../chat/command.ts";
import { nearest } from "../../lib/edit-distance.ts";
import { MOST_NEAREST } from "../refusal.ts";
import type { Registry } from "../registry.ts";
import { takeOptions } from "./options.ts";
import { dealWords, type HostSplit } from "./positionals.ts";
import { cutWords, type Word } from "./words.ts";

export type Reading<Services> =
  | {
      readonly kind: "command";
      readonly command: Command<Services>;
      readonly values: Readonly<Record<string, string>>;
      readonly split: HostSplit | undefined;
    }
  /** An empty line, or `--help` after a command. */
  | { readonly kind: "help"; readonly about: string | undefined }
  | { readonly kind: "unknown"; readonly word: string; readonly nearest: readonly string[] }
  | { readonly kind: "faulty"; readonly command: Command<Services>; readonly faults: readonly string[] };

const PREFIX = /^\s*\/?falcon(?:\s+|$)/i;
/** Reasons end at 3,000 characters; no honest line comes near this. */
const MOST_LETTERS = 8_000;
const TOO_LONG = `A line may have ${MOST_LETTERS} characters.`;
const UNCLOSED = "A quotation mark is opened and never closed. Close it, or leave it out.";

/** A leading `/falcon` is passed over. Only the first 8,000 characters are looked at. */
export function readLine<Services>(text: string, registry: Registry<Services>): Reading<Services> {
  const line = text.replace(PREFIX, "");
  const { words, isUnclosed } = cutWords(line.slice(0, MOST_LETTERS));
  const [name, ...following] = words;
  if (name === undefined) return { kind: "help", about: undefined };
  const command = registry.find(name.text);
  if (command === undefined) {
    return { kind: "unknown", word: name.text, nearest: nearest(name.text, registry.words, MOST_NEAREST) };
  }
  if (line.length > MOST_LETTERS) return { kind: "faulty", command, faults: [TOO_LONG] };
  if (isUnclosed) return { kind: "faulty", command, faults: [UNCLOSED] };
  return readArguments(command, following, line);
}

function readArguments<Services>(
  command: Command<Services>,
  following: readonly Word[],
  line: string,
): Reading<Services> {
  const { args } = command.info;
  const options = takeOptions(following, args, line);
  if (options.wantsHelp) return { kind: "help", about: command.info.name };

  const open = args.filter((arg) => !arg.named && !Object.hasOwn(options.values, arg.name));
  const dealt = dealWords(skipFillers(options.words, command.fillers), open, line);
  const faults = [...options.faults];
  const prose = new Set(dealt.prose);
  if (faults.length === 0 && [...options.strays].some((word) => !prose.has(word))) {
    faults.push(`There is no such option. ${optionsOf(command)}`);
  } else if (faults.length === 0 && dealt.surplus.length > 0) {
    faults.push(
      `There are more words than ${command.info.name} takes. Put a value of several words in quotes.`,
    );
  }
  if (faults.length > 0) return { kind: "faulty", command, faults };
  return { kind: "command", command, values: { ...options.values, ...dealt.values }, split: dealt.split };
}

/** `isolate host WIN-01`: the noun goes, unless it is all there is and so a name itself. */
function skipFillers(words: readonly Word[], fillers: readonly string[]): readonly Word[] {
  const [first, ...others] = words;
  if (first === undefined || others.length === 0 || first.quoted) return words;
  return fillers.includes(first.text.toLowerCase()) ? skipFillers(others, fillers) : words;
}

function optionsOf<Services>(command: Command<Services>): string {
  const names = command.info.args.filter((arg) => arg.named).map((arg) => `--${arg.name}`);
  return names.length === 0
    ? `${command.info.name} takes none.`
    : `${command.info.name} takes ${names.join(", ")}.`;
}
