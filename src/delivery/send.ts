/**
 * Says one thing: draws it as it stands now, finds where it belongs, and posts or edits it. That
 * a post was begun is written down just before, so that after a crash only what may have arrived
 * is looked for. Pins come before the row counts as sent: a crash in between repeats them.
 */
import { PlaceGone, type ChatAdapter } from "../chat/adapter.ts";
import type { Card } from "../chat/card.ts";
import type { AccountRef } from "../chat/person.ts";
import { threadUnder, type MessageRef, type Place } from "../chat/place.ts";
import type { DeliveryRow } from "../store/rows.ts";
import type { ClaimedDelivery } from "../store/store.ts";
import type { Painted } from "./painters.ts";
import { pinned } from "./pin.ts";
import { PARENT_MS, type DeliveryParts } from "./ports.ts";

/** Surfaces where nobody can be told anything later. */
const DEAF_SURFACES: ReadonlySet<string> = new Set(["terminal", "mcp"]);

/** False when nothing was said yet. */
export async function send(parts: DeliveryParts, row: ClaimedDelivery): Promise<boolean> {
  const drawn: Painted | undefined =
    row.subject === undefined ? { card: row.card as Card, version: 1 } : await parts.paint(row.subject);
  if (drawn === undefined) {
    await parts.store.deliveries.settle(row.id, { state: "failed", error: "what it shows is no more" });
    return false;
  }
  const to = await destination(parts, row);
  if (to === "later") {
    const { attempts } = row;
    await parts.store.deliveries.settle(row.id, {
      state: "queued",
      attempts: attempts - 1,
      nextAt: parts.clock.now() + PARENT_MS,
    });
    return false;
  }
  if (to === "nobody") {
    // No failure that anybody could mend: the answer was given there and then.
    await parts.store.deliveries.settle(row.id, {
      state: "sent",
      drawnVersion: drawn.version,
      error: "nobody can be told there",
    });
    return false;
  }
  const surface = "account" in to ? to.account.surface : to.surface;
  const adapter = parts.adapters.get(surface);
  if (adapter === undefined) throw new PlaceGone(`the surface ${surface} is off`);
  const say: Say = {
    adapter,
    to,
    row,
    card: drawn.card,
    begin: () => parts.store.deliveries.beginPost(row.id),
  };
  const message = row.message === undefined ? await post(say) : await edit(say, row.message);
  await parts.store.deliveries.settle(row.id, {
    state: "sent",
    drawnVersion: drawn.version,
    attempts: 0,
    error: undefined,
    ...(message === undefined
      ? {}
      : { message: await pinned({ adapter, row, message, log: parts.log }, drawn.isPinned) }),
  });
  return true;
}

type Destination = Place | { readonly account: AccountRef };

/** What is said under another message waits for it, and follows it to wherever it was posted. */
async function destination(
  { store, adapters, accountsBeside }: DeliveryParts,
  { to }: DeliveryRow,
): Promise<Destination | "later" | "nobody"> {
  if ("account" in to) {
    if (!DEAF_SURFACES.has(to.account.surface)) return { account: to.account };
    const others = await accountsBeside(to.account);
    const account = others.find(({ surface }) => adapters.get(surface)?.direct !== undefined);
    return account === undefined ? "nobody" : { account };
  }
  if (to.under === undefined) return to.place;
  const above = await store.deliveries.byKey(to.under);
  if (above === undefined || above.state === "failed") return to.place;
  // Queued with a message, it is about to be edited, or posted elsewhere because its place is gone.
  if (above.state === "queued" || above.message === undefined) return "later";
  return threadUnder(above.to, above.message);
}

interface Say {
  readonly adapter: ChatAdapter;
  readonly to: Destination;
  readonly row: ClaimedDelivery;
  readonly card: Card;
  readonly begin: () => Promise<void>;
}

/** An earlier try may have arrived though we never heard: look before saying it twice. */
async function post(say: Say): Promise<MessageRef | undefined> {
  const { adapter, to, row, card } = say;
  if ("account" in to) {
    await say.begin();
    return adapter.direct?.(to.account, card, row.id);
  }
  const found = row.wasSending ? await adapter.find?.(to, row.id) : undefined;
  if (found !== undefined && (await isEdited(adapter, found, card))) return found;
  await say.begin();
  return adapter.post(to, card, row.id);
}

/** Somebody may have deleted the message: the truth has to stand somewhere, so it is posted anew. */
const edit = async (say: Say, message: MessageRef): Promise<MessageRef | undefined> =>
  (await isEdited(say.adapter, message, say.card)) ? message : post(say);

async function isEdited(adapter: ChatAdapter, message: MessageRef, card: Card): Promise<boolean> {
  try {
    await adapter.update(message, card);
    return true;
  } catch (error) {
    if (error instanceof PlaceGone) return false;
    throw error;
  }
}
