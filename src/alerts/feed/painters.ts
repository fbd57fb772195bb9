/** Draws what the feed says, from its rows, each time that it is said or has changed. */
import type { Block, Card } from "../../chat/card.ts";
import type { GroupRow } from "../../store/feed-rows.ts";
import type { Repositories } from "../../store/store.ts";
import { fileCard, linesCard } from "./cards/entry.ts";
import { incidentCard } from "./cards/incident.ts";
import { isShown } from "./cards/lines.ts";
import { stormCard } from "./cards/storm.ts";
import { idIn } from "./subjects.ts";

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
  const statuses = await store.groups.statuses(group.id);
  return stormCard({ group, statuses, picture: await stormChart(group) });
}

export async function paintEntry({ store }: PainterParts, subject: string): Promise<Painted | undefined> {
  const entry = await store.groups.entry(idIn(subject));
  if (entry === undefined) return undefined;
  const alerts = (await store.groups.alertsOfEntry(entry.id)).filter(isShown);
  if (alerts.length === 0) return undefined;
  const { kind, groupId, createdAt } = entry;
  const card =
    kind === "lines"
      ? linesCard(alerts)
      : fileCard(entry, alerts, await store.groups.countEntries(groupId, createdAt));
  return { card, version: entry.version };
}
