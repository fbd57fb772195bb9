/** Hosts that fit a search. Says how many there are, and what was asked when there are none. */
import { mono } from "../chat/card.ts";
import type { Card, Inline } from "../chat/card.ts";
import type { Cursor } from "../chat/cursor.ts";
import { listingCard, type Column, type Export } from "../chat/listing.ts";
import type { Page } from "../chat/paging.ts";
import type { Device } from "../falcon/endpoints/hosts.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { HostQuery } from "./filters.ts";
import { candidateOf, containmentWords, filled, lastSeen, nameOf } from "./words.ts";

/** A search together with where its page begins, or the file that is wanted instead of pages. */
export interface HostRequest extends HostQuery {
  readonly cursor?: Cursor | undefined;
  readonly export?: Export | undefined;
}

const COLUMNS: readonly Column<Device>[] = [
  { name: "Host", cell: nameOf },
  { name: "Device id", cell: ({ id }) => mono(id) },
  { name: "OS", cell: ({ os }) => filled(os) ?? "" },
  { name: "Type", cell: ({ machineType }) => filled(machineType) ?? "" },
  { name: "Containment", cell: ({ status }) => containmentWords(status) },
  { name: "Last seen", cell: lastSeen },
  { name: "Last user", cell: ({ lastUser }) => filled(lastUser) ?? "", inFilesOnly: true },
  { name: "Local IP", cell: ({ localIp }) => localIp ?? "", inFilesOnly: true },
  { name: "External IP", cell: ({ externalIp }) => externalIp ?? "", inFilesOnly: true },
  { name: "MAC", cell: ({ macAddress }) => macAddress ?? "", inFilesOnly: true },
  { name: "Domain", cell: ({ domain }) => domain ?? "", inFilesOnly: true },
  { name: "Tags", cell: ({ tags }) => spaced(tags), inFilesOnly: true },
  { name: "Sensor", cell: ({ agentVersion }) => agentVersion ?? "", inFilesOnly: true },
];

/** Each row's choice runs `host` with the device id, for names are not unique. */
export function hostListCard(found: Page<Device>, request: HostRequest): Card {
  return listingCard({
    ...found,
    command: "hosts",
    args: { ...request, cursor: undefined },
    noun: { one: "host", many: "hosts" },
    none: { title: "No host fits", note: "Names are searched by beginning and by part." },
    asked: askedFor(request),
    order: "last seen first",
    columns: COLUMNS,
    choose(device) {
      const { value, label, detail } = candidateOf(device);
      return { label, detail, press: { command: "host", args: { host: value }, as: "run" } };
    },
    export: request.export,
  });
}

const spaced = (texts: readonly Inline[]): Inline =>
  texts.flatMap((one, index) => (index === 0 ? [one] : [" ", one]));

/** The search in words; what people typed is foreign text like any other. */
function askedFor({ text: words, platform, status, tag, group }: HostQuery): readonly Inline[] {
  const parts: readonly Inline[] = [
    ...(words === undefined ? [] : [mono(untrusted(words))]),
    ...(platform === undefined ? [] : [`platform ${platform}`]),
    ...(status === undefined ? [] : [containmentWords(status)]),
    ...(tag === undefined ? [] : [["tag ", mono(untrusted(tag))]]),
    ...(group === undefined ? [] : [["group ", mono(untrusted(group))]]),
  ];
  return parts.length === 0 ? ["all hosts"] : parts;
}
