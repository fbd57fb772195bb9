/** What a host says of its own commands, as far as the catalogue lacks it. */
import type { ScriptArgument, ScriptHelp } from "../../falcon/endpoints/rtr.ts";
import type { CommandSpec, FlagSpec } from "../catalogue.ts";
import type { ArgumentSpec } from "../catalogue/command-spec.ts";

const NAME = /^[a-z][a-z0-9-]{0,40}$/;

/**
 * A command that the catalogue does not have. Nobody here knows what it does, so it counts as
 * the strongest there is and is asked for.
 */
export function liveSpec(word: string, help: readonly ScriptHelp[]): CommandSpec | undefined {
  const script = help.find(({ command, isRunnable }) => command === word && isRunnable);
  if (script === undefined || !NAME.test(word)) return undefined;
  const ordered = script.arguments.toSorted((a, b) => (a.sequence ?? 0) - (b.sequence ?? 0));
  return {
    name: word,
    summary: "A command that this host offers",
    platforms: [],
    tier: "admin",
    effect: "destroys",
    args: ordered.filter((arg) => !isFlag(arg)).map(argumentOf),
    flags: ordered.filter(isFlag).map(flagOf),
    example: word,
  };
}

const isFlag = ({ kind }: ScriptArgument): boolean => kind === "flag";

const argumentOf = ({ name, isRequired }: ScriptArgument): ArgumentSpec => ({
  name: NAME.test(name.toLowerCase()) ? name : "value",
  kind: "text",
  isRequired,
});

const flagOf = ({ name, takesValue }: ScriptArgument): FlagSpec => ({
  name: `-${name.replace(/^-+/, "")}`,
  value: takesValue ? "text" : "switch",
});
