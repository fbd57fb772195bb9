/** Names of what the feed says: the subject of a delivery is also its key, so that it is said once. */
import { newDelivery } from "../../store/new-delivery.ts";
import type { EntryRow, GroupRow } from "../../store/feed-rows.ts";
import type { Repositories } from "../../store/store.ts";

export const GROUP = "group";
export const ENTRY = "entry";
export const groupSubject = (id: string): string => `${GROUP}:${id}`;
export const entrySubject = (id: string): string => `${ENTRY}:${id}`;
export const idIn = (subject: string): string => subject.slice(subject.indexOf(":") + 1);

export async function sayGroup(tx: Repositories, group: GroupRow, now: number): Promise<void> {
  const subject = groupSubject(group.id);
  await tx.deliveries.enqueue(
    newDelivery({ key: subject, lane: "alert", to: { place: group.place }, subject, at: now }),
  );
}

/** In the thread of its card, and not before that is there. */
export async function sayEntry(
  tx: Repositories,
  entry: EntryRow,
  group: GroupRow,
  now: number,
): Promise<void> {
  const subject = entrySubject(entry.id);
  const at = entry.kind === "file" ? entry.holdUntil : now;
  await tx.deliveries.enqueue(
    newDelivery({
      key: subject,
      lane: "alert",
      to: { place: group.place, under: groupSubject(group.id) },
      subject,
      at,
    }),
  );
}

export const redrawGroup = (
  tx: Repositories,
  { id, version }: Pick<GroupRow, "id" | "version">,
  now: number,
): Promise<void> => tx.deliveries.want(groupSubject(id), version, now);

export const redrawEntry = (
  tx: Repositories,
  { id, version }: Pick<EntryRow, "id" | "version">,
  now: number,
): Promise<void> => tx.deliveries.want(entrySubject(id), version, now);
