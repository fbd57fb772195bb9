/** Draws what the feed says, from its rows, each time that it is said or has changed. */
import { setImmediate } from "node:timers/promises";
import type { Block, Card } from "../../chat/card.ts";
import type { GroupRow } from "../../store/feed-rows.ts";
import type { Repositories } from "../../store/store.ts";
import { fileCard, linesCard } from "./cards/entry.ts";
import { incidentCard } from "./cards/incident.ts";
import { isShown, type ShownAlert } from "./cards/lines.ts";
import { stormCard } from "./cards/storm.ts";
import { idIn } from "./subjects.ts";

/** The cards of storms are made of thousands of rows: people's turns come in between. */
const READ_AT_ONCE = 100;
const COUNTED_AT_ONCE = 2_000;

/** A picture of a storm: its severities over time and its busiest hosts. No picture is no fault. */
export type StormChart = (group: GroupRow) => Promise<readonly Block[]>;

export interface PainterParts {
  readonly store: Pick<Repositories, "alerts" | "groups">;
  readonly stormChart: StormChart;
}

export interface Painted {
  readonly card: Card;
  readonly version: number;
}

export async function paintGroup(parts: PainterParts, subject: string): Promise<Painted | undefined> {
  const group = await parts.store.groups.get(idIn(subject));
  if (group === undefined) return undefined;
  const card = group.kind === "storm" ? await drawStorm(parts, group) : await drawIncident(parts, group);
  return card && { card, version: group.version };
}

export async function drawIncident({ store }: PainterParts, group: GroupRow): Promise<Card | undefined> {
  const lead = group.leadId === undefined ? undefined : await store.alerts.get(group.leadId);
  if (!isShown(lead)) return undefined;
  const statuses = await store.groups.statuses(group.id);
  const previous = group.previous === undefined ? undefined : await store.groups.get(group.previous);
  return incidentCard({ group, lead, statuses, previous });
}

async function drawStorm({ store, stormChart }: PainterParts, group: GroupRow): Promise<Card> {
  const statuses = new Map<string, number>();
  for (let from = 0; from < group.tally.total; from += COUNTED_AT_ONCE) {
    const counted = await store.groups.statuses(group.id, { from, count: COUNTED_AT_ONCE });
    for (const [status, count] of Object.entries(counted))
      statuses.set(status, (statuses.get(status) ?? 0) + count);
    await setImmediate();
  }
  return stormCard({ group, statuses: Object.fromEntries(statuses), picture: await stormChart(group) });
}

export async function paintEntry({ store }: PainterParts, subject: string): Promise<Painted | undefined> {
  const entry = await store.groups.entry(idIn(subject));
  if (entry === undefined) return undefined;
  const alerts: ShownAlert[] = [];
  for (let from = 0; from < entry.count; from += READ_AT_ONCE) {
    const rows = await store.groups.alertsOfEntry(entry.id, { from, count: READ_AT_ONCE });
    alerts.push(...rows.filter(isShown));
    if (from + READ_AT_ONCE < entry.count) await setImmediate();
  }
  if (alerts.length === 0) return undefined;
  const { kind, groupId, createdAt } = entry;
  const card =
    kind === "lines"
      ? linesCard(alerts)
      : fileCard(entry, alerts, await store.groups.countEntries(groupId, createdAt));
  return { card, version: entry.version };
}
