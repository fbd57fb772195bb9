/** What delivering needs, and what is delivered. */
import type { ChatAdapter } from "../chat/adapter.ts";
import type { AccountRef } from "../chat/person.ts";
import type { Place } from "../chat/place.ts";
import { SECOND, type Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { DeliveryRow } from "../store/rows.ts";
import type { Store } from "../store/store.ts";
import type { Paint } from "./painters.ts";

/** Between two looks whether the message above is there. */
export const PARENT_MS = SECOND / 2;

export interface DeliveryParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: string;
  readonly adapters: ReadonlyMap<string, ChatAdapter>;
  readonly paint: Paint;
  /** Where something goes whose place is gone; tried in order. */
  readonly fallbacks: (row: DeliveryRow) => Promise<readonly Place[]>;
  /** The same person's accounts elsewhere, the best first: a shell or an agent hears nothing later on. */
  readonly accountsBeside: (account: AccountRef) => Promise<readonly AccountRef[]>;
  /** A place can no longer be written to: somebody has to know. */
  readonly onPlaceGone: (row: DeliveryRow, next: Place | undefined, why: string) => Promise<void>;
  /** Something that people's overviews show has changed. */
  readonly onDelivered: (row: DeliveryRow) => void;
}
