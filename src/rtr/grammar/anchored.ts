/** Whether a command means the same wherever the session stands. Pure. */
import type { Untrusted } from "../../lib/untrusted.ts";
import type { Command } from "./read-command.ts";

/** Begins as a whole path does: a drive, a share, or the root. */
const WHOLE_PATH = /^(?:[A-Za-z]:[\\/]|\\\\|\/)/;
/** Flags that name a file. */
const FILE_FLAGS: ReadonlySet<string> = new Set(["-f"]);

/** Code may look at the directory in any way it likes; the others only through the paths that they name. */
export function isAnchored({ tier, spec, words }: Pick<Command, "tier" | "spec" | "words">): boolean {
  if (tier === "admin") return false;
  const positional = words.filter(({ flag }) => flag === undefined);
  const paths = [
    ...positional.filter((_, i) => spec.args[i]?.kind === "path").map(({ text }) => text),
    ...words.filter(({ flag = "" }) => FILE_FLAGS.has(flag)).map(({ value = "" }) => value),
  ];
  return paths.every((path) => WHOLE_PATH.test(path));
}

/** Letter case counts: some hosts tell directories apart by it. */
export const isSameDirectory = (a: Untrusted, b: Untrusted): boolean =>
  a.passes((one) => b.passes((other) => one === other));
