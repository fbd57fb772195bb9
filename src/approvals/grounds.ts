/**
 * What a program rests its request on: the records it cites, each looked up, so that those
 * who decide see which of them exist and are about the host. A program that cites nothing
 * is shown to cite nothing. Persons answer for their own words.
 */
import { mono, strong, text, type Block, type Inline } from "../chat/card.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { ApprovalRow, Citation } from "../store/rows.ts";
import type { ApprovalParts, Asker, Wish } from "./ports.ts";

const MOST_CITED = 10;

/** Ids of alerts as Falcon writes them, in the middle of a sentence. */
const WRITTEN_ID = /\b(?:[0-9a-f]{32}:[a-z][a-z-]*:[^\s"'<>()]+|[a-z][a-z-]*:[0-9a-f]{32}:[^\s"'<>()]+)/gi;
const SENTENCE_END = /[.,;:!?\]}]+$/;

/** Every id that was cited, or stands in the reason; looked up as far as that is possible. */
export async function citationsOf(
  parts: Pick<ApprovalParts, "cited" | "log">,
  wish: Wish,
  asker: Asker,
  signal?: AbortSignal,
): Promise<readonly Citation[] | undefined> {
  if (asker.askedBy === "person") return undefined;
  const inReason = typeof wish.reason === "string" ? idsIn(wish.reason) : [];
  const ids = [...new Set([...(asker.cites ?? []), ...inReason])].slice(0, MOST_CITED);
  return Promise.all(ids.map((id) => looked(parts, id, wish.targets, signal)));
}

/** Composite ids of alerts (`cid:ind:…`) that stand in a text, less the punctuation behind them. */
export const idsIn = (text: string): readonly string[] =>
  [...text.matchAll(WRITTEN_ID)].map(([id]) => id.replace(SENTENCE_END, ""));

/** A look-up that fails leaves the citation in doubt; it never stops a request. */
async function looked(
  { cited, log }: Pick<ApprovalParts, "cited" | "log">,
  id: string,
  targets: readonly string[],
  signal?: AbortSignal,
): Promise<Citation> {
  const written = untrusted(id);
  if (cited === undefined) return { id: written, is: "unchecked" };
  try {
    const found = await cited(id, signal);
    if (found === undefined) return { id: written, is: "missing" };
    const isOfTarget = found.deviceId === undefined || targets.includes(found.deviceId);
    return { id: written, name: found.name, is: isOfTarget || targets.includes(id) ? "found" : "elsewhere" };
  } catch (error) {
    log.warn("a cited record could not be looked up", { error });
    return { id: written, is: "unchecked" };
  }
}

const JUDGED: Readonly<Record<Citation["is"], string>> = {
  found: "",
  elsewhere: " (about another host)",
  missing: " (Falcon has no such alert)",
  unchecked: " (not looked up)",
};

/** The reason and what it rests on; a program's words are marked as such. */
export function reasonFacts(approval: ApprovalRow): Readonly<Record<string, Inline>> {
  const { reason, askedBy, cites = [] } = approval;
  if (askedBy === "person") return { Reason: reason };
  return {
    Reason: [`machine-made, by ${ASKED_BY[askedBy]}: “`, reason, "”"],
    Cites: cites.length === 0 ? "no alert" : cites.flatMap((one, i) => [i === 0 ? "" : ", ", citation(one)]),
  };
}

/** Who reads the card sees at once that no person wrote it, and who may not decide it. */
export function machineNote({ askedBy, requesterName }: ApprovalRow): readonly Block[] {
  if (askedBy !== "agent") return [];
  return [
    text(
      strong("Machine-made request"),
      ": an AI agent asks for ",
      requesterName,
      ", who cannot approve it. Check what it says before you decide.",
    ),
  ];
}

/** How cards name the programs that may ask. */
export const ASKED_BY = { agent: "an AI agent", playbook: "a playbook" } as const;

const citation = ({ id, name, is }: Citation): Inline => [
  mono(id),
  name === undefined ? "" : [" ", name],
  JUDGED[is],
];
