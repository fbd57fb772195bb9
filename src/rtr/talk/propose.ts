/** Freezes a command as a request: its exact text, its host and directory, and what a script holds. */
import { untrusted } from "../../lib/untrusted.ts";
import type { RtrEntryRow, RtrSessionRow } from "../../store/rtr-rows.ts";
import { directoriesOf } from "../fleet/plan.ts";
import type { Command } from "../grammar/read-command.ts";
import { itemNamed } from "../library/shelf.ts";
import type { Proposals, RtrParts, ScriptShown, Speaker } from "../ports.ts";

export async function propose(
  parts: RtrParts,
  session: RtrSessionRow,
  entry: RtrEntryRow,
  { command, script: handedIn }: { readonly command: Command; readonly script?: ScriptShown | undefined },
  speaker: Speaker,
  signal?: AbortSignal,
): ReturnType<Proposals["propose"]> {
  const script = handedIn ?? (await scriptOf(parts, command, signal));
  return parts.proposals.propose(
    {
      session: session.id,
      entry: entry.id,
      deviceIds:
        session.deviceId === undefined ? entry.results.map(({ deviceId }) => deviceId) : [session.deviceId],
      command: command.shown,
      base: command.base,
      tier: command.tier,
      directory: session.deviceId === undefined ? directoriesOf(entry.results) : session.directory,
      script,
    },
    speaker,
    signal,
  );
}

/** Whoever agrees sees the script, not only its name. That it cannot be read is shown as well. */
async function scriptOf(
  parts: RtrParts,
  { words }: Command,
  signal?: AbortSignal,
): Promise<ScriptShown | undefined> {
  const name = words.find(({ flag }) => flag === "-CloudFile")?.value;
  if (name === undefined) return undefined;
  const unknown = { name: untrusted(name), sha256: undefined, content: undefined };
  try {
    const script = await itemNamed(parts, "scripts", name, signal);
    return script === undefined
      ? unknown
      : { name: script.name, sha256: script.sha256, content: script.content };
  } catch (error) {
    parts.log.warn("a script of the library could not be read", { error });
    return unknown;
  }
}
