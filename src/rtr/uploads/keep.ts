/**
 * Takes down the scripts that came with a message, at once and once: what becomes of the message
 * afterwards changes nothing. Who may hand one in has been judged before.
 */
import { createHash } from "node:crypto";
import { newId } from "../../lib/id.ts";
import type { Untrusted } from "../../lib/untrusted.ts";
import type { RtrSessionRow, RtrUploadRow } from "../../store/rtr-rows.ts";
import type { RtrParts, Speaker } from "../ports.ts";
import { nameOf } from "../session/open.ts";
import { isScriptName, MOST_SCRIPT_BYTES, readScript, TOO_LONG } from "./script-file.ts";

export type Kept =
  | { readonly outcome: "kept"; readonly upload: RtrUploadRow }
  | { readonly outcome: "refused"; readonly name: Untrusted; readonly why: string };

type KeepParts = Pick<RtrParts, "store" | "clock" | "readFile">;

/** `isAll`: the line asks for them, whatever they are called; else what is no script is left alone. */
export async function keepScripts(
  parts: KeepParts,
  session: RtrSessionRow,
  speaker: Speaker,
  isAll: boolean,
  signal?: AbortSignal,
): Promise<readonly Kept[]> {
  const { files = [] } = speaker;
  const kept: Kept[] = [];
  for (const [place, file] of files.entries()) {
    if (!isAll && !isScriptName(file.name)) continue;
    const originKey = `${speaker.turnId}:${place}`;
    kept.push(await keepOne(parts, session, speaker, { file, originKey }, signal));
  }
  return kept;
}

async function keepOne(
  { store, clock, readFile }: KeepParts,
  session: RtrSessionRow,
  speaker: Speaker,
  { file, originKey }: { readonly file: NonNullable<Speaker["files"]>[number]; readonly originKey: string },
  signal?: AbortSignal,
): Promise<Kept> {
  const refused = (why: string): Kept => ({ outcome: "refused", name: file.name, why });
  const earlier = (await store.rtrUploads.of(session.id)).find((one) => one.originKey === originKey);
  if (earlier !== undefined) return { outcome: "kept", upload: earlier };
  const isLarge = (file.sizeBytes ?? 0) > MOST_SCRIPT_BYTES;
  const read = isLarge
    ? ({ outcome: "too-large" } as const)
    : await readFile(speaker.place.surface, file, MOST_SCRIPT_BYTES, signal);
  if (read.outcome === "unreadable") return refused(`could not be fetched: ${read.why}`);
  const script = read.outcome === "too-large" ? TOO_LONG : readScript(read.bytes);
  if (!script.ok || read.outcome !== "read") return refused(script.ok ? "could not be read" : script.why);
  const upload: RtrUploadRow = {
    id: newId(),
    originKey,
    sessionId: session.id,
    name: file.name,
    content: script.text,
    bytes: read.bytes.length,
    sha256: createHash("sha256").update(read.bytes).digest("hex"),
    personId: speaker.person.id,
    personName: nameOf(speaker),
    createdAt: clock.now(),
  };
  await store.rtrUploads.add(upload);
  return { outcome: "kept", upload };
}
