/** Reads custom indicators. Blocking and unblocking are left to actions. */
import type { Card } from "../chat/card.ts";
import { startOf, tokenPage } from "../chat/paging.ts";
import type { Indicator, IndicatorsApi, Reach } from "../falcon/endpoints/indicators.ts";
import { BotError } from "../lib/errors.ts";
import type { Clock } from "../lib/clock.ts";
import { exactly, indicatorFilter } from "./filters.ts";
import { indicatorListCard, type IndicatorRequest, type IndicatorsFound } from "./list-card.ts";
import { indicatorIn, type WrittenIndicator } from "./read-indicator.ts";

export type IndicatorsPort = Pick<IndicatorsApi, "search" | "reach">;

const NEWEST_FIRST = "modified_on.desc";
/** One value can have one indicator of its own and one of each parent. */
const TWINS = 20;

export interface Indicators {
  list(request: IndicatorRequest, signal?: AbortSignal): Promise<IndicatorsFound>;
  /** Those of exactly this value, expired ones too, our own tenant's first. */
  of(indicator: WrittenIndicator, signal?: AbortSignal): Promise<readonly Indicator[]>;
  /** Undefined when it cannot be told. */
  reach(indicator: WrittenIndicator, signal?: AbortSignal): Promise<Reach | undefined>;
  listCard(request: IndicatorRequest, signal?: AbortSignal): Promise<Card>;
}

export function createIndicators(parts: {
  readonly falcon: IndicatorsPort;
  readonly clock: Pick<Clock, "now">;
}): Indicators {
  const { falcon, clock } = parts;
  const indicators: Indicators = {
    async list(request, signal) {
      const { limit, cursor, value } = request;
      const start = startOf(cursor, clock.now());
      const wanted = value === undefined || cursor !== undefined ? undefined : indicatorIn(value);
      const [page, reach] = await Promise.all([
        falcon.search(
          { filter: indicatorFilter(request, start.asOf), limit, after: start.token, sort: NEWEST_FIRST },
          { signal },
        ),
        wanted === undefined ? undefined : indicators.reach(wanted, signal),
      ]);
      return { ...tokenPage(page, start), reach };
    },
    async of(indicator, signal) {
      const { rows } = await falcon.search({ filter: exactly(indicator), limit: TWINS }, { signal });
      return rows
        .filter(
          ({ type, value, isDeleted }) => type === indicator.type && value.is(indicator.value) && !isDeleted,
        )
        .toSorted((a, b) => Number(a.isFromParent) - Number(b.isFromParent));
    },
    async reach({ type, value }, signal) {
      try {
        return await falcon.reach(type, value, { signal });
      } catch (fault) {
        // An extra line: the answer does not hang on it.
        if (fault instanceof BotError) return undefined;
        throw fault;
      }
    },
    listCard: async (request, signal) => indicatorListCard(await indicators.list(request, signal), request),
  };
  return indicators;
}
