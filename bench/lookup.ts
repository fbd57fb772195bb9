/**
 * What each look-up costs: calls to Falcon and time, from the words to the drawn card, with
 * a token in hand; against the fewest calls that can answer it, made bare. Names come
 * from the warm index.
 */
import { COMMANDS } from "../commands/index.ts";
import type { Services } from "../commands/define.ts";
import { drawCard } from "../adapters/web/render.ts";
import { lookUpsOf, tenantsOf } from "../src/app/look-ups.ts";
import type { Card } from "../src/chat/card.ts";
import type { Moment } from "../src/chat/command.ts";
import { createFalcon } from "../src/falcon/client.ts";
import { createHostIndex } from "../src/hosts/index/host-index.ts";
import { anchoredClock } from "../src/lib/clock.ts";
import { Secret } from "../src/lib/secret.ts";
import { untrusted } from "../src/lib/untrusted.ts";
import { startSimulator, type Simulator } from "../src/simulator/simulator.ts";
import { recordingLog } from "../test/hosts/index/sketches.ts";
import { ms, percentile, print, times } from "./figures.ts";

const ROUNDS = 60;
const WARM = 10;
const TYPED = ["win", "win-f", "WIN-FIN-0", "srv", "fin"];
/** Nobody is made to wait by our own budgets: what is measured is the work. */
const NO_BUDGETS = {
  hosts: 1e6,
  detections: 1e6,
  containment: 1e6,
  inventory: 1e6,
  changes: 1e6,
  other: 1e6,
  rtr: 1e6,
};
const SPOTLIGHT =
  "/spotlight/combined/vulnerabilities/v1?facet=cve&facet=host_info&facet=remediation&limit=20&filter=";

interface Question {
  readonly name: string;
  readonly args: Readonly<Record<string, string>>;
  /** The fewest calls that can answer it, one after the other where one needs the other. */
  readonly least: (falcon: Simulator) => readonly (readonly [path: string, ids?: string])[];
}

const idsFrom = (path: string, details: string) => () => [[path], [details, "ids"]] as const;

const QUESTIONS: readonly Question[] = [
  {
    name: "hosts",
    args: { text: "WIN-FIN" },
    least: idsFrom("/devices/queries/devices/v1?limit=20", "/devices/entities/devices/v2"),
  },
  {
    name: "detections",
    args: {},
    least: idsFrom("/alerts/queries/alerts/v2?limit=20", "/alerts/entities/alerts/v2"),
  },
  { name: "iocs", args: {}, least: () => [["/iocs/combined/indicator/v1?limit=20"]] },
  {
    name: "iocs",
    args: { value: "invoice-portal[.]example" },
    least: () => [["/iocs/combined/indicator/v1?limit=20"]],
  },
  { name: "vulns", args: {}, least: () => [[`${SPOTLIGHT}status:'open'`]] },
  {
    name: "vulns",
    args: { host: "WIN-FIN-07" },
    least: (falcon) => [
      ...idsFrom("/devices/queries/devices/v1?limit=20", "/devices/entities/devices/v2")(),
      [`${SPOTLIGHT}aid:'${falcon.state.host("WIN-FIN-07")?.device_id ?? ""}'`],
    ],
  },
  {
    name: "incidents",
    args: {},
    least: idsFrom("/cases/queries/cases/v1?limit=20", "/cases/entities/cases/v2"),
  },
  { name: "discover", args: {}, least: () => [["/discover/combined/hosts/v1?limit=20&filter=id:!'x'"]] },
  { name: "sessions", args: {}, least: () => [["/real-time-response-audit/combined/sessions/v1?limit=20"]] },
];

const moment: Moment = {
  person: { id: "bench", name: "Bench", roles: new Set(["viewer"]), accounts: [] },
  account: { surface: "bench", id: "1", tenant: "", name: untrusted("Bench"), standing: "member" },
  place: { surface: "bench", channel: "1" },
  askedBy: "person",
  turnId: "1",
  signal: new AbortController().signal,
};

export async function bench(): Promise<void> {
  const falcon = await startSimulator({ scenario: "quiet", limits: { data: 1e6 } });
  const clock = anchoredClock();
  const clientFor = () =>
    createFalcon({
      baseUrl: falcon.url,
      clientId: falcon.clientId,
      clientSecret: new Secret(falcon.clientSecret),
      clock,
      log: recordingLog(),
      version: "bench",
      budgets: NO_BUDGETS,
    });
  const client = clientFor();
  const index = createHostIndex({ falcon: client.hosts, clock, log: recordingLog() });
  index.start();
  while (!index.isReady()) await clock.sleep(5);
  const own = lookUpsOf({ falcon: client, clock, index });
  const tenants = tenantsOf({
    own,
    falcon: client,
    memberCid: undefined,
    clientFor,
    commands: COMMANDS,
    clock,
  });
  const token = await bareToken(falcon);

  const rows: Record<string, string> = {};
  for (const question of QUESTIONS) {
    const ours = await timed(() => ask(question, { tenants } as Services));
    falcon.clearCalls();
    await ask(question, { tenants } as Services);
    const calls = falcon.state.calls.length;
    const least = question.least(falcon);
    const bare = await timed(() => askBare(falcon, token, least));
    const label = [question.name, ...Object.values(question.args)].join(" ");
    rows[label] =
      `${calls} calls (least ${least.length}), p50 / p95 ${ms(percentile(ours, 0.5))} / ${ms(percentile(ours, 0.95))}, ` +
      `bare ${ms(percentile(bare, 0.5))} / ${ms(percentile(bare, 0.95))}, p50 ${times(percentile(ours, 0.5) / percentile(bare, 0.5))}`;
  }
  const suggestions = await timed(async () => void TYPED.map((written) => index.suggest(written, 8)), 1_000);
  rows["five completions from the warm index, p95"] = ms(percentile(suggestions, 0.95));
  print("lookup: calls and time, words to card", rows);
  await index.stop();
  await falcon.stop();
}

async function ask({ name, args }: Question, services: Services): Promise<void> {
  const command = COMMANDS.find(({ info }) => info.name === name);
  if (command === undefined) throw new Error(`no command ${name}`);
  const answer = await command.run(command.schema.parse(args), moment, services);
  draw("card" in answer ? answer.card : answer);
}

const draw = (card: Card): unknown => drawCard(card, { seal: () => "token", href: () => "/" });

async function askBare(
  { url }: Simulator,
  token: string,
  calls: ReturnType<Question["least"]>,
): Promise<void> {
  let ids: unknown;
  for (const [path, key] of calls) {
    const reply = await fetch(url + path, {
      method: key === undefined ? "GET" : "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(key === undefined ? {} : { body: JSON.stringify({ [key]: ids, composite_ids: ids }) }),
    });
    const body = (await reply.json()) as { readonly resources: unknown };
    if (!reply.ok) throw new Error(`${path} was answered ${reply.status}`);
    ids = body.resources;
  }
}

async function bareToken({ url, clientId, clientSecret }: Simulator): Promise<string> {
  const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret });
  const reply = await fetch(`${url}/oauth2/token`, { method: "POST", body });
  return ((await reply.json()) as { access_token: string }).access_token;
}

async function timed(work: () => Promise<void>, rounds = ROUNDS): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let round = 0; round < WARM + rounds; round += 1) {
    const startedAt = performance.now();
    await work();
    if (round >= WARM) taken.push(performance.now() - startedAt);
  }
  return taken;
}
