/**
 * What approvals say, as delivery rows: written in the same transaction as the change
 * they speak of, sent by `delivery/` afterwards. Keys make saying twice impossible.
 */
import type { Card } from "../chat/card.ts";
import { threadUnder, type Place } from "../chat/place.ts";
import { newDelivery } from "../store/new-delivery.ts";
import type { Action } from "../actions/action.ts";
import type { ApprovalRow } from "../store/rows.ts";
import type { Repositories } from "../store/store.ts";

const approvalSubject = (id: string): string => `approval:${id}`;
const reviewSubject = (id: string): string => `review:${id}`;

/** Nobody has to agree, and it does no harm: no card is posted, its command answers. */
export const isQuiet = (row: ApprovalRow, action: Action | undefined): boolean =>
  action?.isQuiet === true && row.policy.approvals === 0;

/** The one card of a request, drawn from its row from now on. */
export const announceRequest = (
  tx: Repositories,
  row: ApprovalRow,
  place: Place | undefined,
): Promise<void> => announce(tx, approvalSubject(row.id), row, place);

/** After break-glass somebody else still has to look: a message of its own, with its own button. */
export const announceReview = (tx: Repositories, row: ApprovalRow, place: Place | undefined): Promise<void> =>
  announce(tx, reviewSubject(row.id), row, place);

async function announce(
  tx: Repositories,
  subject: string,
  row: ApprovalRow,
  place: Place | undefined,
): Promise<void> {
  if (place === undefined) return;
  await tx.deliveries.enqueue(
    newDelivery({ key: subject, lane: "approval", to: { place }, subject, at: row.createdAt }),
  );
}

/** Every copy of the request's card has to show this version. */
export async function redraw(tx: Repositories, id: string, version: number, now: number): Promise<void> {
  await tx.deliveries.want(approvalSubject(id), version, now);
}

/** The same for the message that asks for a review of break-glass. */
export async function redrawReview(
  tx: Repositories,
  id: string,
  version: number,
  now: number,
): Promise<void> {
  await tx.deliveries.want(reviewSubject(id), version, now);
}

/** A private word to the requester; `occasion` is said once. */
export async function tellRequester(
  tx: Repositories,
  row: ApprovalRow,
  occasion: string,
  card: Card,
  now: number,
): Promise<void> {
  await tx.deliveries.enqueue(
    newDelivery({
      key: `told:${row.id}:${occasion}`,
      lane: "answer",
      to: { account: row.requesterAccount },
      card,
      at: now,
    }),
  );
}

/** A word in the thread under the request's card, where those who decide can see it. */
export async function noteUnder(
  tx: Repositories,
  row: ApprovalRow,
  occasion: string,
  card: Card,
  now: number,
): Promise<void> {
  for (const posted of await tx.deliveries.of(approvalSubject(row.id))) {
    if (posted.message === undefined) continue;
    const place = threadUnder(posted.to, posted.message);
    await tx.deliveries.enqueue(
      newDelivery({
        key: `note:${row.id}:${occasion}:${place.surface}:${place.channel}`,
        lane: "approval",
        to: { place },
        card,
        at: now,
      }),
    );
  }
}
