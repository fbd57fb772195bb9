/**
 * `scan`: an on-demand scan of one host. It reports and changes nothing: what it finds
 * becomes detections, and removing that is another request.
 */
import { z } from "zod";
import { list, mono, strong, text } from "../chat/card.ts";
import { HOUR, MINUTE, SECOND } from "../lib/clock.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { Action, Look, Order } from "./action.ts";
import type { ScanState } from "./effects.ts";

const Params = z.object({ paths: z.array(z.string().min(1)).min(1) });

/** At least one path or pattern, as Falcon's scan takes them. */
export type ScanParams = z.infer<typeof Params>;

/** Followed by its mark in the scan's description, looked at every 15 s, for up to six hours. */
export const scan: Action<ScanParams> = {
  kind: "scan",
  target: "host",
  risk: "low",
  params: Params,
  words: {
    verb: "Scan",
    reached: "scanned",
    undo: "nothing: a scan only reads, and can be cancelled in Falcon",
  },
  countsAsIsolation: false,
  patience: { startMs: 15 * MINUTE, finishMs: 6 * HOUR, everyMs: 15 * SECOND },
  describe: ({ paths }) => ({
    facts: { Effect: "finds become detections; nothing is stopped or moved" },
    blocks: [text(strong("What is scanned")), list(paths.map((path) => mono(untrusted(path))))],
  }),
  execute: (order, { scans }, signal) => scans.start(order.target, order.params.paths, markOf(order), signal),
  async look(orders, { scans }, signal) {
    // Before anything was decided there is no scan to be found.
    const begun = orders.filter(({ attempts }) => attempts > 0);
    const states = begun.length === 0 ? new Map() : await scans.states(begun.map(markOf), signal);
    return new Map(
      orders.map((order): readonly [typeof order, Look] => [order, lookAt(states.get(markOf(order)))]),
    );
  },
};

const markOf = ({ execution, approval }: Order<ScanParams>): string => `Falconer ${approval} ${execution}`;

function lookAt(state: ScanState | undefined): Look {
  switch (state?.status) {
    case undefined:
      return { progress: "untouched" };
    case "waiting":
      return { progress: "under way", why: "the host has not begun yet" };
    case "running":
      return { progress: "under way" };
    case "completed":
      return { progress: "reached", why: resultWords(state) };
    case "canceled":
      return { progress: "over", why: "the scan was cancelled in Falcon" };
    case "failed":
      return { progress: "over", why: "the scan failed on the host" };
  }
}

/** A count that Falcon does not give is no zero: nobody may take silence for a clean host. */
function resultWords({ scanned, malicious, finds }: ScanState): string {
  const files = scanned === undefined ? "" : `${scanned.toLocaleString("en")} files, `;
  if (malicious === undefined) return `${files}Falcon did not say what was found`;
  if (malicious === 0) return `${files}nothing malicious found`;
  const more = malicious - finds.length;
  const named = finds.length === 0 ? "" : `: ${finds.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return `${files}${malicious} malicious${named}`;
}
