/** What the beginning of a line may become: commands, their second words, their flags. Pure. */
import { FIRST_WORDS, GROUPS, specNamed } from "../catalogue.ts";
import type { Offer } from "./read-command.ts";

export interface Completion {
  /** The last word, which a candidate takes the place of. */
  readonly word: string;
  readonly candidates: readonly string[];
}

/** `own`: words that are ours and not the host's. Undefined where a path may stand. */
export function completeCommand(
  line: string,
  { platform, help }: Offer,
  own: readonly string[],
): Completion | undefined {
  const words = line.split(/\s+/);
  const last = words.at(-1) ?? "";
  const [first = "", second = ""] = words;
  if (words.length === 1) {
    const live = help.filter(({ isRunnable }) => isRunnable).map(({ command }) => command);
    return { word: last, candidates: beginning(last, [...FIRST_WORDS, ...own, ...live]) };
  }
  const group = GROUPS.get(first);
  if (group !== undefined && words.length === 2) return { word: last, candidates: beginning(last, group) };
  if (first === "help") return { word: last, candidates: beginning(last, [...FIRST_WORDS]) };
  if (!last.startsWith("-")) return undefined;
  const spec = specNamed(group === undefined ? first : `${first} ${second}`);
  const flags = spec?.flags.filter(
    ({ platforms }) => platform === undefined || platforms?.includes(platform) !== false,
  );
  return {
    word: last,
    candidates: (flags ?? [])
      .filter(({ name }) => name.toLowerCase().startsWith(last.toLowerCase()))
      .map(({ name, value }) => (value === "switch" ? `${name} ` : `${name}=`)),
  };
}

/** A whole word is followed by a space, so that one can type on. */
const beginning = (start: string, words: readonly string[]): readonly string[] =>
  [...new Set(words)]
    .filter((word) => word.startsWith(start))
    .sort()
    .map((word) => `${word} `);
