/** A command's form, derived from its arguments and filled in with what is known already. */
import type { ArgInfo } from "../chat/args.ts";
import type { CommandInfo } from "../chat/command.ts";
import type { Field, Form, FormValues } from "../chat/form.ts";

/** Fields in the order of the definition. Nothing is looked up: a form has to open at once. */
export function formFor(info: CommandInfo, values: FormValues): Form {
  const title = sentenceCase(info.name);
  return {
    command: info.name,
    title,
    intro: info.summary,
    fields: info.args.map((arg) => fieldFor(arg, values[arg.name])),
    submit: title,
  };
}

function fieldFor(arg: ArgInfo, value: string | undefined): Field {
  return {
    name: arg.name,
    label: arg.label,
    ...(arg.hint === undefined ? {} : { hint: arg.hint }),
    kind: fieldKind(arg),
    required: arg.required,
    ...(value === undefined ? {} : { value }),
    ...(arg.choices === undefined ? {} : { options: arg.choices.map(option) }),
    ...(arg.maxLength === undefined ? {} : { maxLength: arg.maxLength }),
  };
}

function fieldKind(arg: ArgInfo): Field["kind"] {
  if (arg.choices !== undefined) return "choice";
  if (arg.kind === "flag") return "toggle";
  return arg.rest ? "paragraph" : "line";
}

const option = (choice: string) => ({ value: choice, label: sentenceCase(choice.replaceAll("_", " ")) });

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
