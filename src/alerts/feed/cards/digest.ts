/** The card of a digest: numbers and hosts. What each alert says stands on its own card. */
import { ago, asks, at, buttons, card, list, mono, note, runs, strong, text } from "../../../chat/card.ts";
import type { Block, Card, Inline } from "../../../chat/card.ts";
import type { ApprovalRow, ContainmentRow } from "../../../store/rows.ts";
import { hostKeyOf } from "../host-key.ts";
import { count, EMPTY_TALLY } from "../tally.ts";
import { alertsWord, tallyWords, type ShownAlert } from "./lines.ts";

const MOST = 10;

export interface DigestView {
  readonly total: number;
  readonly alerts: readonly ShownAlert[];
  readonly isolated: readonly ContainmentRow[];
  readonly expired: readonly ApprovalRow[];
  readonly since: number;
}

export function digestCard({ total, alerts, isolated, expired, since }: DigestView): Card {
  const tally = count(
    EMPTY_TALLY,
    alerts.map(({ snapshot }) => snapshot),
    since,
  );
  const hosts = tally.hosts.map(({ key, label, count: number }): Inline => {
    const oldest = Math.min(
      ...alerts.filter(({ snapshot }) => hostKeyOf(snapshot) === key).map(({ createdAt }) => createdAt),
    );
    return [label, `: ${alertsWord(number)}, the oldest `, ago(oldest)];
  });
  const held = isolated.map((row): Inline => [
    row.hostname,
    " ",
    mono(row.deviceId),
    " since ",
    at(row.containedAt),
    ...(row.releaseAt === undefined ? [] : [", until ", at(row.releaseAt)]),
  ]);
  const unanswered = expired.map((row): Inline => [
    row.kind,
    " ",
    row.targets[0]?.hostname ?? "",
    ": ",
    row.reason,
    ", ",
    row.requesterName,
    " ",
    mono(row.id),
  ]);
  return {
    ...card(
      "Digest",
      ...section(
        `Still open: ${total === alerts.length ? tallyWords({ ...tally, total }) : alertsWord(total)}`,
        hosts,
        "Nothing is open.",
      ),
      ...section(`Still isolated: ${isolated.length}`, held, "No host is held isolated by Falconer."),
      ...section(`Expired unanswered: ${expired.length}`, unanswered, "Every request was answered."),
      note("Since ", at(since), "."),
      buttons(
        runs("Open alerts", "detections", { status: "open" }),
        ...isolated.slice(0, 1).map((row) => asks("Release", "release", { hosts: row.deviceId })),
      ),
    ),
    data: { open: total, isolated: isolated.length, expired: expired.length },
  };
}

function section(title: string, lines: readonly Inline[], none: string): readonly Block[] {
  if (lines.length === 0) return [text(strong(title)), note(none)];
  const more = lines.length - MOST;
  return [text(strong(title)), list(more > 0 ? [...lines.slice(0, MOST), `and ${more} more`] : lines)];
}
