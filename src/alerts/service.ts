/**
 * Reads alerts: lists by filter, one by whatever id or link was pasted, and how many are
 * open for a host. Writing to them is left to actions.
 */
import { NotFound } from "../chat/ambiguity.ts";
import type { Card } from "../chat/card.ts";
import { offsetPage, startOf } from "../chat/paging.ts";
import type { Alert, AlertsApi } from "../falcon/endpoints/alerts.ts";
import { fql } from "../falcon/fql.ts";
import type { Clock } from "../lib/clock.ts";
import { UserError } from "../lib/errors.ts";
import { untrusted } from "../lib/untrusted.ts";
import { alertCard } from "./cards.ts";
import { alertFilter, openOf } from "./filters.ts";
import type { AlertQuery } from "./filters.ts";
import { alertListCard, queryOf } from "./list-card.ts";
import type { AlertPage, ListRequest } from "./list-card.ts";
import { countedPicture, MOST_COUNTED, treePicture } from "./pictures.ts";
import type { PicturesPort } from "./pictures.ts";
import { severityOf } from "./severity.ts";
import type { Severity } from "./severity.ts";
import { readAlertId } from "./written-id.ts";

export type AlertsPort = Pick<AlertsApi, "query" | "details">;

/** What reads best first. */
const NEWEST_FIRST = "created_timestamp.desc";
const WORST_FIRST = "severity.desc";

export interface Alerts {
  /** From `offset` on, of those that there were at the moment `asOf`. */
  list(
    query: AlertQuery,
    signal?: AbortSignal,
    from?: { readonly asOf: number; readonly offset: number },
  ): Promise<AlertPage>;
  /**
   * By composite id, by the id without the customer's part, or by a link into the console.
   * @throws NotFound, or UserError when it cannot be an id
   */
  get(written: string, signal?: AbortSignal): Promise<Alert>;
  openFor(
    deviceId: string,
    signal?: AbortSignal,
  ): Promise<{ readonly count: number; readonly worst?: Severity }>;
  card(written: string, signal?: AbortSignal): Promise<Card>;
  listCard(request: ListRequest, signal?: AbortSignal): Promise<Card>;
}

export function createAlerts(parts: {
  readonly falcon: AlertsPort;
  readonly clock: Pick<Clock, "now">;
  /** Absent: cards are words alone. */
  readonly pictures?: PicturesPort;
}): Alerts {
  const { falcon: port, pictures } = parts;
  const alerts: Alerts = {
    async list(query, signal, from) {
      const filter = alertFilter(query, from?.asOf ?? parts.clock.now(), from !== undefined);
      const search = { filter, limit: query.limit, sort: NEWEST_FIRST };
      const { ids, total } = await port.query(
        from === undefined ? search : { ...search, offset: from.offset },
        { signal },
      );
      const found = ids.length === 0 ? [] : await port.details(ids, { signal });
      return { alerts: found.filter((alert) => isWanted(alert, query)), total };
    },
    async get(written, signal) {
      const meant = readAlertId(written);
      if (meant === undefined) {
        throw new UserError(
          "That is no alert id. Paste the id from a card, or the link from the Falcon console.",
        );
      }
      const ids = meant.kind === "composite" ? [meant.id] : await idsEndingIn(port, meant.id, signal);
      const found = ids.length === 1 ? await port.details(ids, { signal }) : [];
      const alert = found.find(({ compositeId }) => compositeId.toLowerCase() === ids[0]?.toLowerCase());
      if (alert === undefined) throw new NotFound("alert", untrusted(written));
      return alert;
    },
    async openFor(deviceId, signal) {
      const filter = openOf(deviceId);
      const { ids, total } = await port.query({ filter, limit: 1, sort: WORST_FIRST }, { signal });
      const [worst] = ids.length === 0 ? [] : await port.details(ids, { signal });
      return { count: total, ...(worst === undefined ? {} : { worst: severityOf(worst) }) };
    },
    async card(written, signal) {
      const alert = await alerts.get(written, signal);
      return alertCard(alert, pictures && (await treePicture(pictures, alert, signal)));
    },
    async listCard(request, signal) {
      const query = queryOf(request);
      const { cursor, chart } = request;
      const start = startOf(cursor, parts.clock.now());
      const paged = ({ alerts: rows, total }: AlertPage) => offsetPage({ rows, total }, start, query.limit);
      const from = cursor === undefined ? undefined : { asOf: cursor.asOf, offset: cursor.skipped };
      if (chart !== true || pictures === undefined || from !== undefined) {
        return alertListCard(paged(await alerts.list(query, signal, from)), request);
      }
      const found = await alerts.list({ ...query, limit: Math.max(query.limit, MOST_COUNTED) }, signal);
      const page = paged({ ...found, alerts: found.alerts.slice(0, query.limit) });
      if (found.alerts.length === 0) return alertListCard(page, request);
      return alertListCard(
        page,
        request,
        await countedPicture(pictures, found, request, parts.clock.now(), signal),
      );
    },
  };
  return alerts;
}

/** The id without the customer's part is unique within one customer. */
async function idsEndingIn(port: AlertsPort, id: string, signal?: AbortSignal): Promise<readonly string[]> {
  const { ids } = await port.query({ filter: fql`id:${id}`, limit: 2 }, { signal });
  return ids;
}

/** Numbers and names of severities disagree at the edges; the name is what people asked for. */
const isWanted = (alert: Alert, { severities }: AlertQuery): boolean =>
  severities === undefined || severities.includes(severityOf(alert));
