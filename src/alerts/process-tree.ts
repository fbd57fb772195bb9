/**
 * The processes behind an alert as indented text, eldest first. Command lines are written
 * by whoever attacks: each stays on its own line, and a long one is shown by its head, its
 * tail, its length and its hash.
 */
import { createHash } from "node:crypto";
import { headWithin, tailWithin, visible } from "../chat/visible.ts";
import type { Alert, AlertProcess } from "../falcon/endpoints/alerts.ts";
import { joinUntrusted } from "../lib/untrusted.ts";
import type { Untrusted } from "../lib/untrusted.ts";

/** Longer command lines are cut; nobody reads more of one in a chat. */
export const LONGEST_SHOWN = 700;
const HEAD = 450;
const TAIL = 200;

type Shown = Pick<AlertProcess, "filename" | "filepath" | "cmdline" | "user">;

/** Undefined when the alert names no process. */
export function processTree(alert: Alert): Untrusted | undefined {
  const { grandparent, parent, filename, filepath, cmdline, user } = alert;
  const generations: readonly (Shown | undefined)[] = [
    grandparent,
    parent,
    { filename, filepath, cmdline, user },
  ];
  const present = generations.filter((process) => process !== undefined && isSomething(process));
  if (present.length === 0) return undefined;
  return joinUntrusted(
    present.flatMap((process, depth) => entry(process as Shown, depth)),
    "\n",
  );
}

/** The whole command line, where the tree had to cut it. */
export const cutCommandLine = ({ cmdline }: Alert): Untrusted | undefined =>
  cmdline !== undefined && cmdline.length > LONGEST_SHOWN ? cmdline : undefined;

function entry({ filename, filepath, cmdline, user }: Shown, depth: number): readonly Untrusted[] {
  const indent = "  ".repeat(depth);
  const mark = depth === 0 ? "" : "└ ";
  const name = oneLine(filename ?? filepath ?? cmdline);
  const by = user === undefined ? [] : [" (", oneLine(user), ")"];
  const first = joinUntrusted([indent, mark, name, ...by]);
  if (cmdline === undefined) return [first];
  return [first, joinUntrusted([indent, depth === 0 ? "  " : "    ", bounded(cmdline)])];
}

const oneLine = (text: Untrusted | undefined): Untrusted | string =>
  text === undefined ? "(unnamed)" : text.map((written) => headWithin(visible(written), LONGEST_SHOWN));

const bounded = (cmdline: Untrusted): Untrusted =>
  cmdline.map((written) => {
    if (written.length <= LONGEST_SHOWN) return visible(written);
    const hash = createHash("sha256").update(written).digest("hex");
    const size = `${written.length.toLocaleString("en")} characters, SHA-256 ${hash}`;
    return `${visible(headWithin(written, HEAD))} … ${visible(tailWithin(written, TAIL))} [${size}]`;
  });

const isSomething = ({ filename, filepath, cmdline }: Shown): boolean =>
  filename !== undefined || filepath !== undefined || cmdline !== undefined;
