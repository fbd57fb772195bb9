/** The one live card of a channel in a storm: how many, where, what, and a picture of it. */
import { at, buttons, facts, list, note, runs, strong, text, toned } from "../../../chat/card.ts";
import type { Block, Card, Inline } from "../../../chat/card.ts";
import type { Counted, GroupRow } from "../../../store/feed-rows.ts";
import { worstOf } from "../tally.ts";
import { alertsWord, statusCounts, tallyWords, toneOf } from "./lines.ts";

const TOP = 8;

export interface StormView {
  readonly group: GroupRow;
  readonly statuses: Readonly<Record<string, number>>;
  readonly picture: readonly Block[];
}

export function stormCard({ group, statuses, picture }: StormView): Card {
  const { tally, openedAt, lastAt } = group;
  const isOver = group.state === "closed";
  const hosts = `${tally.hostCount.toLocaleString("en")} ${tally.hostCount === 1 ? "host" : "hosts"}`;
  const blocks: Block[] = [
    text(
      isOver
        ? "It has passed; alerts have cards of their own again."
        : "Too many to tell one by one. This card is kept up to date until it is over.",
    ),
    facts({
      Alerts: tallyWords(tally),
      Status: statusCounts(statuses),
      Since: at(openedAt),
      [isOver ? "Until" : "Latest"]: at(lastAt),
    }),
    ...picture,
    ...top("Hosts", tally.hosts),
    ...top("Techniques", tally.techniques),
    note("Every one of them is named in the files below."),
    buttons(runs("Details", "detections", { days: "1" })),
  ];
  return {
    ...toned(
      isOver ? "neutral" : toneOf(worstOf(tally)),
      `Alert storm: ${alertsWord(tally.total)} on ${hosts}`,
      ...blocks,
    ),
    data: { group: group.id, alerts: tally.total, hosts: tally.hostCount },
  };
}

function top(title: string, counted: readonly Counted[]): readonly Block[] {
  if (counted.length === 0) return [];
  const lines = counted
    .slice(0, TOP)
    .map(({ label, count }): Inline => [label, ` (${count.toLocaleString("en")})`]);
  const more = counted.length - TOP;
  return [text(strong(title)), list(more > 0 ? [...lines, `and ${more.toLocaleString("en")} more`] : lines)];
}
