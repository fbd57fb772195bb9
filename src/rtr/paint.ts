/** Draws the cards of sessions and of commands from their rows, whenever a delivery wants them. */
import type { Card } from "../chat/card.ts";
import type { RtrEntryRow, RtrOutput, RtrSessionRow } from "../store/rtr-rows.ts";
import { entryCard, isInline } from "./cards/entry-card.ts";
import { sessionCard } from "./cards/session-card.ts";
import type { RtrParts } from "./ports.ts";
import { readOutput } from "./spool.ts";

/** A larger output is not put into memory to be shown. */
const MOST_ATTACHED = 24 * 1_024 * 1_024;

type Painted =
  | { readonly card: Card; readonly version: number; readonly isPinned?: boolean | undefined }
  | undefined;
type PaintParts = Pick<RtrParts, "store" | "folder" | "idleMs" | "prefix">;

export async function paintRtr(parts: PaintParts, subject: string): Promise<Painted> {
  const [kind, id] = subject.split(":", 2);
  if (id === undefined) return undefined;
  return kind === "rtr-entry" ? paintEntry(parts, id) : paintSession(parts, id);
}

async function paintSession({ store, idleMs, prefix }: PaintParts, id: string): Promise<Painted> {
  const session = await store.rtrSessions.get(id);
  if (session === undefined) return undefined;
  const members = await store.rtrMembers.of(id);
  return {
    card: sessionCard({ session, members, idleMs, prefix }),
    version: session.version,
    isPinned: isPinned(session),
  };
}

/** At hand while somebody may work in it. A platform pins so many messages and no more: what is over is let go. */
function isPinned({ state }: RtrSessionRow): boolean | undefined {
  return state === "connecting" ? undefined : state !== "closed";
}

async function paintEntry(parts: PaintParts, id: string): Promise<Painted> {
  const entry = await parts.store.rtrEntries.get(id);
  return entry === undefined ? undefined : { card: await drawEntry(parts, entry), version: entry.version };
}

/** The card of a command, with the bytes that it offers. */
export async function drawEntry({ store, folder }: PaintParts, entry: RtrEntryRow): Promise<Card> {
  const [evidence, stdout, stderr, approval, host] = await Promise.all([
    entry.base === "get" ? store.evidence.of(entry.sessionId) : [],
    attached(folder, entry.stdout),
    attached(folder, entry.stderr),
    entry.approvalId === undefined ? undefined : store.approvals.get(entry.approvalId),
    entry.state === "proposed" ? store.rtrSessions.get(entry.sessionId) : undefined,
  ]);
  return entryCard({
    entry,
    evidence: evidence.filter(({ entryId }) => entryId === entry.id),
    files: { ...(stdout && { stdout }), ...(stderr && { stderr }) },
    isPending: approval?.state === "pending",
    host,
  });
}

async function attached(folder: string, output: RtrOutput | undefined): Promise<Uint8Array | undefined> {
  if (output === undefined || isInline(output) || output.bytes > MOST_ATTACHED) return undefined;
  return readOutput(folder, output);
}
