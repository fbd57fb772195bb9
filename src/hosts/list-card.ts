/** Hosts that fit a search. Says how many there are, and what was asked when there are none. */
import { card, mono, note, text } from "../chat/card.ts";
import type { Block, Card, Inline } from "../chat/card.ts";
import type { Device } from "../falcon/endpoints/hosts.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { HostQuery } from "./filters.ts";
import type { Matches } from "./resolve.ts";
import { candidateOf, containmentWords, filled, lastSeen, nameOf } from "./words.ts";

/** What a chat menu can hold. */
const CHOICES = 25;

const COLUMNS = ["Host", "Device id", "OS", "Type", "Containment", "Last seen"];

export function hostListCard({ devices, total }: Matches, query: HostQuery): Card {
  const data = { total, hosts: devices };
  const asked = askedFor(query);
  if (devices.length === 0) {
    return {
      ...card(
        "No host fits",
        text("Searched for ", asked, "."),
        note("Names are searched by beginning and by part."),
      ),
      data,
    };
  }
  const blocks: Block[] = [
    { kind: "table", columns: COLUMNS, rows: devices.map(row) },
    { kind: "choice", prompt: "Show one of them", options: devices.slice(0, CHOICES).map(option) },
    note("Searched for ", asked, ", newest first.", total > devices.length ? " --limit shows more." : ""),
  ];
  return { ...card(heading(devices.length, total), ...blocks), data };
}

function heading(shown: number, total: number): string {
  const hosts = `${total.toLocaleString("en")} ${total === 1 ? "host" : "hosts"}`;
  return shown < total ? `${hosts}, the newest ${shown.toLocaleString("en")} shown` : hosts;
}

const row = (device: Device): readonly Inline[] => [
  nameOf(device),
  mono(device.id),
  filled(device.os) ?? "",
  filled(device.machineType) ?? "",
  containmentWords(device.status),
  lastSeen(device),
];

function option(device: Device) {
  const { value, label, detail } = candidateOf(device);
  return { label, detail, press: { command: "host", args: { host: value }, as: "run" } } as const;
}

/** The search in words; what people typed is foreign text like any other. */
function askedFor({ text: words, platform, status, tag, group }: HostQuery): Inline {
  const parts: Inline[] = [
    ...(words === undefined ? [] : [mono(untrusted(words))]),
    ...(platform === undefined ? [] : [`platform ${platform}`]),
    ...(status === undefined ? [] : [containmentWords(status)]),
    ...(tag === undefined ? [] : [["tag ", mono(untrusted(tag))]]),
    ...(group === undefined ? [] : [["group ", mono(untrusted(group))]]),
  ];
  return parts.length === 0
    ? "all hosts"
    : parts.flatMap((part, index) => (index === 0 ? [part] : [" and ", part]));
}
