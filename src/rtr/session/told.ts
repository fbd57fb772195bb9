/**
 * What sessions say, as delivery rows: the thread's first card, one message for each command,
 * and notes. Written in the same transaction as the change that they speak of.
 */
import type { Card } from "../../chat/card.ts";
import { newDelivery } from "../../store/new-delivery.ts";
import type { RtrEntryRow, RtrSessionRow } from "../../store/rtr-rows.ts";
import type { Repositories } from "../../store/store.ts";

export const sessionSubject = (id: string): string => `rtr:${id}`;
export const entrySubject = (id: string): string => `rtr-entry:${id}`;

/** Surfaces that keep no thread: a shell reads the rows itself. */
const THREADLESS: ReadonlySet<string> = new Set(["terminal", "mcp"]);

export const hasThread = ({ place }: Pick<RtrSessionRow, "place">): boolean => !THREADLESS.has(place.surface);

type Said = Pick<RtrSessionRow, "id" | "place">;

export async function announceSession(tx: Repositories, session: RtrSessionRow): Promise<void> {
  if (!hasThread(session)) return;
  const subject = sessionSubject(session.id);
  await tx.deliveries.enqueue(
    newDelivery({ key: subject, lane: "rtr", to: { place: session.place }, subject, at: session.createdAt }),
  );
}

export async function redrawSession(
  tx: Repositories,
  id: string,
  version: number,
  now: number,
): Promise<void> {
  await tx.deliveries.want(sessionSubject(id), version, now);
}

/** One message a command: posted the first time, redrawn from then on. */
export async function sayEntry(
  tx: Repositories,
  session: Said,
  entry: Pick<RtrEntryRow, "id" | "version">,
  now: number,
): Promise<void> {
  if (!hasThread(session)) return;
  const subject = entrySubject(entry.id);
  const to = { place: session.place, under: sessionSubject(session.id) };
  const isNew = await tx.deliveries.enqueue(newDelivery({ key: subject, lane: "rtr", to, subject, at: now }));
  if (!isNew) await tx.deliveries.want(subject, entry.version, now);
}

/** A word in the thread; `occasion` is said once. */
export async function sayNote(
  tx: Repositories,
  session: Said,
  occasion: string,
  card: Card,
  now: number,
): Promise<void> {
  if (!hasThread(session)) return;
  await tx.deliveries.enqueue(
    newDelivery({
      key: `rtr-note:${session.id}:${occasion}`,
      lane: "rtr",
      to: { place: session.place, under: sessionSubject(session.id) },
      card,
      at: now,
    }),
  );
}
