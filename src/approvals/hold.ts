/** Changing the end of a limited isolation, and looking back at break-glass. */
import { hasRole } from "../chat/person.ts";
import { formatDuration } from "../lib/duration.ts";
import { UserError } from "../lib/errors.ts";
import type { ApprovalRow } from "../store/rows.ts";
import { by, isRequester, nameOf } from "./asker.ts";
import { record, retrying, touch } from "./change.ts";
import { required } from "./decide.ts";
import type { ApprovalParts, Asker } from "./ports.ts";
import { redrawReview } from "./told.ts";

/** `extend` adds the time first asked for; `keep` takes the end away. */
export async function changeHold(
  parts: ApprovalParts,
  id: string,
  change: "extend" | "keep",
  asker: Asker,
): Promise<{ readonly approval: ApprovalRow; readonly releaseAt: number | undefined }> {
  if (asker.askedBy !== "person")
    throw new UserError("Only a person can change how long an isolation lasts.");
  if (!hasRole(asker.person.roles, "responder") && !hasRole(asker.person.roles, "approver")) {
    throw new UserError("Changing how long an isolation lasts needs the role responder or approver.");
  }
  return retrying(parts.store, async (tx) => {
    const now = parts.clock.now();
    const row = await required(tx, id);
    const forMs = row.params["forMs"];
    const held = (await tx.containments.of(row.id)).filter(
      (one) => one.releaseAt !== undefined && (one.state === "isolated" || one.state === "ending"),
    );
    if (held.length === 0 || typeof forMs !== "number") {
      throw new UserError("This isolation has no end that could be changed any more.");
    }
    let releaseAt: number | undefined;
    for (const one of held) {
      releaseAt = change === "keep" ? undefined : (one.releaseAt ?? now) + forMs;
      const state = change === "keep" ? "kept" : "isolated";
      await tx.containments.move(one, { state, releaseAt, updatedAt: now });
    }
    await record(tx, row, now, {
      event: `containment.${change}`,
      ...by(asker),
      detail: change === "extend" ? { by: formatDuration(forMs), releaseAt } : {},
    });
    return { approval: await touch(tx, row, now), releaseAt };
  });
}

/** Somebody other than the one who used break-glass has looked at it. */
export async function review(
  parts: ApprovalParts,
  id: string,
  asker: Asker,
): Promise<"reviewed" | "already"> {
  const asked = await required(parts.store, id);
  if (asker.askedBy !== "person") throw new UserError("Only a person can review break-glass.");
  if (await isRequester(parts, asked, asker)) {
    throw new UserError("You used break-glass yourself; somebody else has to review it.");
  }
  if (!hasRole(asker.person.roles, "approver") && !hasRole(asker.person.roles, "admin")) {
    throw new UserError("Reviewing break-glass needs the role approver or admin.");
  }
  return retrying(parts.store, async (tx) => {
    const now = parts.clock.now();
    const row = await required(tx, id);
    if (row.review !== "open") return "already";
    await record(tx, row, now, { event: "emergency.reviewed", ...by(asker) });
    const next = await touch(tx, row, now, { review: "reviewed", reviewedBy: nameOf(asker) });
    await redrawReview(tx, row.id, next.version, now);
    return "reviewed";
  });
}
