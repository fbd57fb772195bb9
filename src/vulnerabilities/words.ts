/** How a vulnerability is put into words. */
import { mono } from "../chat/card.ts";
import type { Inline } from "../chat/card.ts";
import type { Vulnerability } from "../falcon/endpoints/vulnerabilities.ts";
import { untrusted } from "../lib/untrusted.ts";

const STATUSES: Readonly<Record<string, string>> = {
  open: "open",
  reopen: "open again",
  closed: "closed",
  expired: "expired",
};

export const statusWords = (status: string): Inline => STATUSES[status] ?? mono(untrusted(status));

/** From 90 on it is used against somebody right now. */
const EXPLOITS = [
  [90, "actively exploited"],
  [60, "easily exploited"],
  [30, "exploit available"],
  [1, "exploit claimed"],
] as const;

export function exploitWords({ isKev, exploitStatus }: Vulnerability): string {
  const known = EXPLOITS.find(([least]) => (exploitStatus ?? 0) >= least)?.[1];
  return [...(isKev ? ["CISA KEV"] : []), ...(known === undefined ? [] : [known])].join(", ");
}

export const severityWords = ({ severity, baseScore, exprt }: Vulnerability): string =>
  [
    `${severity}${baseScore === undefined ? "" : ` ${baseScore}`}`,
    ...(exprt === undefined || exprt === severity ? [] : [`ExPRT ${exprt}`]),
  ].join(", ");

/** What Falcon says has to be done; the shortest of what it offers. */
export function remedyWords({ remedies }: Vulnerability): Inline {
  const [first, ...others] = remedies;
  const words = first?.action ?? first?.title;
  if (words === undefined) return "";
  return others.length === 0
    ? words
    : [words, ` (or ${others.length} other ${others.length === 1 ? "way" : "ways"})`];
}
