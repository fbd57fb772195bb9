/** The commands that a host says it offers, with their arguments: `scripts[]` of a session. */
import { z } from "zod";
import type { Untrusted } from "../../lib/untrusted.ts";
import { integer, text, texts, word } from "../envelope.ts";
import { flag } from "./rtr-fields.ts";

/** As the host's sensor describes it; older sensors leave most of it out. */
export interface ScriptArgument {
  readonly name: string;
  /** `arg` by position, `flag` by name. */
  readonly kind: string | undefined;
  readonly dataType: string | undefined;
  readonly isRequired: boolean;
  readonly takesValue: boolean;
  readonly options: readonly Untrusted[];
  readonly defaultValue: Untrusted | undefined;
  readonly description: Untrusted | undefined;
  readonly sequence: number | undefined;
}

/**
 * One command of a host, `scripts[]` of POST /real-time-response/entities/sessions/v1: what a
 * completion may offer there.
 */
export interface ScriptHelp {
  readonly command: string;
  readonly description: Untrusted | undefined;
  readonly examples: Untrusted | undefined;
  readonly isRunnable: boolean;
  readonly isInternal: boolean;
  readonly arguments: readonly ScriptArgument[];
  readonly subCommands: readonly ScriptHelp[];
}

/** `reg query` is the deepest there is; a record that nests on is no reason to follow. */
const DEEPEST = 4;

const Argument = z
  .looseObject({
    arg_name: word,
    arg_type: word,
    data_type: word,
    required: flag,
    requires_value: flag,
    options: texts,
    default_value: text,
    description: text,
    sequence: integer,
  })
  .transform((row): ScriptArgument | undefined =>
    row.arg_name === undefined
      ? undefined
      : {
          name: row.arg_name,
          kind: row.arg_type,
          dataType: row.data_type,
          isRequired: row.required,
          takesValue: row.requires_value,
          options: row.options,
          defaultValue: row.default_value,
          description: row.description,
          sequence: row.sequence,
        },
  );

const unknowns = z
  .array(z.unknown())
  .nullish()
  .catch(undefined)
  .transform((list) => list ?? []);

const Script = z.looseObject({
  command: word,
  description: text,
  examples: text,
  runnable: flag,
  internal_only: flag,
  args: unknowns,
  sub_commands: unknowns,
});

/** Unreadable entries are left out; they are an aid, and a session without them is still one. */
export const scriptHelp = unknowns.transform((list) => readScripts(list, DEEPEST));

function readScripts(list: readonly unknown[], depth: number): readonly ScriptHelp[] {
  return list.flatMap((value) => readScript(value, depth) ?? []);
}

function readScript(value: unknown, depth: number): ScriptHelp | undefined {
  const row = Script.safeParse(value).data;
  if (row?.command === undefined) return undefined;
  return {
    command: row.command,
    description: row.description,
    examples: row.examples,
    isRunnable: row.runnable,
    isInternal: row.internal_only,
    arguments: row.args.flatMap((argument) => Argument.safeParse(argument).data ?? []),
    subCommands: depth === 0 ? [] : readScripts(row.sub_commands, depth - 1),
  };
}
