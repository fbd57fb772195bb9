/** All commands, the look-up among them, the checks before one runs, and the help they make. */
import { Refusal } from "../refusal.ts";
import type { Library } from "./library.ts";
import { readLine, type Line } from "./line.ts";
import type { Platform } from "./paths.ts";
import { readSyntax } from "./syntax.ts";
import { browseVerbs } from "./verbs/browse.ts";
import { changeVerbs } from "./verbs/change.ts";
import { runVerbs } from "./verbs/run.ts";
import { systemVerbs } from "./verbs/system.ts";
import { failed, said, type Tier, type Verb } from "./verbs/verb.ts";
import { windowsVerbs } from "./verbs/windows.ts";

const COMMAND_INVALID = 40_006;
const ARGUMENTS_INVALID = 40_012;
const TIERS: readonly Tier[] = ["read-only", "active-responder", "admin"];

const helpVerb: Verb = {
  name: "help",
  platforms: "WML",
  tier: "read-only",
  syntax: "[command] [subcommand]",
  about: "Get help for a specific command or sub-command",
  example: "help ls",
  run(line, { computer }) {
    const [, ...asked] = line.words;
    const here = verbsOf(computer.platform);
    if (asked.length === 0)
      return said(here.map(({ name, about }) => `${name.padEnd(18)}${about}\n`).join(""));
    const verb = here.find(({ name }) => name === asked.join(" "));
    if (verb === undefined) return failed(`There is no command ${asked.join(" ")}.`);
    return said(`${verb.about}\n\n${verb.name} ${verb.syntax}\n\nExample: ${verb.example}\n`);
  },
};

/** In the order of the help. */
export const VERBS: readonly Verb[] = [
  ...browseVerbs,
  ...systemVerbs,
  ...changeVerbs,
  ...windowsVerbs,
  ...runVerbs,
  helpVerb,
];

/** What `scripts[]` of a session lists for that platform. */
export const verbsOf = (platform: Platform): readonly Verb[] =>
  VERBS.filter(({ platforms }) => platforms.includes(platform.charAt(0)));

/** A line that may run: its command and its words. */
export interface Readable {
  readonly verb: Verb;
  readonly line: Line;
}

/**
 * The command behind a line.
 * @throws Refusal 40006 for what is no command there or not of this tier, 40012 for wrong arguments
 */
export function readCommand(
  written: { readonly base: string; readonly text: string },
  tier: Tier,
  { platform, library }: { readonly platform: Platform; readonly library: Library },
): Readable {
  const line = readLine(written.text);
  const verb = line === undefined ? undefined : findVerb(line, platform);
  if (line === undefined || verb === undefined || !isBaseOf(written.base, verb)) throw invalid();
  if (TIERS.indexOf(tier) < TIERS.indexOf(tierOf(verb, line, library))) throw invalid();
  checkArguments(verb, line, library);
  return { verb, line };
}

function findVerb({ words }: Line, platform: Platform): Verb | undefined {
  const here = verbsOf(platform);
  const [first = "", second = ""] = words.map((word) => word.toLowerCase());
  return here.find(({ name }) => name === `${first} ${second}`) ?? here.find(({ name }) => name === first);
}

/** Clients send the pair of a command of two words, or its first alone. */
const isBaseOf = (base: string, { name }: Verb): boolean =>
  base.toLowerCase() === name || base.toLowerCase() === name.split(" ")[0];

function tierOf(verb: Verb, line: Line, library: Library): Tier {
  if (verb.name !== "runscript") return verb.tier;
  const script = library.scripts.find(({ name }) => name === line.flags.get("cloudfile"));
  return script?.permission_type === "public" && !line.flags.has("raw") && !line.flags.has("hostpath")
    ? verb.tier
    : "admin";
}

function checkArguments(verb: Verb, line: Line, library: Library): void {
  const { positional, flags } = readSyntax(verb.syntax);
  const given = line.words.length - verb.name.split(" ").length;
  if (given > positional.length) {
    throw new Refusal(400, `Max args is ${positional.length}. ${given} were provided`, ARGUMENTS_INVALID);
  }
  const needed = positional.filter(({ isRequired }) => isRequired).length;
  if (given < needed) {
    throw new Refusal(400, `Min args is ${needed}. ${given} were provided`, ARGUMENTS_INVALID);
  }
  const known = new Set(flags.map(({ name }) => name.toLowerCase()));
  if ([...line.flags.keys()].some((name) => !known.has(name))) throw invalid();
  if (flags.some(({ name, isRequired }) => isRequired && !line.flags.has(name.toLowerCase())))
    throw invalid();
  if (verb.name === "runscript") checkScript(line, library);
}

function checkScript({ flags }: Line, library: Library): void {
  const sources = ["cloudfile", "raw", "hostpath"].filter((name) => flags.has(name));
  const cloudFile = flags.get("cloudfile");
  const isKnown = cloudFile === undefined || library.scripts.some(({ name }) => name === cloudFile);
  if (sources.length !== 1 || !isKnown) throw invalid();
}

const invalid = (): Refusal => new Refusal(400, "Command is not valid", COMMAND_INVALID);
