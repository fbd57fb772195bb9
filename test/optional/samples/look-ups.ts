/**
 * Recorded payloads as the answers of a scripted Falcon: the real client reads them, the real
 * look-ups make cards of them. What fails becomes the card that a person would get.
 */
import { createHash } from "node:crypto";
import { lookUpsOf } from "../../../src/app/look-ups.ts";
import { presentError } from "../../../src/bot/present-error.ts";
import { card, code, text, type Card } from "../../../src/chat/card.ts";
import { FalconError } from "../../../src/falcon/errors.ts";
import { fql } from "../../../src/falcon/fql.ts";
import { silent } from "../../fixtures/silent.ts";
import { bed, type Bed } from "../../falcon/bed.ts";
import { json, list, TOKEN } from "../../falcon/server.ts";
import { isObject, type Json, type Kind, type Payload } from "./payloads.ts";

export interface LookedUp {
  readonly cards: readonly Card[];
  /** What of the payload has to be readable on the first card. */
  readonly names: readonly string[];
}

type Look = (record: Json, here: Bed) => Promise<LookedUp>;

const DEVICES = "/devices/queries/devices/v1";
const ASKED = { limit: 6, days: 36_500 } as const;
const NOT_HEX = /[^0-9a-f]/;

/** Kinds that some question of ours is answered with; the rest no endpoint of ours gives. */
export const LOOKS: Partial<Readonly<Record<Kind, Look>>> = {
  host: async (record, here) => {
    const id = deviceIdOf(record["device_id"] ?? record["aid"]);
    const { server } = here;
    server.on(DEVICES, list([id]));
    server.on("/devices/entities/devices/v2", list([{ ...record, device_id: id }]));
    for (const path of [
      "/devices/entities/online-state/v1",
      "/alerts/queries/alerts/v2",
      GROUPS,
      GROUP_SEARCH,
    ])
      server.on(path, list([]));
    server.on("/devices/combined/devices/login-history/v2", list([]));
    const { hosts, alerts } = lookUps(here);
    return {
      cards: [await hosts.card(id, alerts), await hosts.listCard({ limit: ASKED.limit })],
      names: [id, ...named(record["hostname"])],
    };
  },
  "online state": async (record, { server, falcon }) => {
    const id = deviceIdOf(record["id"]);
    server.on("/devices/entities/online-state/v1", list([{ ...record, id }]));
    const states = await falcon.hosts.onlineState([id]);
    return { cards: [card("Online", text(String(states.get(id))))], names: named(record["state"]) };
  },
  vulnerability: async (record, here) => {
    here.server.on("/spotlight/combined/vulnerabilities/v1", list([{ id: "v-1", ...record }]));
    const cve = isObject(record["cve"]) ? record["cve"]["id"] : undefined;
    return {
      cards: [await lookUps(here).vulnerabilities.listCard({ ...ASKED, status: "open" })],
      names: named(cve),
    };
  },
  case: async (record, here) => {
    here.server.on("/cases/queries/cases/v1", list([record["id"]]));
    here.server.on("/cases/entities/cases/v2", list([record]));
    return { cards: [await lookUps(here).cases.listCard(ASKED)], names: named(record["name"]) };
  },
  incident: async (record, here) => {
    here.server.on("/cases/queries/cases/v1", list([]));
    here.server.on("/incidents/queries/incidents/v1", list([record["incident_id"]]));
    here.server.on("/incidents/entities/incidents/GET/v1", list([record]));
    return { cards: [await lookUps(here).cases.listCard(ASKED)], names: named(record["name"]) };
  },
  indicator: async (record, here) => {
    here.server.on("/iocs/combined/indicator/v1", list([record]));
    return { cards: [await lookUps(here).indicators.listCard(ASKED)], names: named(record["value"]) };
  },
  asset: async (record, here) => {
    // An application is no asset; the machine it was found on is one, by another's description.
    const machine = isObject(record["host"]) ? record["host"] : record;
    here.server.on("/discover/combined/hosts/v1", list([machine]));
    return { cards: [await lookUps(here).assets.listCard(ASKED)], names: named(machine["hostname"]) };
  },
  "real-time response": async (record, here) => {
    const { server, falcon } = here;
    server.on(
      "/real-time-response-audit/combined/sessions/v1",
      list([{ id: record["session_id"], ...record }]),
    );
    server.on("/real-time-response/entities/command/v1", list([record]));
    const piece = await falcon.rtr.commands.piece({ tier: "read-only", requestId: "r-1", sequence: 0 });
    return {
      cards: [await lookUps(here).sessions.listCard(ASKED), card("Output", code(piece.stdout))],
      names: [],
    };
  },
  "batch answer": async (record, { server, falcon }) => {
    server.on("/real-time-response/combined/batch-command/v1", json(201, record));
    const hosts = await falcon.rtr.batches.run({
      tier: "read-only",
      batchId: "b-1",
      baseCommand: "ls",
      commandString: "ls",
    });
    return {
      cards: [...hosts.values()].map(({ stdout, stderr }) => card("Answer", code(stdout), code(stderr))),
      names: [],
    };
  },
  refusal: async (record, { server, falcon }) => {
    const [first] = record["errors"] as readonly unknown[];
    const given = isObject(first) ? Number(first["code"]) : Number.NaN;
    server.on(DEVICES, json(given >= 400 && given < 600 ? given : 400, record));
    return { cards: [await refused(() => falcon.hosts.query({}))], names: [] };
  },
  exchange: async ({ request, response }, { server, falcon }) => {
    const asked = isObject(request) ? new URL(String(request["url"])).pathname : "";
    const { status, headers, body } = response as { status: number; headers?: Json; body: unknown };
    const answer = json(status, body, ownHeaders(headers));
    server.on(asked === TOKEN ? TOKEN : asked, answer);
    server.on(DEVICES, asked === TOKEN ? list([]) : answer);
    const query = (): Promise<unknown> =>
      asked.includes("spotlight")
        ? falcon.vulnerabilities.search({ filter: fql`status:${"open"}`, limit: 1 })
        : falcon.hosts.query({});
    if (status < 300) {
      await query();
      return { cards: [], names: [] };
    }
    return { cards: [await refused(query)], names: [] };
  },
};

const GROUPS = "/devices/entities/host-groups/v1";
const GROUP_SEARCH = "/devices/combined/host-groups/v1";

/** One payload, beside a Falcon of its own. */
export async function lookUp({ kind, record }: Payload): Promise<LookedUp | undefined> {
  const look = LOOKS[kind];
  return look?.(record, await bed());
}

const lookUps = ({ falcon, clock }: Bed) => lookUpsOf({ falcon, clock });

const named = (value: unknown): readonly string[] =>
  typeof value === "string" && value !== "" ? [value] : [];

/** Made-up records have made-up ids; what is no id of a host, the product rightly leaves out. */
function deviceIdOf(written: unknown): string {
  const id = String(written);
  return id.length === 32 && !NOT_HEX.test(id) ? id : createHash("md5").update(id).digest("hex");
}

/** Those of the recording that say something about the answer, not about its bytes. */
const ownHeaders = (headers: Json = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith("x-") || name === "location" ? [[name, String(value)]] : [],
    ),
  );

async function refused(ask: () => Promise<unknown>): Promise<Card> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof FalconError)) throw error;
    return presentError(error, { turn: "one", isPerson: true }, silent).answer.card;
  }
  throw new Error("a refusal was taken for an answer");
}
