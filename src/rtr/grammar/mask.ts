/** Covers what must not be seen again: by the grammar of the command, never by looking for a word. */
import type { CommandSpec } from "../catalogue.ts";
import { specNamed, GROUPS } from "../catalogue.ts";
import { tokenize, type Token } from "./tokens.ts";

export const COVER = "********";

/** `map Z: \\s\x ana ********`: the secret's place in the line is covered, the rest stays as it is. */
export function masked(line: string, spec: CommandSpec, words: readonly Token[]): string {
  const positional = words.filter(({ flag }) => flag === undefined);
  const secret = positional.filter((_, i) => spec.args[i]?.isSecret === true);
  return secret.reduceRight((text, { from, to }) => text.slice(0, from) + COVER + text.slice(to), line);
}

/** What is covered in a line that is understood; hosts and Falcon may say it back. */
export function secretsIn(line: string): readonly string[] {
  const cut = tokenize(line);
  if (!cut.ok) return [];
  const name = cut.tokens[0]?.text ?? "";
  const isGroup = GROUPS.has(name);
  const spec = specNamed(isGroup ? `${name} ${cut.tokens[1]?.text ?? ""}` : name);
  const positional = cut.tokens.slice(isGroup ? 2 : 1).filter(({ flag }) => flag === undefined);
  return positional.filter((_, i) => spec?.args[i]?.isSecret === true).map(({ text }) => text);
}

/** Secrets of a command that has gone out, whose text is forgotten. */
export const forgottenSecrets = (base: string): readonly [] | "unknown" =>
  specNamed(base)?.args.some(({ isSecret }) => isSecret === true) === true ? "unknown" : [];

/**
 * The same for a line that was not understood: from the first secret on, everything is covered,
 * because nobody knows where it ends.
 */
export function maskedRoughly(line: string): string {
  const cut = tokenize(line);
  const words = cut.ok ? cut.tokens : roughly(line);
  const name = words[0]?.text ?? "";
  const isGroup = GROUPS.has(name);
  const spec = specNamed(isGroup ? `${name} ${words[1]?.text ?? ""}` : name);
  const position = spec?.args.findIndex(({ isSecret }) => isSecret === true) ?? -1;
  if (position < 0) return line;
  const positional = words.slice(isGroup ? 2 : 1).filter(({ flag }) => flag === undefined);
  const first = positional[position];
  return first === undefined ? line : line.slice(0, first.from) + COVER;
}

const roughly = (line: string): readonly Token[] =>
  [...line.matchAll(/\S+/g)].map(({ 0: text, index }) => ({ text, from: index, to: index + text.length }));
