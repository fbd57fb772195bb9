/**
 * Run at once, or open a form first? Decided from text and memory, without waiting,
 * because a platform gives a form's opening three seconds. Whoever has no right to the
 * command is told so when the form comes back.
 */
import type { Preview } from "../chat/adapter.ts";
import type { Command } from "../chat/command.ts";
import type { FormValues } from "../chat/form.ts";
import type { Input } from "../chat/turn.ts";
import { missingArguments, parseArguments } from "./arguments.ts";
import type { Buttons } from "./buttons.ts";
import { formFor } from "./forms.ts";
import { readLine } from "./grammar/read-line.ts";
import type { Registry } from "./registry.ts";
import { byArgument } from "./understand.ts";

/** What cannot be understood is explained to whoever wrote it, and to nobody else. */
const IN_PRIVATE: Preview = { next: "run", audience: "actor" };

/** Decides `audience` as well: where work is put off, who sees the answer is fixed before it begins. */
export function createPreview<Services>(registry: Registry<Services>, buttons: Buttons) {
  return function preview(input: Input): Preview {
    if (input.kind === "press") return ofPress(input.token);
    if (input.kind === "talk") return { next: "run", audience: "channel" };
    if (input.kind === "line") {
      const reading = readLine(input.text, registry);
      return reading.kind === "command" ? ofValues(reading.command, reading.values) : IN_PRIVATE;
    }
    const isForm = input.kind === "form";
    const command = registry.find(input.command, isForm ? "buttons" : "people");
    if (command === undefined) return IN_PRIVATE;
    return isForm
      ? running(command, input.values)
      : ofValues(command, byArgument(command.info.args, input.values));
  };

  function ofPress(token: string): Preview {
    const opened = buttons.peek(token);
    if (opened.kind === "forged") return IN_PRIVATE;
    const pressed = opened.kind === "press" ? opened.press : opened;
    const command = registry.find(pressed.command, "buttons");
    if (command === undefined) return IN_PRIVATE;
    // The values of a form are not at hand: the bot offers the button again once they are.
    if (opened.kind === "elsewhere") {
      return pressed.as === "form" ? IN_PRIVATE : { next: "run", audience: command.info.audience };
    }
    const { args, as } = opened.press;
    return as === "form" ? { next: "form", form: formFor(command.info, args) } : running(command, args);
  }
}

function ofValues<Services>(command: Command<Services>, values: FormValues): Preview {
  const { info } = command;
  return info.changes && missingArguments(info, values).length > 0
    ? { next: "form", form: formFor(info, values) }
    : running(command, values);
}

const running = <Services>(command: Command<Services>, values: FormValues): Preview =>
  parseArguments(command, values).ok ? { next: "run", audience: command.info.audience } : IN_PRIVATE;
