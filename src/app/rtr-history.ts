/** The lines of earlier RTR shells, with secrets covered, in a file that only its owner reads. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Config } from "../config.ts";
import { maskedRoughly } from "../rtr/grammar/mask.ts";

const MOST_LINES = 500;

/** Lines of this shell and of those before, 500 of them kept. */
export interface History {
  /** Newest first. */
  readonly lines: readonly string[];
  add(line: string): void;
  save(): Promise<void>;
}

/** A file that cannot be read counts as empty. */
export async function openHistory({ store }: Config): Promise<History> {
  const file = join(store.dataDir, "rtr-history");
  const before = await readFile(file, "utf8").catch(() => "");
  const lines = before.split("\n").filter((line) => line !== "");
  return {
    lines: lines.toReversed(),
    add: (line) => void lines.push(maskedRoughly(line).replaceAll("\n", " ")),
    async save() {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `${lines.slice(-MOST_LINES).join("\n")}\n`, { mode: 0o600 });
    },
  };
}
