/** A delivery that nobody has tried yet, due at once. */
import { newOrderedId } from "../lib/id.ts";
import type { DeliveryRow, Lane } from "./rows.ts";

export function newDelivery(said: {
  /** Saying the same thing in the same place twice has the same key. */
  readonly key: string;
  readonly lane: Lane;
  readonly to: DeliveryRow["to"];
  /** What is drawn each time … */
  readonly subject?: string;
  /** … or the card of a one-off. */
  readonly card?: unknown;
  readonly at: number;
}): DeliveryRow {
  return {
    // What is to be said since the same moment is said in the order in which it was written down.
    id: newOrderedId(),
    key: said.key,
    lane: said.lane,
    to: said.to,
    subject: said.subject,
    card: said.card,
    state: "queued",
    message: undefined,
    wantedVersion: 1,
    drawnVersion: 0,
    attempts: 0,
    owner: undefined,
    ownedUntil: undefined,
    nextAt: said.at,
    error: undefined,
    createdAt: said.at,
    updatedAt: said.at,
  };
}
