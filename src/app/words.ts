/** The words after `npm run falcon --`: which run they mean, and its options. Pure. */
import { UserError } from "../lib/errors.ts";
import type { Scenario } from "../simulator/world/scenario.ts";
import { isScenario } from "../simulator/command.ts";
import { parseToken } from "./token-words.ts";
import type { TokenWords } from "./tokens.ts";

/** `run` is what to do; everything that is no other run is a command of chat. */
export type Words = { readonly config?: string } & (
  | { readonly run: "bot" | "check" | "mcp" | "audit verify" | "audit export" }
  | TokenWords
  | { readonly run: "backup"; readonly file: string }
  | { readonly run: "rtr"; readonly host: string; readonly isQueued: boolean }
  | { readonly run: "simulate"; readonly port: number; readonly scenario?: Scenario }
  | {
      readonly run: "command";
      readonly words: readonly string[];
      readonly isJson: boolean;
      readonly out?: string;
    }
);

/** @throws UserError for what cannot be meant */
export function parseWords(given: readonly string[]): Words {
  const { value: config, rest } = takeOption(given, "config");
  const common = config === undefined ? {} : { config };
  const [first, second] = rest;
  if (first === undefined) return { ...common, run: "bot" };
  if ((first === "check" || first === "mcp") && rest.length === 1) return { ...common, run: first };
  if (first === "token") return { ...common, ...parseToken(rest.slice(1), takeOption) };
  if (first === "audit" && (second === "verify" || second === "export"))
    return { ...common, run: `audit ${second}` };
  if (first === "backup") {
    if (second === undefined) throw new UserError("Say where to: backup FILE.");
    return { ...common, run: "backup", file: second };
  }
  if (first === "simulate") return { ...common, ...readSimulate(rest.slice(1)) };
  if (first === "rtr") {
    const shell = readRtr(rest.slice(1));
    if (shell !== undefined) return { ...common, ...shell };
  }
  const { value: out, rest: words } = takeOption(rest, "out");
  const isJson = words.includes("--json");
  return {
    ...common,
    run: "command",
    words: words.filter((word) => word !== "--json"),
    isJson,
    ...(out === undefined ? {} : { out }),
  };
}

/** `rtr -d HOST`: the shell; `rtr HOST` is the command of chat. */
function readRtr(rest: readonly string[]): Words | undefined {
  const spelled = rest.map((word) => (word === "-d" ? "--device" : word));
  if (!spelled.some((word) => word === "--device" || word.startsWith("--device="))) return undefined;
  const { value: host = "", rest: left } = takeOption(spelled, "device");
  const others = left.filter((word) => word !== "--queue");
  if (others.length > 0) throw new UserError(`rtr -d HOST takes --queue, not ${others.join(" ")}.`);
  return { run: "rtr", host, isQueued: left.includes("--queue") };
}

function readSimulate(rest: readonly string[]): Words {
  const { value: port = "0", rest: more } = takeOption(rest, "port");
  const { value: scenario, rest: left } = takeOption(more, "scenario");
  const number = Number(port);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new UserError(`${port} is no port: 0 to 65535.`);
  if (scenario !== undefined && !isScenario(scenario))
    throw new UserError(`There is no scenario called ${scenario}.`);
  if (left.length > 0) throw new UserError(`simulate takes --port and --scenario, not ${left.join(" ")}.`);
  return { run: "simulate", port: number, ...(scenario === undefined ? {} : { scenario }) };
}

/** `--name value` or `--name=value`, taken out of the words. */
function takeOption(
  words: readonly string[],
  name: string,
): { readonly value?: string; readonly rest: readonly string[] } {
  const position = words.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  const word = words[position];
  if (word === undefined) return { rest: words };
  if (word.includes("=")) return { value: word.slice(name.length + 3), rest: words.toSpliced(position, 1) };
  const value = words[position + 1];
  if (value === undefined) throw new UserError(`--${name} needs a value.`);
  return { value, rest: words.toSpliced(position, 2) };
}
