/** Which script a `runscript` line means that names none of Falcon's own ways, and the line that runs it. Pure. */
import type { RtrUploadRow } from "../../store/rtr-rows.ts";
import { tokenize, type Token } from "../grammar/tokens.ts";
import type { Kept } from "./keep.ts";

/** Ours, not Falcon's: it stands for `-Raw` with the text of a file that was handed in. */
export const FILE_FLAG = "-File";
const FALCONS_OWN: ReadonlySet<string> = new Set(["-Raw", "-CloudFile", "-HostPath"]);

export interface ScriptLine {
  /** The words after `runscript`. */
  readonly words: readonly Token[];
  /** What `-File` names; undefined where it does not stand. */
  readonly name: string | undefined;
}

/** Undefined for every other line, also for one that Falcon understands by itself. */
export function scriptLine(line: string): ScriptLine | undefined {
  const cut = tokenize(line.trim());
  if (!cut.ok) return undefined;
  const [first, ...words] = cut.tokens;
  if (first?.text !== "runscript") return undefined;
  const file = words.find(({ flag }) => flag === FILE_FLAG);
  const isFalcons = words.some(({ flag = "" }) => FALCONS_OWN.has(flag));
  if (file === undefined && (isFalcons || words.some(({ flag }) => flag === undefined))) return undefined;
  return { words, name: file === undefined ? undefined : (file.value ?? "") };
}

export type Choice =
  | { readonly outcome: "one"; readonly upload: RtrUploadRow }
  | { readonly outcome: "none"; readonly why: string }
  /** Nothing was handed in with it and nothing is named. */
  | { readonly outcome: "unnamed" };

/** `here`: what came with this line. `all`: everything of the session, newest first. */
export function choose({ name }: ScriptLine, here: readonly Kept[], all: readonly RtrUploadRow[]): Choice {
  const kept = here.flatMap((one) => (one.outcome === "kept" ? [one.upload] : []));
  const [only, ...others] = kept;
  if (name === undefined) {
    if (here.length === 0) return { outcome: "unnamed" };
    if (only === undefined || others.length > 0)
      return none(
        only === undefined
          ? "The file that came with it cannot be run."
          : `Several files came with it; say which: runscript ${FILE_FLAG}="name".`,
      );
    return { outcome: "one", upload: only };
  }
  // The newest of a name takes the place of earlier ones; the request shows its digest.
  const named =
    [...kept, ...all].find((one) => one.name.passes((text) => text === name)) ??
    [...kept, ...all].find((one) => one.name.is(name));
  if (named !== undefined) return { outcome: "one", upload: named };
  return none(
    all.length === 0
      ? "Nothing was handed in here. Send the script as a file in this thread, then say it again."
      : "No file of that name was handed in here. scripts lists what there is.",
  );
}

const none = (why: string): Choice => ({ outcome: "none", why });

/** The same line with the text itself in the place of its name: what is asked for and what runs. */
export function lineWith(line: string, { words }: ScriptLine, content: string): string {
  const raw = `-Raw=\`\`\`${content}\`\`\``;
  const file = words.find(({ flag }) => flag === FILE_FLAG);
  const whole = line.trim();
  if (file === undefined) return `runscript ${raw}${whole.slice("runscript".length)}`;
  const from = file.value === undefined ? file.from : file.from - FILE_FLAG.length - 1;
  return `${whole.slice(0, from)}${raw}${whole.slice(file.to)}`;
}
