/**
 * Completions for the last word of a line: commands, option names, choices, and what
 * has to be looked up. Offers only what the person may use; late answers are dropped.
 */
import type { Suggestion } from "../chat/adapter.ts";
import type { ArgInfo } from "../chat/args.ts";
import type { Account, Person } from "../chat/person.ts";
import { SECOND, type Clock } from "../lib/clock.ts";
import { authorize, mayUse } from "./authorize.ts";
import { findArg, takeOptions } from "./grammar/options.ts";
import { dealWords } from "./grammar/positionals.ts";
import { cutWords, type Word } from "./grammar/words.ts";
import type { People, Seen } from "./people.ts";
import type { Log } from "../lib/log.ts";
import type { Completions } from "./ports.ts";
import { Refused } from "./refusal.ts";
import type { Registry } from "./registry.ts";
import { within } from "./time-limit.ts";

/** Platforms wait three seconds for completions, and the network takes its share. */
const SUGGEST_LIMIT_MS = 2 * SECOND;
const MOST_SUGGESTIONS = 25;

interface SuggestParts<Services> {
  readonly registry: Registry<Services>;
  readonly people: People;
  readonly completions: Completions;
  readonly clock: Clock;
  readonly log: Log;
}

/** Never rejects: a completion that is late or not allowed is an empty list. Two seconds, 25 of them. */
export function createSuggest<Services>(parts: SuggestParts<Services>) {
  const { registry, people, completions, clock, log } = parts;

  async function suggest(line: string, account: Account, stop: AbortSignal): Promise<readonly Suggestion[]> {
    try {
      const found = await within(SUGGEST_LIMIT_MS, clock, stop, async (signal) =>
        complete(line, await people.who(account, "cached"), signal),
      );
      return found.slice(0, MOST_SUGGESTIONS);
    } catch (error) {
      if (!(error instanceof Refused)) log.warn("no completions in time", { err: error });
      return [];
    }
  }

  async function complete(line: string, seen: Seen, signal: AbortSignal): Promise<readonly Suggestion[]> {
    const { words, isUnclosed } = cutWords(line);
    const isNewWord = line === "" || /\s$/u.test(line);
    const [name, ...following] = isNewWord ? words : words.slice(0, -1);
    const last = isNewWord ? "" : (words.at(-1)?.text ?? "");
    if (isUnclosed) return [];
    if (name === undefined) return commandNames(last, seen.person);
    const command = registry.find(name.text);
    if (command === undefined) return [];
    authorize(command.info, seen, "person");
    return forArgument(command.info.args, following, last, line, seen.person, signal);
  }

  async function forArgument(
    args: readonly ArgInfo[],
    before: readonly Word[],
    last: string,
    line: string,
    person: Person,
    signal: AbortSignal,
  ): Promise<readonly Suggestion[]> {
    const options = takeOptions(before, args, line);
    if (last.startsWith("-")) return optionNames(args, options.values, last);
    const [, written = "", prefix = ""] = /^([\p{L}\w-]+:)(.*)$/u.exec(last) ?? [];
    const inline = findArg(written.slice(0, -1), args);
    if (inline?.named === true) {
      const found = await values(inline, prefix, person, signal);
      return found.map((suggestion) => ({ ...suggestion, value: `${written}${suggestion.value}` }));
    }
    const arg = pendingOption(before, args) ?? nextPositional(args, options, line);
    return arg === undefined ? [] : values(arg, last, person, signal);
  }

  async function values(
    arg: ArgInfo,
    prefix: string,
    person: Person,
    signal: AbortSignal,
  ): Promise<readonly Suggestion[]> {
    if (arg.choices !== undefined) return startingWith(prefix, arg.choices).map(plain);
    if (arg.kind === "host" || arg.kind === "hosts") return completions.hosts(prefix, signal);
    if (arg.kind === "request") return completions.requests(prefix, person, signal);
    return arg.kind === "command" ? commandNames(prefix, person) : [];
  }

  const commandNames = (prefix: string, { roles }: Person): readonly Suggestion[] =>
    registry.infos
      .filter((info) => !info.hidden && mayUse(info, roles) && startingWith(prefix, [info.name]).length > 0)
      .map(({ name, summary }) => ({ value: name, label: name, detail: summary }));

  return suggest;
}

function optionNames(args: readonly ArgInfo[], given: object, last: string): readonly Suggestion[] {
  return args
    .filter((arg) => arg.named && !Object.hasOwn(given, arg.name))
    .filter((arg) => startingWith(last, [`--${arg.name}`]).length > 0)
    .map((arg) => ({ value: `--${arg.name}`, label: `--${arg.name}`, detail: arg.hint ?? arg.label }));
}

/** `--status ` with its value still to come. */
function pendingOption(before: readonly Word[], args: readonly ArgInfo[]): ArgInfo | undefined {
  const word = before.at(-1);
  const arg = word?.text.startsWith("--") === true ? findArg(word.text.slice(2), args) : undefined;
  return arg?.kind === "flag" ? undefined : arg;
}

function nextPositional(
  args: readonly ArgInfo[],
  options: { readonly words: readonly Word[]; readonly values: Readonly<Record<string, string>> },
  line: string,
): ArgInfo | undefined {
  const open = args.filter((arg) => !arg.named && !Object.hasOwn(options.values, arg.name));
  const dealt = dealWords(options.words, open, line);
  // After the first host either another host or the reason may follow; only hosts can be completed.
  if (dealt.split !== undefined) return open.find((arg) => arg.kind === "hosts");
  return open.find((arg) => !Object.hasOwn(dealt.values, arg.name));
}

const plain = (value: string): Suggestion => ({ value, label: value });

const startingWith = (prefix: string, names: readonly string[]): readonly string[] =>
  names.filter((name) => name.toLowerCase().startsWith(prefix.toLowerCase()));
