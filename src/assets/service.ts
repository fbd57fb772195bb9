/** Reads the inventory of assets, those without a sensor too. */
import type { Card } from "../chat/card.ts";
import { startOf, tokenPage, type Page } from "../chat/paging.ts";
import type { Asset, AssetsApi } from "../falcon/endpoints/assets.ts";
import type { Clock } from "../lib/clock.ts";
import { assetFilter } from "./filters.ts";
import { assetListCard, type AssetRequest } from "./list-card.ts";

const LAST_SEEN_FIRST = "last_seen_timestamp|desc";

export interface Assets {
  /** @throws UserError for a malformed filter */
  list(request: AssetRequest, signal?: AbortSignal): Promise<Page<Asset>>;
  listCard(request: AssetRequest, signal?: AbortSignal): Promise<Card>;
}

export function createAssets(parts: {
  readonly falcon: AssetsApi;
  readonly clock: Pick<Clock, "now">;
}): Assets {
  const { falcon, clock } = parts;
  const assets: Assets = {
    async list({ limit, cursor, ...query }, signal) {
      const start = startOf(cursor, clock.now());
      const found = await falcon.search(
        { filter: assetFilter(query, start.asOf), limit, after: start.token, sort: LAST_SEEN_FIRST },
        { signal },
      );
      return tokenPage(found, start);
    },
    listCard: async (request, signal) => assetListCard(await assets.list(request, signal), request),
  };
  return assets;
}
