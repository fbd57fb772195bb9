/** The client beside a whole Falcon: what fifty people get at once, and what a filter means on arrival. */
import { inspect } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { createAlerts } from "../../src/alerts/service.ts";
import { createFalcon, type Falcon } from "../../src/falcon/client.ts";
import { fql } from "../../src/falcon/fql.ts";
import type { TimeLimits } from "../../src/falcon/request.ts";
import { createHosts } from "../../src/hosts/service.ts";
import { anchoredClock, HOUR } from "../../src/lib/clock.ts";
import { Secret } from "../../src/lib/secret.ts";
import { startSimulator, type Simulator, type SimulatorOptions } from "../../src/simulator/simulator.ts";
import type { Log } from "../../src/lib/log.ts";
import { errorOf } from "./bed.ts";

const QUERY = "/devices/queries/devices/v1";

interface Scene {
  readonly simulator: Simulator;
  readonly falcon: Falcon;
  readonly logged: string[];
}

async function scene(options: SimulatorOptions = {}, limits: Partial<TimeLimits> = {}): Promise<Scene> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.stop());
  const logged: string[] = [];
  const falcon = createFalcon({
    baseUrl: simulator.url,
    clientId: simulator.clientId,
    clientSecret: new Secret(simulator.clientSecret),
    clock: anchoredClock(),
    log: keeping(logged),
    version: "test",
    limits,
  });
  return { simulator, falcon, logged };
}

const fleet = (count: number): SimulatorOptions => ({
  empty: true,
  hosts: Array.from({ length: count }, (_, i) => ({ hostname: `FLEET-${String(i).padStart(3, "0")}` })),
});

/** What the host command does, for each host at the same time. */
async function lookUpAll({ simulator, falcon }: Scene): Promise<readonly PromiseSettledResult<string>[]> {
  const clock = anchoredClock();
  const hosts = createHosts({ falcon: falcon.hosts, clock });
  const alerts = createAlerts({ falcon: falcon.alerts, clock });
  const names = simulator.state.hosts.map(({ hostname }) => hostname);
  return Promise.allSettled(names.map(async (name) => JSON.stringify(await hosts.card(name, alerts))));
}

describe("fifty people who look up fifty hosts at once", () => {
  it("cost one token and are all answered in full within seconds", async () => {
    const here = await scene(fleet(50));
    const startedAt = performance.now();
    const cards = await lookUpAll(here);
    expect(cards.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(cards.filter((card) => card.status === "fulfilled" && /not known \(/.test(card.value))).toEqual(
      [],
    );
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect(here.simulator.state.tokensIssued).toBe(1);
    expect(here.simulator.state.callsTo(QUERY).length).toBeLessThanOrEqual(100);
    expect(here.simulator.state.callsTo("/alerts/queries/").length).toBeLessThanOrEqual(50);
  });

  it("cost two tokens when the first is revoked under way", async () => {
    const here = await scene(fleet(50));
    await here.falcon.hosts.query({ limit: 1 });
    here.simulator.revokeTokens();
    const cards = await lookUpAll(here);
    expect(cards.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(here.simulator.state.tokensIssued).toBe(2);
  });

  it("are answered when there are seventy, with what could not be asked said on the card", async () => {
    const here = await scene(fleet(70), { patienceMs: 2_000 });
    const startedAt = performance.now();
    const cards = await lookUpAll(here);
    expect(cards.filter(({ status }) => status === "rejected")).toEqual([]);
    const lacking = cards.filter((card) => card.status === "fulfilled" && /not known \(/.test(card.value));
    expect(lacking.length).toBeGreaterThan(0);
    expect(lacking.length).toBeLessThanOrEqual(20);
    expect(performance.now() - startedAt).toBeLessThan(6_000);
  });
});

describe("a look-up in trouble", () => {
  it("gets over a 500 on every third call and lists that are null", async () => {
    const { simulator, falcon } = await scene();
    for (let i = 0; i < 6; i += 1)
      simulator.addFault({ path: "/devices/", fault: { status: 500 }, skip: i * 3 + 2 });
    simulator.addFault({ path: "/alerts/", fault: "nulls", count: -1 });
    for (let i = 0; i < 4; i += 1) {
      const { ids } = await falcon.hosts.query({ limit: 3 });
      expect(await falcon.hosts.details(ids)).toHaveLength(3);
    }
    expect(await falcon.alerts.count(fql`status:${"no-such-status"}`)).toBe(0);
  });

  it.each(["reset-before", "reset-after", "truncate", "html"] as const)("gets over one %s", async (fault) => {
    const { simulator, falcon } = await scene();
    simulator.addFault({ path: QUERY, fault });
    expect((await falcon.hosts.query({ limit: 1 })).ids).toHaveLength(1);
    expect(simulator.state.callsTo(QUERY)).toHaveLength(2);
  });

  it("is told of a limit an hour away", async () => {
    const { simulator, falcon } = await scene();
    simulator.addFault({ path: QUERY, fault: { retryAfterMs: HOUR }, count: -1 });
    const { kind, retryAt = 0 } = await errorOf(falcon.hosts.query({ limit: 1 }));
    expect([kind, Math.round((retryAt - Date.now()) / HOUR)]).toEqual(["rate-limited", 1]);
  });
});

describe("an order", () => {
  it("is carried out once, though its answer was lost", async () => {
    const { simulator, falcon } = await scene({
      ...fleet(1),
      faults: [{ method: "POST", path: "/devices/entities/devices-actions", fault: "reset-after" }],
    });
    const [id = ""] = (await falcon.hosts.query({ limit: 1 })).ids;
    expect(await errorOf(falcon.hosts.contain(id))).toMatchObject({ effect: "unknown" });
    expect(simulator.state.containCalls(id)).toBe(1);
  });

  it("leaves neither secret nor token in the log or the error", async () => {
    const { simulator, falcon, logged } = await scene({
      ...fleet(1),
      faults: [{ path: QUERY, fault: { status: 500 }, count: -1 }],
    });
    const error = await errorOf(falcon.hosts.query({ limit: 1 }));
    const said = [...logged, String(error.stack), JSON.stringify(error), String(error.cause)].join("\n");
    expect(said).toContain(QUERY);
    expect(said).not.toContain(simulator.clientSecret);
    expect(said).not.toMatch(/bearer|access_token/i);
  });
});

describe("records", () => {
  it("come in the order of the question, each once, and unknown ones not at all", async () => {
    const { falcon } = await scene();
    const { ids } = await falcon.hosts.query({ limit: 6 });
    const asked = [...ids.toReversed(), "f".repeat(32), ids[0]!.toUpperCase()];
    expect((await falcon.hosts.details(asked)).map(({ id }) => id)).toEqual(ids.toReversed());
    const alerts = (await falcon.alerts.query({ limit: 6 })).ids;
    const found = await falcon.alerts.details([...alerts.toReversed(), "cid:ind:gone:1"]);
    expect(found.map(({ compositeId }) => compositeId)).toEqual(alerts.toReversed());
  });

  it.each(["a+b", "a&b=c", "a#b", "a%2Bb", "büro-ß-東京", "o'brien", String.raw`back\slash`, "emoji-🦅"])(
    "of a host called %s are found by that name",
    async (hostname) => {
      const { falcon } = await scene({ empty: true, hosts: [{ hostname }, { hostname: "another" }] });
      const { ids } = await falcon.hosts.query({ filter: fql`hostname:${[hostname]}`, limit: 5 });
      expect((await falcon.hosts.details(ids)).map(({ hostname: found }) => found.is(hostname))).toEqual([
        true,
      ]);
    },
  );
});

function keeping(lines: string[]): Log {
  const write = (message: string, fields?: unknown): void => {
    lines.push(`${message} ${inspect(fields, { depth: 12, showHidden: true })}`);
  };
  const log: Log = { debug: write, info: write, warn: write, error: write, child: () => log };
  return log;
}
