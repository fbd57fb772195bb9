/** The kill switch: while it is set, nothing executes. Looking, asking and denying go on. */
import { untrusted, type Untrusted } from "../lib/untrusted.ts";
import type { Repositories } from "../store/store.ts";
import { by, nameOf } from "./asker.ts";
import { retrying, touch } from "./change.ts";
import type { ApprovalParts, Asker } from "./ports.ts";

const NAME = "freeze";

/** Pending requests redrawn at once when the switch is thrown; more are redrawn when they change. */
const MOST_REDRAWN = 500;

/** The switch as it is stored: who threw it, when (milliseconds) and why. */
export interface Freeze {
  readonly by: Untrusted;
  readonly at: number;
  readonly reason: Untrusted;
}

/** Read inside the transaction that starts a call, so that a freeze is before or after it. */
export const currentFreeze = async (tx: Repositories): Promise<Freeze | undefined> =>
  (await tx.values.get(NAME)) as Freeze | undefined;

/** False when it was frozen already; the first freeze stands. */
export async function freeze(parts: ApprovalParts, asker: Asker, reason: string): Promise<boolean> {
  return change(parts, asker, "frozen", { reason }, async (tx, name, now) => {
    if ((await currentFreeze(tx)) !== undefined) return false;
    await tx.values.set(NAME, { by: name, at: now, reason: untrusted(reason) } satisfies Freeze);
    return true;
  });
}

/** False when nothing was frozen. */
export async function unfreeze(parts: ApprovalParts, asker: Asker, reason: string): Promise<boolean> {
  return change(parts, asker, "unfrozen", { reason }, async (tx) => {
    if ((await currentFreeze(tx)) === undefined) return false;
    await tx.values.remove(NAME);
    return true;
  });
}

async function change(
  parts: ApprovalParts,
  asker: Asker,
  event: string,
  detail: Readonly<Record<string, unknown>>,
  apply: (tx: Repositories, name: Untrusted, now: number) => Promise<boolean>,
): Promise<boolean> {
  return retrying(parts.store, async (tx) => {
    const now = parts.clock.now();
    if (!(await apply(tx, nameOf(asker), now))) return false;
    await tx.audit.append(now, { event, ...by(asker), detail });
    for (const row of await tx.approvals.list({ states: ["pending", "approved"], limit: MOST_REDRAWN })) {
      await touch(tx, row, now);
    }
    return true;
  });
}
