/** Assets on the network, with a sensor or without. Source: falcon-api "Discover". */
import { z } from "zod";
import { integer, moment, text, texts, word } from "../envelope.ts";
import type { Fql } from "../fql.ts";
import type { Ask, CallOptions } from "../request.ts";
import { DeviceId } from "./device.ts";
import { afterPage } from "./page.ts";

const Asset = z
  .looseObject({
    id: z.string().min(1),
    aid: DeviceId.optional().catch(undefined),
    entity_type: word,
    hostname: text,
    platform_name: text,
    os_version: text,
    product_type_desc: text,
    current_local_ip: text,
    external_ip: text,
    mac_addresses: texts,
    system_manufacturer: text,
    machine_domain: text,
    internet_exposure: word,
    criticality: text,
    confidence: integer,
    last_discoverer_hostname: text,
    discoverer_count: integer,
    data_providers: texts,
    owned_by: text,
    used_for: text,
    tags: texts,
    first_seen_timestamp: moment,
    last_seen_timestamp: moment,
  })
  .transform((row) => ({
    id: row.id,
    /** The host's own id, where it has a sensor. */
    deviceId: row.aid,
    /** managed, unmanaged, unsupported */
    entityType: row.entity_type ?? "unknown",
    hostname: row.hostname,
    platform: row.platform_name,
    os: row.os_version,
    machineType: row.product_type_desc,
    localIp: row.current_local_ip,
    externalIp: row.external_ip,
    macAddresses: row.mac_addresses,
    manufacturer: row.system_manufacturer,
    domain: row.machine_domain,
    exposure: row.internet_exposure,
    criticality: row.criticality,
    /** 25, 50 or 75: how sure Falcon is that this is one machine. */
    confidence: row.confidence,
    lastDiscoverer: row.last_discoverer_hostname,
    discoverers: row.discoverer_count,
    dataProviders: row.data_providers,
    owner: row.owned_by,
    usedFor: row.used_for,
    tags: row.tags,
    firstSeenAt: row.first_seen_timestamp,
    lastSeenAt: row.last_seen_timestamp,
  }));

/** Hours old. What has no sensor has no `deviceId`: nothing can be done to it, only told about it. */
export type Asset = z.output<typeof Asset>;

const AssetPage = afterPage(Asset);

/** One page by token, which belongs to one filter and one sort. */
export interface AssetSearch {
  /** Required by the service. */
  readonly filter: Fql;
  /** At most 1,000. */
  readonly limit: number;
  readonly after?: string | undefined;
  /** One field alone. */
  readonly sort?: string;
}

/** Scope `Assets: Read`; a 403 may also mean that the module is not licensed. */
export const assetsApi = (ask: Ask) => ({
  /** Assets that match. GET /discover/combined/hosts/v1 */
  search: ({ filter, limit, after, sort }: AssetSearch, options?: CallOptions) =>
    ask(
      {
        method: "GET",
        path: "/discover/combined/hosts/v1",
        query: { filter, limit, after, sort },
        scope: "Assets: Read (assets:read)",
        family: "inventory",
        isRead: true,
        reply: AssetPage,
      },
      options,
    ),
});

export type AssetsApi = ReturnType<typeof assetsApi>;
