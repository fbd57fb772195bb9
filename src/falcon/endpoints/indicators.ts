/** Custom indicators: search, reach, create, change, delete by id. Source: falcon-api "IOC management". */
import { z } from "zod";
import { Envelope, integer, recordsOf } from "../envelope.ts";
import type { Fql } from "../fql.ts";
import type { Ask, CallOptions } from "../request.ts";
import { throwRefusal } from "./accepted.ts";
import { IndicatorPage, type IndicatorType } from "./indicator.ts";

export type { Indicator, IndicatorType } from "./indicator.ts";

const READ = "IOC Management: Read (ioc:read)";
const WRITE = "IOC Management: Write (ioc:write)";
const ENTITIES = "/iocs/entities/indicators/v1";

/** One page by token; `offset` is left alone, for the service refuses both together. */
export interface IndicatorSearch {
  readonly filter?: Fql | undefined;
  /** At most 2,000. */
  readonly limit: number;
  readonly after?: string | undefined;
  /** `modified_on.desc` */
  readonly sort?: string;
}

/** What an indicator does on the hosts: hashes can be prevented, addresses and domains are detected. */
export interface IndicatorTerms {
  readonly action: "prevent" | "detect";
  /** `informational` to `critical`; the service demands it for both actions. */
  readonly severity: string;
  /** `windows`, `mac`, `linux`. */
  readonly platforms: readonly string[];
  readonly description: string;
  /** RFC 3339. */
  readonly expiration: string;
}

const DeviceCounts = recordsOf(
  z.looseObject({ device_count: integer, limit_exceeded: z.boolean().nullish().catch(undefined) }),
);

/** Hosts on which the indicator was seen, not hosts on which a block is in force. */
export interface Reach {
  readonly hosts: number;
  /** Falcon stopped counting. */
  readonly isMore: boolean;
}

/** Scopes `IOC Management: Read` and `Write`; the older `/indicators` twins are not used. */
export const indicatorsApi = (ask: Ask) => ({
  /** Indicators that match, with their records. GET /iocs/combined/indicator/v1 */
  search: ({ filter, limit, after, sort }: IndicatorSearch, options?: CallOptions) =>
    ask(
      {
        method: "GET",
        path: "/iocs/combined/indicator/v1",
        query: { filter, limit, after, sort },
        scope: READ,
        family: "inventory",
        isRead: true,
        reply: IndicatorPage,
      },
      options,
    ),

  /** On how many hosts it was seen. GET /iocs/aggregates/indicators/device-count/v1 */
  reach: async (type: IndicatorType, value: string, options?: CallOptions): Promise<Reach | undefined> => {
    const [found] = await ask(
      {
        method: "GET",
        path: "/iocs/aggregates/indicators/device-count/v1",
        query: { type, value },
        scope: READ,
        family: "inventory",
        isRead: true,
        reply: DeviceCounts,
      },
      options,
    );
    if (found?.device_count === undefined) return undefined;
    return { hosts: found.device_count, isMore: found.limit_exceeded === true };
  },

  /** One for all hosts; all or nothing, a duplicate is refused. POST /iocs/entities/indicators/v1 */
  create: async (
    indicator: IndicatorTerms & {
      readonly type: IndicatorType;
      readonly value: string;
      readonly comment: string;
      readonly tags: readonly string[];
    },
    options?: CallOptions,
  ): Promise<void> => {
    const { comment, ...fields } = indicator;
    const body = { comment, indicators: [{ ...fields, source: "Falconer", applied_globally: true }] };
    await send(ask, "POST", { body }, options);
  },

  /** Gives one indicator other terms. PATCH /iocs/entities/indicators/v1 */
  change: async (
    id: string,
    { comment, ...terms }: IndicatorTerms & { readonly comment: string },
    options?: CallOptions,
  ): Promise<void> => {
    const body = { comment, indicators: [{ id, ...terms, applied_globally: true }] };
    await send(ask, "PATCH", { body }, options);
  },

  /** By ids alone, never by a filter: that would win over the ids. DELETE /iocs/entities/indicators/v1 */
  remove: async (ids: readonly string[], comment: string, options?: CallOptions): Promise<void> => {
    if (ids.length === 0) throw new RangeError("naming no indicator deletes none");
    await send(ask, "DELETE", { query: { ids, comment } }, options);
  },
});

export type IndicatorsApi = ReturnType<typeof indicatorsApi>;

async function send(
  ask: Ask,
  method: "POST" | "PATCH" | "DELETE",
  what: { readonly body?: unknown; readonly query?: Readonly<Record<string, string | readonly string[]>> },
  options?: CallOptions,
): Promise<void> {
  const answer = await ask(
    {
      method,
      path: ENTITIES,
      ...what,
      scope: WRITE,
      family: "changes",
      isRead: false,
      reply: Envelope,
    },
    options,
  );
  const isRefused = answer.resources.some((row) => Complaint.safeParse(row).success);
  const errors = answer.errors.length === 0 && isRefused ? [{ code: 400 }] : answer.errors;
  const order = { method, path: ENTITIES, scope: WRITE, what: "the change of this indicator" };
  throwRefusal(order, { ...answer, errors });
}

/** Some refusals come as a record of the indicator that carries a message instead of an error. */
const Complaint = z.looseObject({ message_type: z.literal("error") });
