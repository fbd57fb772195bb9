/** `audit`: who did what, newest first; of everybody, of one person, of one host or one request. */
import { z } from "zod";
import { Ambiguity } from "../src/chat/ambiguity.ts";
import { count, days, optionalWord } from "../src/chat/args.ts";
import { at, card, mono, note, text } from "../src/chat/card.ts";
import type { Card, Inline } from "../src/chat/card.ts";
import type { Moment } from "../src/chat/command.ts";
import type { AuditTrail } from "../src/audit/trail.ts";
import { DAY } from "../src/lib/clock.ts";
import { BotError } from "../src/lib/errors.ts";
import { untrusted } from "../src/lib/untrusted.ts";
import { defineCommand } from "./define.ts";
import type { Services } from "./define.ts";

type Row = Awaited<ReturnType<AuditTrail["recent"]>>[number];

const LOOK_BACK = 7;
const FEW = 30;
const MOST = 200;
/** Lines looked through for a name, which is written differently on each surface. */
const LOOKED_THROUGH = 2_000;

/** Names are looked for among the last 2,000 lines, ids among all of the time asked for. */
export const audit = defineCommand({
  name: "audit",
  summary: "Show the audit trail, of a person, a host or a request",
  role: "viewer",
  args: z.object({
    about: optionalWord("Person, host or request", "a name or an id; me for yourself"),
    days: days(LOOK_BACK),
    limit: count("Limit", FEW, MOST),
  }),
  examples: ["audit", "audit web-01 --days 30", "audit me"],
  async run({ about, days, limit }, moment, services) {
    const since = services.clock.now() - days * DAY;
    const filter = { since, limit };
    const found =
      about === undefined
        ? await listed(services.audit, filter)
        : await linesAbout(about, filter, moment, services);
    return auditCard(found, { days, ...(about === undefined ? {} : { about }) });
  },
});

interface Filter {
  readonly since: number;
  readonly limit: number;
  readonly about?: string;
}

interface Found {
  readonly rows: readonly Row[];
  /** Those beyond the limit, too. */
  readonly total: number;
}

async function listed(audit: AuditTrail, filter: Filter): Promise<Found> {
  const [rows, total] = await Promise.all([audit.recent(filter), audit.count(filter)]);
  return { rows, total: Math.max(total, rows.length) };
}

async function linesAbout(
  written: string,
  filter: Filter,
  { person, signal }: Moment,
  { audit, hosts }: Services,
): Promise<Found> {
  if (written.toLowerCase() === "me") return listed(audit, { ...filter, about: person.id });
  const direct = await listed(audit, { ...filter, about: written });
  if (direct.total > 0) return direct;
  const deviceId = await deviceMeant(written, hosts, signal);
  if (deviceId !== undefined) return listed(audit, { ...filter, about: deviceId });
  const all = await audit.recent({ since: filter.since, limit: LOOKED_THROUGH });
  const named = all.filter(({ body }) => isNamed(body, written));
  return { rows: named.slice(0, filter.limit), total: named.length };
}

/** The trail must be readable while Falcon is not: only a choice between hosts is put to the person. */
async function deviceMeant(
  written: string,
  hosts: Services["hosts"],
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return (await hosts.find(written, signal)).id;
  } catch (fault) {
    if (fault instanceof BotError && !(fault instanceof Ambiguity)) return undefined;
    throw fault;
  }
}

function isNamed({ actorName, hostnames = [] }: Row["body"], written: string): boolean {
  const names = [...hostnames, ...(actorName === undefined ? [] : [actorName])];
  return names.some((name) => untrusted(written).is(name));
}

interface Asked {
  readonly about?: string;
  readonly days: number;
}

function auditCard({ rows, total }: Found, { about, days }: Asked): Card {
  const data = { total, rows };
  const asked: Inline = [
    about === undefined ? "Everything" : ["About ", mono(untrusted(about))],
    ` in the last ${days} ${days === 1 ? "day" : "days"}`,
  ];
  if (rows.length === 0) return { ...card("Nothing in the audit trail", text(asked, ".")), data };
  const all = `${total.toLocaleString("en")} ${total === 1 ? "line" : "lines"}`;
  const more = rows.length < total ? ` --limit shows more of them, ${MOST} at most; audit export all.` : "";
  return {
    ...card(
      `Audit: ${all}${rows.length < total ? `, the last ${rows.length} shown` : ""}`,
      { kind: "table", columns: ["Line", "Time", "Who", "What", "About"], rows: rows.map(line) },
      note(asked, ", newest first.", more),
    ),
    data,
  };
}

const line = ({ seq, at: moment, body }: Row): readonly Inline[] => [
  String(seq),
  at(moment),
  body.actorName ?? body.actor,
  body.event.replaceAll(".", " "),
  subject(body),
];

/** Names beside ids: a name alone does not say which of two hosts it was. */
function subject({ approval, devices = [], hostnames = [] }: Row["body"]): Inline {
  const hosts = devices.map((id, index): Inline => [hostnames[index] ?? "", " ", mono(id), " "]);
  return [...hosts, approval === undefined ? "" : ["request ", mono(approval)]];
}
