/** Assets that fit a question; those without a sensor are what people look for. */
import { ago, mono } from "../chat/card.ts";
import type { Card, Inline } from "../chat/card.ts";
import type { Cursor } from "../chat/cursor.ts";
import { listingCard, type Column, type Export } from "../chat/listing.ts";
import type { Page } from "../chat/paging.ts";
import type { Asset } from "../falcon/endpoints/assets.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { AssetQuery, EntityType } from "./filters.ts";

export interface AssetRequest extends AssetQuery {
  readonly limit: number;
  readonly cursor?: Cursor | undefined;
  readonly export?: Export | undefined;
}

const KINDS: Readonly<Record<EntityType, string>> = {
  managed: "managed",
  unmanaged: "unmanaged, no sensor",
  unsupported: "unsupported",
};

const kindWords = (type: string): Inline =>
  (KINDS as Readonly<Record<string, string>>)[type] ?? mono(untrusted(type));

const COLUMNS: readonly Column<Asset>[] = [
  { name: "Asset", cell: ({ hostname }) => hostname ?? "(no name)" },
  { name: "Kind", cell: ({ entityType }) => kindWords(entityType) },
  { name: "Local IP", cell: ({ localIp }) => localIp ?? "" },
  { name: "MAC", cell: ({ macAddresses }) => macAddresses[0] ?? "" },
  { name: "OS", cell: ({ os, platform }) => os ?? platform ?? "" },
  { name: "Type", cell: ({ machineType }) => machineType ?? "" },
  { name: "Last seen", cell: ({ lastSeenAt }) => momentCell(lastSeenAt) },
  { name: "Seen by", cell: ({ lastDiscoverer }) => lastDiscoverer ?? "" },
  { name: "Confidence", cell: ({ confidence }) => (confidence === undefined ? "" : `${confidence} %`) },
  { name: "Device id", cell: ({ deviceId }) => deviceId ?? "", inFilesOnly: true },
  { name: "External IP", cell: ({ externalIp }) => externalIp ?? "", inFilesOnly: true },
  { name: "Exposure", cell: ({ exposure }) => exposure ?? "", inFilesOnly: true },
  { name: "Criticality", cell: ({ criticality }) => criticality ?? "", inFilesOnly: true },
  { name: "Manufacturer", cell: ({ manufacturer }) => manufacturer ?? "", inFilesOnly: true },
  { name: "Owner", cell: ({ owner }) => owner ?? "", inFilesOnly: true },
  { name: "First seen", cell: ({ firstSeenAt }) => momentCell(firstSeenAt), inFilesOnly: true },
  { name: "Id", cell: ({ id }) => untrusted(id), inFilesOnly: true },
];

export function assetListCard(found: Page<Asset>, request: AssetRequest): Card {
  return listingCard({
    ...found,
    command: "discover",
    args: { ...request, cursor: undefined },
    noun: { one: "asset", many: "assets" },
    asked: askedFor(request),
    order: "last seen first; the inventory is some hours old",
    columns: COLUMNS,
    choose: ({ deviceId, hostname }) =>
      deviceId === undefined
        ? undefined
        : {
            label: hostname ?? deviceId,
            detail: mono(deviceId),
            press: { command: "host", args: { host: deviceId }, as: "run" },
          },
    export: request.export,
  });
}

function askedFor({ text, days, status }: AssetRequest): readonly Inline[] {
  return [
    `seen in the last ${days === 1 ? "day" : `${days} days`}`,
    ...(status === undefined ? [] : [kindWords(status)]),
    ...(text === undefined ? [] : [mono(untrusted(text))]),
  ];
}

const momentCell = (moment: number | undefined): Inline => (moment === undefined ? "" : ago(moment));
