/** Custom indicators that fit a question. */
import { asks, ago, buttons, mono, text } from "../chat/card.ts";
import type { Block, Card, Inline } from "../chat/card.ts";
import type { Cursor } from "../chat/cursor.ts";
import { listingCard, type Column, type Export } from "../chat/listing.ts";
import type { Page } from "../chat/paging.ts";
import type { Indicator, Reach } from "../falcon/endpoints/indicators.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { IndicatorQuery } from "./filters.ts";
import { indicatorIn } from "./read-indicator.ts";
import { actionWords, lifeWords, scopeWords, typeWords } from "./words.ts";

export interface IndicatorRequest extends IndicatorQuery {
  readonly limit: number;
  readonly cursor?: Cursor | undefined;
  readonly export?: Export | undefined;
}

export interface IndicatorsFound extends Page<Indicator> {
  /** On how many hosts the one value asked for was seen. */
  readonly reach?: Reach | undefined;
}

const COLUMNS: readonly Column<Indicator>[] = [
  { name: "Indicator", cell: ({ value }) => mono(value) },
  { name: "Type", cell: ({ type }) => typeWords(type) },
  { name: "Action", cell: ({ action }) => actionWords(action) },
  { name: "Severity", cell: ({ severity }) => severity ?? "" },
  { name: "Life", cell: lifeWords },
  { name: "Changed", cell: ({ modifiedAt, createdAt }) => momentCell(modifiedAt ?? createdAt) },
  { name: "Description", cell: ({ description }) => description ?? "" },
  { name: "For", cell: scopeWords, inFilesOnly: true },
  { name: "Source", cell: ({ source }) => source ?? "", inFilesOnly: true },
  { name: "Platforms", cell: ({ platforms }) => platforms.join(" "), inFilesOnly: true },
  { name: "Tags", cell: ({ tags }) => spaced(tags), inFilesOnly: true },
  { name: "Created", cell: ({ createdAt }) => momentCell(createdAt), inFilesOnly: true },
  { name: "Created by", cell: ({ createdBy }) => createdBy ?? "", inFilesOnly: true },
  { name: "Changed by", cell: ({ modifiedBy }) => modifiedBy ?? "", inFilesOnly: true },
  { name: "Id", cell: ({ id }) => mono(untrusted(id)), inFilesOnly: true },
];

export function indicatorListCard(found: IndicatorsFound, request: IndicatorRequest): Card {
  return listingCard({
    ...found,
    command: "iocs",
    args: { ...request, cursor: undefined },
    noun: { one: "indicator", many: "indicators" },
    asked: askedFor(request),
    order: "last changed first",
    columns: COLUMNS,
    more: moreOf(found, request),
    export: request.export,
  });
}

/** Of one value: where it was seen, and what can be done. */
function moreOf({ rows, reach }: IndicatorsFound, { value }: IndicatorRequest): readonly Block[] {
  const indicator = value === undefined ? undefined : indicatorIn(value);
  if (indicator === undefined) return [];
  const isBlocked = rows.some(({ action, isExpired }) => !isExpired && action !== "allow");
  return [
    ...(reach === undefined ? [] : [text(`Seen on ${reachWords(reach)}.`)]),
    buttons(
      isBlocked
        ? asks("Unblock", "unblock", { indicator: indicator.value })
        : asks("Block", "block", { indicator: indicator.value }, "danger"),
    ),
  ];
}

export const reachWords = ({ hosts, isMore }: Reach): string =>
  `${isMore ? "more than " : ""}${hosts.toLocaleString("en")} ${hosts === 1 && !isMore ? "host" : "hosts"}`;

function askedFor({ value, days, type, severity }: IndicatorRequest): readonly Inline[] {
  const parts: readonly Inline[] = [
    ...(value === undefined ? [] : [["value ", mono(untrusted(value))]]),
    ...(type === undefined ? [] : [["type ", typeWords(type)]]),
    ...(severity === undefined ? [] : [severity === "critical" ? "critical" : `${severity} or worse`]),
    ...(days === undefined ? [] : [`made or changed in the last ${days === 1 ? "day" : `${days} days`}`]),
  ];
  return parts.length === 0 ? ["all custom indicators"] : parts;
}

const momentCell = (moment: number | undefined): Inline => (moment === undefined ? "" : ago(moment));

const spaced = (texts: readonly Inline[]): Inline =>
  texts.flatMap((one, index) => (index === 0 ? [one] : [" ", one]));
