/** How a command is written, from its own definition. */
import type { CommandSpec, FlagSpec } from "../catalogue.ts";

/** `eventlog view <log> [count] [source]` */
export function syntaxOf({ name, args, flags, needs = [] }: CommandSpec): string {
  const positional = args.map((arg) => (arg.isRequired ? `<${arg.name}>` : `[${arg.name}]`));
  const required = flags.filter((flag) => needs.includes(flag.name));
  const others = flags.filter((flag) => !needs.includes(flag.name));
  const must = required.length === 0 ? [] : [required.map(writeFlag).join(" | ")];
  return [name, ...positional, ...must, ...others.map((flag) => `[${writeFlag(flag)}]`)].join(" ");
}

const writeFlag = ({ name, value, choices }: FlagSpec): string => {
  if (value === "switch") return name;
  if (choices !== undefined) return `${name}=${choices.join("|")}`;
  return `${name}=${value === "seconds" ? "<seconds>" : '"…"'}`;
};
