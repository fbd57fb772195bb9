/** What a line in a session's thread is: one of our own words, a command for the host, or talk. Pure. */
import type { ScriptHelp } from "../../falcon/endpoints/rtr.ts";
import { parseDuration } from "../../lib/duration.ts";
import { FIRST_WORDS } from "../catalogue.ts";

export type LocalWord =
  | "help"
  | "files"
  | "download"
  | "open"
  | "case"
  | "history"
  | "transcript"
  | "pulse"
  | "handoff"
  | "cancel"
  | "timeout"
  | "put-files"
  | "scripts"
  | "exit";

export type Line =
  | { readonly kind: "local"; readonly word: LocalWord; readonly rest: string }
  | { readonly kind: "command"; readonly text: string }
  | { readonly kind: "talk" };

/** What may follow each word; with anything else it is an ordinary sentence. */
const LOCAL: Readonly<Record<LocalWord, RegExp>> = {
  help: /^(?:[\w-]+(?: [\w-]+)?)?$/,
  files: /^$/,
  download: /^(?:[0-9a-f]{6,64})?$/i,
  open: /^(?:[0-9a-f]{6,64})?$/i,
  // A name of a case has a digit in it: "case closed" is talk.
  case: /^(?:none|(?=\S*\d)[\w.:/#-]{1,64}(?: [0-9a-f]{6,64})?)?$/i,
  history: /^$/,
  transcript: /^$/,
  pulse: /^$/,
  handoff: /^(?:@?\S+(?: \S+)?)?$/,
  cancel: /^(?:#?\d{1,6})?$/,
  timeout: /^\S*$/,
  "put-files": /^\S*$/,
  scripts: /^\S*$/,
  exit: /^$/,
};

export const LOCAL_WORDS = Object.keys(LOCAL) as readonly LocalWord[];

const isLocal = (word: string): word is LocalWord => Object.hasOwn(LOCAL, word);

/** `prefix` stands before what is meant for us; with none, the first word decides. */
export function readThreadLine(written: string, prefix: string, help: readonly ScriptHelp[]): Line {
  const plain = unwrapped(written.trim());
  if (prefix !== "" && !plain.startsWith(prefix)) return { kind: "talk" };
  const text = plain.slice(prefix.length).trim();
  const [word = ""] = text.split(/\s/, 1);
  const rest = text.slice(word.length).trim();
  if (isLocal(word) && LOCAL[word].test(rest) && isFit(word, rest)) return { kind: "local", word, rest };
  const isKnown = FIRST_WORDS.has(word) || help.some(({ command }) => command === word);
  // With a prefix it is certainly meant for us: an unknown word is explained.
  return isKnown || (prefix !== "" && text !== "") ? { kind: "command", text } : { kind: "talk" };
}

const isFit = (word: LocalWord, rest: string): boolean =>
  word !== "timeout" || rest === "" || parseDuration(rest) !== undefined;

/** People put commands between backticks; those are no part of it. */
function unwrapped(text: string): string {
  const block = /^```\n?([^`]*?)\n?```$/s.exec(text)?.[1];
  const span = /^`([^`\n]+)`$/.exec(text)?.[1];
  return (block ?? span ?? text).trim();
}
