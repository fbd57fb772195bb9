/** Cards follow the alerts on them: what changed in Falcon is drawn again where it stands. */
import type { GroupRow } from "../../store/feed-rows.ts";
import type { Repositories } from "../../store/store.ts";
import { redrawEntry, redrawGroup } from "./subjects.ts";

export async function redrawChanged(
  tx: Repositories,
  alertIds: readonly string[],
  now: number,
): Promise<void> {
  if (alertIds.length === 0) return;
  const placements = await tx.groups.placements(alertIds);
  for (const groupId of new Set(placements.map((placement) => placement.groupId))) {
    const group = await tx.groups.get(groupId);
    if (group === undefined) continue;
    const next = await closedIfDone(tx, { ...group, version: group.version + 1 }, now);
    await tx.groups.put([next]);
    await redrawGroup(tx, next, now);
  }
  for (const entryId of new Set(placements.flatMap((placement) => placement.entryId ?? []))) {
    const entry = await tx.groups.entry(entryId);
    // The file of a storm names what came in; who dealt with it since is counted on the card.
    if (entry === undefined || entry.kind === "file") continue;
    const next = { ...entry, version: entry.version + 1 };
    await tx.groups.putEntries([next]);
    await redrawEntry(tx, next, now);
  }
}

/** A card whose alerts are all closed takes no more: the next alert of that host gets a card that follows it. */
async function closedIfDone(tx: Repositories, group: GroupRow, now: number): Promise<GroupRow> {
  if (group.state === "closed" || group.kind === "storm") return group;
  const statuses = Object.keys(await tx.groups.statuses(group.id));
  return statuses.every((status) => status === "closed")
    ? { ...group, state: "closed", closedAt: now }
    : group;
}
