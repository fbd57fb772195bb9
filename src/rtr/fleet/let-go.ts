/** A request for many hosts is let go host by host; the command runs once, when all have been judged. */
import { MINUTE } from "../../lib/clock.ts";
import type { Untrusted } from "../../lib/untrusted.ts";
import type { RtrEntryRow } from "../../store/rtr-rows.ts";
import type { RtrParts } from "../ports.ts";
import { changed } from "../session/wait.ts";

/** A host that cannot be judged for so long is left out, and that is said. */
const LONGEST_MS = MINUTE;
const LOOK_MS = 200;
const OPEN: ReadonlySet<string> = new Set(["requested", "calling", "unsure"]);

/** Why hosts were refused just before the call; `not yet` while some are still being judged. */
export async function letGo(
  parts: Pick<RtrParts, "store" | "clock">,
  { approvalId }: Pick<RtrEntryRow, "approvalId">,
  stop: AbortSignal,
): Promise<ReadonlyMap<string, Untrusted | undefined> | "not yet"> {
  const { store, clock } = parts;
  if (approvalId === undefined) return new Map();
  const executions = await store.executions.of(approvalId);
  const approval = await store.approvals.get(approvalId);
  const isLate = clock.now() - (approval?.decidedAt ?? 0) > LONGEST_MS;
  if (!isLate && executions.some(({ state }) => OPEN.has(state))) {
    await changed(parts, LOOK_MS, stop);
    return "not yet";
  }
  return new Map(executions.map(({ targetId, outcome }) => [targetId, outcome]));
}
