/** The tables of the alert feed as Kysely sees them. */
import type { Cells } from "./columns.ts";
import type { AlertRow, CursorRow, EntryRow, FeedRow, GroupRow, PlacementRow } from "./feed-rows.ts";

export interface FeedSchema {
  alert: Cells<AlertRow>;
  alertCursor: Cells<CursorRow>;
  feed: Cells<FeedRow>;
  alertGroup: Cells<GroupRow>;
  alertEntry: Cells<EntryRow>;
  alertPlacement: Cells<PlacementRow>;
}
