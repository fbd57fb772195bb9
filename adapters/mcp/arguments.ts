/**
 * A tool's arguments into the values that a command takes. Types and names are judged
 * here, everything else by the command itself; a fault is a sentence that says what to write.
 */
import type { ArgInfo } from "../../src/chat/args.ts";
import type { FormValues } from "../../src/chat/form.ts";
import { ARGUMENTS_CHARS, CITE_CHARS, CITES } from "./limits.ts";
import { CITED, FROM_ROW, offered } from "./schema.ts";
import type { AgentTool } from "./tools.ts";

type ReadArguments =
  | { readonly values: FormValues; readonly cites?: readonly string[]; readonly fromRow: number }
  | { readonly faults: readonly string[] };

/**
 * Faults name what to write and never quote what was
 * written: it may be an attacker's, and the model reads it.
 */
export function readArguments({ info }: AgentTool, given: unknown): ReadArguments {
  const written = given ?? {};
  if (typeof written !== "object" || Array.isArray(written)) {
    return { faults: ["The arguments have to be an object with named properties."] };
  }
  const size = JSON.stringify(written).length;
  if (size > ARGUMENTS_CHARS) {
    return {
      faults: [`The arguments are ${size} characters long, and at most ${ARGUMENTS_CHARS} are taken.`],
    };
  }
  const args = offered(info);
  const proposes = info.agents === "propose";
  const known = [...args.map(({ name }) => name), proposes ? CITED : FROM_ROW];
  const entries = Object.entries(written)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]): [string, unknown] => [properName(name, args), value]);
  const faults: string[] = [];
  if (entries.some(([name]) => !known.includes(name))) {
    faults.push(`${info.name} takes ${known.join(", ")}, and nothing else.`);
  }
  const rest = new Map<string, unknown>(entries);
  const values: Record<string, string> = {};
  for (const arg of args) {
    if (!rest.has(arg.name)) continue;
    const value = asWritten(arg, rest.get(arg.name));
    if (value === undefined) faults.push(`${arg.name} has to be ${wanted(arg)}.`);
    else values[arg.name] = value;
  }
  const fromRow = args.some(({ name }) => name === FROM_ROW) || proposes ? 0 : readRow(rest.get(FROM_ROW));
  if (fromRow === undefined) faults.push(`${FROM_ROW} has to be a whole number from 0.`);
  const cites = proposes ? readCites(rest.get(CITED)) : undefined;
  if (cites === "faulty") {
    faults.push(
      `${CITED} has to be a list of at most ${CITES} alert ids, each at most ${CITE_CHARS} characters.`,
    );
  }
  if (faults.length > 0 || cites === "faulty" || fromRow === undefined) return { faults };
  return { values, fromRow, ...(cites === undefined ? {} : { cites }) };
}

/** One host or several: which of the two a tool takes is easily mistaken, and says nothing. */
const OTHER_NUMBER: Readonly<Record<string, string>> = { host: "hosts", hosts: "host" };

function properName(name: string, args: readonly ArgInfo[]): string {
  const other = OTHER_NUMBER[name];
  const isKnown = args.some((arg) => arg.name === name);
  return other !== undefined && !isKnown && args.some((arg) => arg.name === other) ? other : name;
}

/** As a person would have typed it; undefined for a value of another type. */
function asWritten({ kind }: ArgInfo, value: unknown): string | undefined {
  if (kind === "hosts") return hostWords(value);
  if (kind === "flag") return typeof value === "boolean" || isYesOrNo(value) ? String(value) : undefined;
  if (kind === "number") {
    if (typeof value === "number") return Number.isFinite(value) ? String(value) : undefined;
    return typeof value === "string" ? value : undefined;
  }
  // Ids and numbers of days are easily written without their quotes.
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  return typeof value === "string" ? value : undefined;
}

const isYesOrNo = (value: unknown): boolean => value === "true" || value === "false";

/** One text is taken as people write it; in a list each entry is one host, whatever it looks like. */
function hostWords(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return undefined;
  const words = value.filter((one): one is string => typeof one === "string" && /^[^\s,]+$/.test(one));
  return words.length === value.length && words.length > 0 ? words.join(" ") : undefined;
}

function wanted({ kind, choices }: ArgInfo): string {
  if (choices !== undefined) return `one of ${choices.join(", ")}`;
  if (kind === "hosts") return "a list of hosts, each one word: a device id, a hostname or an IP address";
  if (kind === "flag") return "true or false";
  if (kind === "number") return "a whole number";
  return "a text";
}

function readRow(value: unknown): number | undefined {
  if (value === undefined) return 0;
  const row = typeof value === "string" && /^\d{1,7}$/.test(value) ? Number(value) : value;
  return typeof row === "number" && Number.isSafeInteger(row) && row >= 0 ? row : undefined;
}

function readCites(value: unknown): readonly string[] | undefined | "faulty" {
  if (value === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const ids = list.filter(
    (one): one is string => typeof one === "string" && one.trim() !== "" && one.length <= CITE_CHARS,
  );
  return ids.length === list.length && ids.length <= CITES ? ids.map((id) => id.trim()) : "faulty";
}
