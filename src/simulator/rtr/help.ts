/** The help that a session hands out: the commands of its host as Falcon describes them. */
import type { Platform } from "./paths.ts";
import { readSyntax } from "./syntax.ts";
import { verbsOf } from "./catalogue.ts";
import type { Verb } from "./verbs/verb.ts";

const MADE = "2024-01-15T09:00:00Z";

interface ScriptHelp {
  readonly command: string;
  readonly description: string;
  readonly examples: string;
  readonly internal_only: boolean;
  readonly runnable: boolean;
  readonly sub_commands: readonly ScriptHelp[];
  readonly args: readonly Readonly<Record<string, unknown>>[];
}

/** In the shape of `scripts[]`; commands of two words are sub-commands of their first. */
export function scriptsOf(platform: Platform): readonly ScriptHelp[] {
  const families = Map.groupBy(verbsOf(platform), ({ name }) => name.split(" ")[0] ?? name);
  return [...families].map(([command, verbs]) => {
    const [first] = verbs;
    return verbs.length === 1 && first?.name === command ? helpOf(first, command) : familyOf(command, verbs);
  });
}

function familyOf(command: string, verbs: readonly Verb[]): ScriptHelp {
  return {
    command,
    description: `Sub-commands: ${verbs.map(({ name }) => name).join(", ")}`,
    examples: verbs.map(({ example }) => example).join("\n"),
    internal_only: false,
    runnable: false,
    sub_commands: verbs.map((verb) => helpOf(verb, verb.name.slice(command.length + 1))),
    args: [],
  };
}

function helpOf(verb: Verb, command: string): ScriptHelp {
  const { positional, flags } = readSyntax(verb.syntax);
  return {
    command,
    description: verb.about,
    examples: verb.example,
    internal_only: false,
    runnable: true,
    sub_commands: [],
    args: [...positional, ...flags].map(({ name, isFlag, isRequired, takesValue }, place) => ({
      id: place + 1,
      script_id: 0,
      arg_type: isFlag ? "flag" : "arg",
      arg_name: name,
      data_type: "string",
      description: name,
      default_value: "",
      encoding: "",
      command_level: "non-destructive",
      options: [],
      required: isRequired,
      requires_value: takesValue,
      sequence: place + 1,
      created_at: MADE,
      updated_at: MADE,
    })),
  };
}
