/**
 * One line said in a session, with the files that came with it: a word of ours, a script that was
 * handed in, a choice, or a command. Undefined: the thread itself shows what becomes of it.
 */
import type { Card } from "../../chat/card.ts";
import type { Answer } from "../../chat/turn.ts";
import { untrusted } from "../../lib/untrusted.ts";
import type { RtrSessionRow, RtrUploadRow } from "../../store/rtr-rows.ts";
import { uploadsCard, whichUpload } from "../cards/upload-card.ts";
import { offerOf } from "../grammar/offer.ts";
import { choiceFor } from "../library/ask.ts";
import type { RtrParts, ScriptShown, Speaker } from "../ports.ts";
import { choose, lineWith, scriptLine, type ScriptLine } from "../uploads/chosen.ts";
import { keepScripts, type Kept } from "../uploads/keep.ts";
import { readThreadLine } from "./line.ts";
import { localCard } from "./local.ts";
import { typeCommand } from "./type.ts";

type Said = Answer | undefined;

export async function say(
  parts: RtrParts,
  session: RtrSessionRow,
  line: string,
  speaker: Speaker,
  signal?: AbortSignal,
): Promise<Said> {
  const read = readThreadLine(line, "", offerOf(session).help);
  const script = scriptLine(line);
  const here = await keepScripts(parts, session, speaker, script !== undefined, signal);
  if (read.kind === "local")
    return { card: await localCard(parts, session, read, speaker, signal), audience: "channel" };
  if (read.kind === "talk" && here.length > 0) return privately(uploadsCard(session, here));
  const all = script === undefined ? [] : await parts.store.rtrUploads.of(session.id);
  if (script !== undefined) {
    const own = await sayScript(parts, session, { line, script, here, all }, speaker, signal);
    if (own !== "not ours") return own;
  }
  const choice = await choiceFor(parts, session, line, signal);
  return choice === undefined ? typed(parts, session, line, speaker, { signal }) : privately(choice);
}

async function sayScript(
  parts: RtrParts,
  session: RtrSessionRow,
  said: {
    readonly line: string;
    readonly script: ScriptLine;
    readonly here: readonly Kept[];
    readonly all: readonly RtrUploadRow[];
  },
  speaker: Speaker,
  signal?: AbortSignal,
): Promise<Said | "not ours"> {
  const { line, script, here, all } = said;
  const choice = choose(script, here, all);
  switch (choice.outcome) {
    case "unnamed":
      return "not ours";
    case "none":
      return privately(whichUpload(choice.why, here, all));
    case "one":
      return runUpload(parts, session, { line, script, upload: choice.upload }, speaker, signal);
  }
}

/** The script exactly as it was handed in, through the same gate as if it had been typed. */
export function runUpload(
  parts: RtrParts,
  session: RtrSessionRow,
  {
    line,
    script,
    upload,
  }: { readonly line: string; readonly script: ScriptLine; readonly upload: RtrUploadRow },
  speaker: Speaker,
  signal?: AbortSignal,
): Promise<Said> {
  const shown: ScriptShown = {
    isHandedIn: true,
    name: upload.name,
    sha256: upload.sha256,
    content: untrusted(upload.content),
  };
  return typed(parts, session, lineWith(line, script, upload.content), speaker, { signal, script: shown });
}

async function typed(
  parts: RtrParts,
  session: RtrSessionRow,
  line: string,
  speaker: Speaker,
  options: Parameters<typeof typeCommand>[4],
): Promise<Said> {
  const done = await typeCommand(parts, session, line, speaker, options);
  return done.outcome === "refused" ? privately(done.card) : undefined;
}

/** What was chosen from a card: the line that stands for it. */
export const sayChosen = (
  parts: RtrParts,
  session: RtrSessionRow,
  line: string,
  speaker: Speaker,
  signal?: AbortSignal,
): Promise<Said> => typed(parts, session, line, speaker, { signal });

const privately = (card: Card): Answer => ({ card, audience: "actor" });
