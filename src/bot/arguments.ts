/**
 * From raw values to what a command takes, by its zod schema; and from zod's faults to
 * one plain sentence a field, which names the argument and says what to write. The
 * sentences hold our own words only: what a person wrote is never quoted back in them.
 */
import type { z } from "zod";
import type { ArgInfo } from "../chat/args.ts";
import type { Command, CommandInfo } from "../chat/command.ts";
import type { FormFaults, FormValues } from "../chat/form.ts";

type Parsed =
  | { readonly ok: true; readonly args: unknown }
  | { readonly ok: false; readonly faults: FormFaults };

/** By the command's schema; fields left empty count as absent. Never throws for what was written. */
export function parseArguments<Services>(command: Command<Services>, values: FormValues): Parsed {
  const parsed = command.schema.safeParse(filled(values));
  return parsed.success
    ? { ok: true, args: parsed.data }
    : { ok: false, faults: explainFaults(command.info, values, parsed.error) };
}

/** Required arguments that nothing was written for. */
export const missingArguments = (info: CommandInfo, values: FormValues): readonly ArgInfo[] =>
  info.args.filter((arg) => arg.required && !Object.hasOwn(filled(values), arg.name));

/** An empty field was left empty. */
function filled(values: FormValues): FormValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ""));
}

function explainFaults(info: CommandInfo, values: FormValues, error: z.ZodError): FormFaults {
  const faults: Record<string, string> = {};
  for (const arg of info.args) {
    const issue = error.issues.find(({ path }) => path[0] === arg.name);
    if (issue === undefined) continue;
    const isMissing = !Object.hasOwn(filled(values), arg.name);
    faults[arg.name] = isMissing ? `${arg.label} is missing: ${wanted(arg)}.` : sentence(arg, issue);
  }
  // A refinement over several fields has no path of its own.
  const overall = error.issues.find(({ path }) => path.length === 0);
  const [first] = info.args;
  if (overall !== undefined && first !== undefined) faults[first.name] ??= `${overall.message}.`;
  return faults;
}

function sentence(arg: ArgInfo, issue: z.core.$ZodIssue): string {
  if (arg.choices === undefined && arg.kind !== "number") {
    if (issue.code === "custom") return `${arg.label}: ${issue.message}.`;
    if (issue.code === "too_small") return `${arg.label}: at least ${issue.minimum} characters.`;
    if (issue.code === "too_big") return `${arg.label}: at most ${issue.maximum} characters.`;
  }
  return `${arg.label}: ${wanted(arg)}.`;
}

/** What to write, as the end of a sentence. */
export function wanted(arg: ArgInfo): string {
  if (arg.choices !== undefined) return `one of ${arg.choices.join(", ")}`;
  if (arg.kind === "flag") return "yes or no";
  return arg.hint ?? `write the ${arg.label.toLowerCase()}`;
}
