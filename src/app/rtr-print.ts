/** What the RTR shell prints of a finished command: its output as it came, then what there is to say of it. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { printBytes, oneLine, type Screen } from "../../adapters/terminal/rtr-screen.ts";
import type { Card } from "../chat/card.ts";
import { readOutput } from "../rtr/spool.ts";
import type { RtrEntryRow, RtrOutput } from "../store/rtr-rows.ts";
import type { Core } from "./core.ts";
import { evidenceFolder } from "./rtr.ts";

/** Into a pipe standard output goes byte for byte; a person gets it made visible, like the rest. */
export async function printEntry(
  core: Core,
  entry: RtrEntryRow,
  screen: Screen,
  show: (card: Card) => void,
): Promise<void> {
  const folder = evidenceFolder(core.config);
  await print(folder, entry.stdout, (bytes) => printBytes(screen, bytes), screen);
  await print(folder, entry.stderr, (bytes) => screen.write(lines(new TextDecoder().decode(bytes))), screen);
  const isEvidence = entry.base === "get" && (await core.store.evidence.of(entry.sessionId)).length > 0;
  if (isEvidence || entry.results.length > 0) show(withoutFiles(await core.rtr.drawEntry(entry)));
  else if (entry.state !== "done") {
    const why = entry.outcome === undefined ? "" : `: ${oneLine(entry.outcome)}`;
    screen.write(`${entry.state}${why}\n`);
  }
}

async function print(
  folder: string,
  output: RtrOutput | undefined,
  write: (bytes: Uint8Array) => void,
  screen: Screen,
): Promise<void> {
  if (output === undefined || output.bytes === 0) return;
  const bytes = await readOutput(folder, output);
  if (bytes === undefined)
    screen.write(`the output (${output.sha256}) is not in the evidence folder any more\n`);
  else write(bytes);
}

const lines = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`);

/** Buttons are words of the prompt here: `help` lists them. */
const withoutFiles = (card: Card): Card => ({
  ...card,
  blocks: card.blocks.filter(({ kind }) => kind !== "file" && kind !== "code" && kind !== "buttons"),
});

/** Files that an answer hands out, in the folder that the shell was started in; nothing is overwritten. */
export async function saveFiles(card: Card, folder: string): Promise<readonly string[]> {
  const saved: string[] = [];
  for (const block of card.blocks) {
    if (block.kind !== "file" || !("bytes" in block) || !OWN_NAME.test(block.name)) continue;
    saved.push(await saveAs(join(folder, block.name), block.bytes));
  }
  return saved;
}

/** Names of ours alone: a digest or a number, never what a host calls it. */
const OWN_NAME = /^[\w-]+\.[a-z0-9]{1,4}$/;

async function saveAs(name: string, bytes: Uint8Array, attempt = 0): Promise<string> {
  const path = attempt === 0 ? name : name.replace(/(?=\.\w+$)/, `-${attempt}`);
  try {
    await writeFile(path, bytes, { flag: "wx", mode: 0o600 });
    return path;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 99) throw error;
    return saveAs(name, bytes, attempt + 1);
  }
}
