/** How a host's record is put into words; shared by its card, lists and choices. */
import { ago, strong } from "../chat/card.ts";
import type { Inline, Tone } from "../chat/card.ts";
import type { Candidate } from "../chat/ambiguity.ts";
import { isSuspicious } from "../chat/visible.ts";
import type { Device } from "../falcon/endpoints/hosts.ts";
import type { Untrusted } from "../lib/untrusted.ts";

/** What Falcon calls the states of network containment, and what people do. */
const CONTAINMENT: Readonly<Record<string, { readonly words: string; readonly tone: Tone }>> = {
  normal: { words: "normal, on the network", tone: "neutral" },
  containment_pending: { words: "containment pending", tone: "waiting" },
  contained: { words: "contained", tone: "danger" },
  lift_containment_pending: { words: "release pending", tone: "waiting" },
};

/** A state that Falcon did not have when this was written is shown as it stands. */
export const containmentWords = (status: string): string => CONTAINMENT[status]?.words ?? status;
/** Contained is `danger`: the machine cannot work, and somebody has to end that. */
export const containmentTone = (status: string): Tone => CONTAINMENT[status]?.tone ?? "neutral";

/** Falcon writes "" for what it does not know. */
export const filled = (text: Untrusted | undefined): Untrusted | undefined =>
  text === undefined || text.matches(/^\s*$/) ? undefined : text;

/** Never empty: a card without a name would be about nothing. */
export const nameOf = ({ hostname }: Pick<Device, "hostname">): Inline =>
  filled(hostname) ?? "(host without a name)";

/** As a span of time, which the surface keeps current. */
export const lastSeen = ({ lastSeenAt }: Pick<Device, "lastSeenAt">): Inline =>
  lastSeenAt === undefined ? "never seen" : ago(lastSeenAt);

/** One entry of a choice between hosts: enough to tell re-imaged twins apart. */
export const candidateOf = (
  device: Pick<Device, "id" | "hostname" | "os" | "status" | "lastSeenAt">,
): Candidate => ({
  value: device.id,
  label: nameOf(device),
  detail: [
    filled(device.os) === undefined ? "" : [device.os, ", "],
    "last seen ",
    lastSeen(device),
    ", ",
    containmentWords(device.status),
  ],
});

/** Warnings about the name itself, which chose what people believe they look at. */
export function nameWarnings(device: Device): readonly Inline[] {
  return device.hostname.passes(isSuspicious)
    ? [
        [
          strong("This name may not be what it seems"),
          ": it has hidden or look-alike characters. Go by the device id.",
        ],
      ]
    : [];
}
