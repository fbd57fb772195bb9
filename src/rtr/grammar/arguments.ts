/** Whether the words after a command are what it takes; one sentence where they are not. */
import type { CommandSpec, FlagSpec, Platform } from "../catalogue.ts";
import { PLATFORM_NAMES } from "../catalogue.ts";
import type { Token } from "./tokens.ts";

/** Seconds that a script may be given. */
const LONGEST_TIMEOUT_S = 600;
/** A number of a process, a count. */
const WHOLE = /^\d{1,10}$/;
const DRIVE = /^[A-Za-z]:\\?$/;

export function faultOfArguments(
  spec: CommandSpec,
  words: readonly Token[],
  platform: Platform | undefined,
): string | undefined {
  const flags = words.filter(({ flag }) => flag !== undefined);
  const positional = words.filter(({ flag }) => flag === undefined);
  return (
    flags.map((token) => faultOfFlag(spec, token, platform)).find((fault) => fault !== undefined) ??
    faultOfRepeats(flags) ??
    faultOfNeeds(spec, flags) ??
    faultOfPositional(spec, positional)
  );
}

function faultOfFlag(spec: CommandSpec, token: Token, platform: Platform | undefined): string | undefined {
  const { flag = "", value } = token;
  const known = spec.flags.find(({ name }) => name === flag);
  if (known === undefined) return unknownFlag(spec, flag, platform);
  if (!isOn(known, platform)) return `${flag} of ${spec.name} does not exist on ${nameOf(platform)}.`;
  if (known.value === "switch") {
    return value === undefined ? undefined : `${flag} of ${spec.name} stands alone, without a value.`;
  }
  if (value === undefined || value === "") return `${flag} of ${spec.name} needs a value: ${flag}=….`;
  if (known.value === "seconds") return faultOfSeconds(flag, value);
  return faultOfChoice(known, value);
}

const isOn = ({ platforms }: FlagSpec, platform: Platform | undefined): boolean =>
  platform === undefined || platforms === undefined || platforms.includes(platform);

const nameOf = (platform: Platform | undefined): string =>
  platform === undefined ? "this host" : PLATFORM_NAMES[platform];

function unknownFlag(spec: CommandSpec, flag: string, platform: Platform | undefined): string {
  const known = spec.flags.filter((one) => isOn(one, platform)).map(({ name }) => name);
  const similar = known.find((name) => name.toLowerCase() === flag.toLowerCase());
  if (similar !== undefined) return `${spec.name} writes this flag ${similar}, letter case included.`;
  return known.length === 0
    ? `${spec.name} takes no flags; put quotes around a name that begins with a dash.`
    : `${spec.name} has no flag ${flag}; it takes ${known.join(", ")}.`;
}

function faultOfSeconds(flag: string, value: string): string | undefined {
  const isFine = WHOLE.test(value) && Number(value) >= 1 && Number(value) <= LONGEST_TIMEOUT_S;
  return isFine ? undefined : `${flag} is a number of seconds, from 1 to ${LONGEST_TIMEOUT_S}.`;
}

function faultOfChoice({ name, choices }: FlagSpec, value: string): string | undefined {
  if (choices === undefined || choices.includes(value)) return undefined;
  return `${name} is one of ${choices.join(", ")}.`;
}

function faultOfRepeats(flags: readonly Token[]): string | undefined {
  const seen = new Set<string>();
  for (const { flag = "" } of flags) {
    if (seen.has(flag)) return `${flag} stands there twice.`;
    seen.add(flag);
  }
  return undefined;
}

function faultOfNeeds({ name, needs }: CommandSpec, flags: readonly Token[]): string | undefined {
  if (needs === undefined) return undefined;
  const given = needs.filter((flag) => flags.some((token) => token.flag === flag));
  if (given.length === 1) return undefined;
  const which = needs.length === 1 ? needs.join("") : `exactly one of ${needs.join(", ")}`;
  return `${name} needs ${which}.`;
}

function faultOfPositional(spec: CommandSpec, given: readonly Token[]): string | undefined {
  const { name, args } = spec;
  if (given.length > args.length) {
    const most = args.length === 0 ? "no arguments" : `at most ${args.length === 1 ? "one" : args.length}`;
    return `${name} takes ${most}. Put quotes around what contains spaces.`;
  }
  const missing = args.find(({ isRequired }, i) => isRequired && (given[i]?.text ?? "") === "");
  if (missing !== undefined) return `${name} needs a ${missing.name}.`;
  for (const [i, { text }] of given.entries()) {
    const arg = args[i];
    if (arg?.kind === "number" && !isWithin(text, arg.most)) {
      return `${arg.name} of ${name} is a whole number${arg.most === undefined ? "" : ` up to ${arg.most}`}.`;
    }
    if (arg?.kind === "drive" && !DRIVE.test(text)) return `${name} needs a drive such as Z:.`;
    if (arg?.choices?.includes(text) === false) return `${name} takes one of ${arg.choices.join(", ")}.`;
  }
  return undefined;
}

const isWithin = (text: string, most = Number.MAX_SAFE_INTEGER): boolean =>
  WHOLE.test(text) && Number(text) <= most;
