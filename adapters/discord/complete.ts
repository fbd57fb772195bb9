/** What is offered while somebody types into an option: the line so far, completed by the bot. */
import type { Bot } from "../../src/chat/adapter.ts";
import type { ArgInfo } from "../../src/chat/args.ts";
import type { FormValues } from "../../src/chat/form.ts";
import type { Account } from "../../src/chat/person.ts";
import { clip, visible } from "../../src/chat/visible.ts";
import type { Choice } from "./callbacks.ts";
import { LIMITS } from "./limits.ts";

/** Values beyond 100 characters cannot be offered; people may still type them. */
export async function complete(
  bot: Pick<Bot, "commands" | "suggest">,
  asked: { readonly command: string; readonly values: FormValues; readonly focused: string },
  account: Account,
): Promise<readonly Choice[]> {
  const info = bot.commands.find(({ name }) => name === asked.command);
  const arg = info?.args.find(({ name }) => name === asked.focused);
  if (info === undefined || arg === undefined) return [];
  const typed = asked.values[arg.name] ?? "";
  // Of several hosts in one option the last is being typed.
  const split = arg.kind === "hosts" ? Math.max(typed.lastIndexOf(" "), typed.lastIndexOf(",")) + 1 : 0;
  const before = typed.slice(0, split);
  const line = [
    info.name,
    ...filledBefore(info.args, arg, asked.values),
    lastWord(arg, before, typed.slice(split)),
  ];
  const found = await bot.suggest(line.join(" "), account);
  const choices = found.map(({ value, label, detail }) => ({
    name: clip(visible(detail === undefined ? label : `${label} · ${detail}`), LIMITS.choiceText).trim(),
    value: before + value,
  }));
  return choices
    .filter(({ name, value }) => name !== "" && value !== "" && value.length <= LIMITS.choiceText)
    .slice(0, LIMITS.options);
}

/** The positional arguments that stand before this one; one not given yet is held by a word. */
function filledBefore(args: readonly ArgInfo[], arg: ArgInfo, values: FormValues): readonly string[] {
  if (arg.named) return [];
  return args
    .slice(0, args.indexOf(arg))
    .filter(({ named }) => !named)
    .map(({ name }) => quoted(values[name] ?? "x"));
}

function lastWord(arg: ArgInfo, before: string, last: string): string {
  const words = [before.trim(), last.replaceAll(/["\s]/g, "")].filter((word) => word !== "");
  const written = before.trim() !== "" && last === "" ? `${before.trim()} ` : words.join(" ");
  return arg.named ? `--${arg.name} ${written}` : written;
}

const quoted = (value: string): string =>
  /[\s"]/.test(value) ? `"${value.replaceAll('"', "")}"` : value || "x";
