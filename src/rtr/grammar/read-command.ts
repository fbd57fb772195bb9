/**
 * From a typed line to a command that may be sent, or one plain sentence why not. Pure, and
 * before any call: what is refused here never reaches Falcon.
 */
import { nearest } from "../../lib/edit-distance.ts";
import { createRedactor } from "../../lib/redact.ts";
import type { RtrTier, ScriptHelp } from "../../falcon/endpoints/rtr.ts";
import {
  FIRST_WORDS,
  GROUPS,
  PLATFORM_NAMES,
  specNamed,
  type CommandSpec,
  type Effect,
  type Platform,
} from "../catalogue.ts";
import { faultOfArguments } from "./arguments.ts";
import { liveSpec } from "./live.ts";
import { masked } from "./mask.ts";
import { syntaxOf } from "./syntax.ts";
import { tokenize, type Token } from "./tokens.ts";

export interface Command {
  readonly spec: CommandSpec;
  /** Exactly as it goes to the host. */
  readonly line: string;
  /** The same with secrets covered: what is shown and kept. */
  readonly shown: string;
  readonly base: string;
  readonly tier: RtrTier;
  readonly effect: Effect;
  readonly words: readonly Token[];
}

export type Reading =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly fault: string; readonly syntax?: string };

/** What is known of the host: its platform, and the commands that it says it has. */
export interface Offer {
  readonly platform: Platform | undefined;
  readonly help: readonly ScriptHelp[];
}

const LONGEST_LINE = 60_000;
const MOST_NEAREST = 3;
/** Tokens and keys that somebody pasted are covered by their shape. */
const shapes = createRedactor([]);

export function readCommand(written: string, offer: Offer): Reading {
  const line = written.trim();
  if (line === "") return { ok: false, fault: "There is no command in this line." };
  if (line.length > LONGEST_LINE) {
    return { ok: false, fault: "The line is too long. Upload a script instead, and run it by name." };
  }
  const cut = tokenize(line);
  if (!cut.ok) return { ok: false, fault: cut.fault };
  const found = findSpec(cut.tokens, offer);
  if ("fault" in found) return { ok: false, ...found };
  const { spec, rest } = found;
  const syntax = syntaxOf(spec);
  const elsewhere = faultOfPlatform(spec, offer);
  if (elsewhere !== undefined) return { ok: false, fault: elsewhere };
  const fault = faultOfArguments(spec, rest, offer.platform);
  if (fault !== undefined) return { ok: false, fault, syntax };
  const { tier, effect } = raised(spec, rest);
  return {
    ok: true,
    command: {
      spec,
      line,
      shown: shapes.scrub(masked(line, spec, rest)),
      base: spec.name,
      tier,
      effect,
      words: rest,
    },
  };
}

type Found =
  | { readonly spec: CommandSpec; readonly rest: readonly Token[] }
  | { readonly fault: string; readonly syntax?: string };

function findSpec(tokens: readonly Token[], { help }: Offer): Found {
  const [first, second] = tokens;
  const word = first?.text ?? "";
  const group = GROUPS.get(word);
  if (group !== undefined) {
    const spec = second === undefined ? undefined : specNamed(`${word} ${second.text}`);
    if (spec !== undefined) return { spec, rest: tokens.slice(2) };
    return {
      fault: `${word} needs one of ${group.join(", ")} after it.`,
      syntax: `${word} ${group.join("|")} …`,
    };
  }
  const known = specNamed(word) ?? liveSpec(word, help);
  if (known !== undefined) return { spec: known, rest: tokens.slice(1) };
  const names = [...FIRST_WORDS, ...help.map(({ command }) => command)];
  const similar = [...new Set(nearest(word, names, MOST_NEAREST))];
  const hint = similar.length === 0 ? "help lists them all" : `the nearest are ${similar.join(", ")}`;
  return { fault: `That is no command of RTR; ${hint}.` };
}

/** The host itself knows best what it offers; the catalogue speaks where it is silent. */
function faultOfPlatform({ name, platforms }: CommandSpec, { platform, help }: Offer): string | undefined {
  if (platform === undefined || platforms.includes(platform)) return undefined;
  const [word] = name.split(" ", 1);
  if (help.some(({ command, isRunnable }) => command === word && isRunnable)) return undefined;
  const there = platforms.map((one) => PLATFORM_NAMES[one]).join(" and ");
  return `${name} is for ${there}, and this host runs ${PLATFORM_NAMES[platform]}.`;
}

function raised(
  spec: CommandSpec,
  words: readonly Token[],
): { readonly tier: RtrTier; readonly effect: Effect } {
  const { raise } = spec;
  const isRaised =
    raise !== undefined &&
    (raise.by === "arguments"
      ? words.length > 0
      : words.some(({ flag }) => flag !== undefined && raise.by.includes(flag)));
  return isRaised ? { tier: raise.tier, effect: raise.effect } : { tier: spec.tier, effect: spec.effect };
}
