import { describe, expect, it, onTestFinished, vi } from "vitest";
import { plainLine } from "../../../src/chat/plain.ts";
import { createFalcon } from "../../../src/falcon/client.ts";
import { fql } from "../../../src/falcon/fql.ts";
import { createHostIndex } from "../../../src/hosts/index/host-index.ts";
import { createHosts } from "../../../src/hosts/service.ts";
import { nameOf } from "../../../src/hosts/words.ts";
import { anchoredClock } from "../../../src/lib/clock.ts";
import { Secret } from "../../../src/lib/secret.ts";
import { reveal } from "../../../src/lib/untrusted.ts";
import { startSimulator, type SimulatorOptions } from "../../../src/simulator/simulator.ts";
import { outcomeOf } from "../outcome.ts";
import { estateNames, recordingLog } from "./sketches.ts";

const COMBINED = "/devices/combined/devices/v1";

/** `reloadMs` is how often everything is read anew; six hours unless set. */
async function startIndex(options: SimulatorOptions = {}, reloadMs?: number) {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.stop());
  const clock = anchoredClock();
  const log = recordingLog();
  const falcon = createFalcon({
    baseUrl: simulator.url,
    clientId: simulator.clientId,
    clientSecret: new Secret(simulator.clientSecret),
    clock,
    log,
    version: "test",
    budgets: { hosts: 60_000, detections: 50, feed: 120, containment: 10, rtr: 2_400, other: 600 },
  });
  const index = createHostIndex({
    falcon: falcon.hosts,
    clock,
    log,
    everyMs: 20,
    ...(reloadMs === undefined ? {} : { reloadMs }),
  });
  const hosts = createHosts({ falcon: falcon.hosts, clock, index });
  index.start();
  onTestFinished(() => index.stop());
  return { simulator, index, hosts, falcon, log };
}

const ready = (index: { isReady(): boolean }) => vi.waitFor(() => expect(index.isReady()).toBe(true), 5_000);

describe("the host index beside a Falcon cloud", () => {
  it("knows every host that is not hidden, and asks only for the fields it keeps", async () => {
    const { simulator, index } = await startIndex();
    await ready(index);
    const visible = simulator.state.hosts.filter((host) => host["host_hidden_status"] !== "hidden");
    expect(index.size()).toBe(visible.length);
    const [first] = simulator.state.callsTo(COMBINED);
    expect(first?.query["fields"]?.join()).toMatch(/^device_id,hostname,[\w,]+$/);
  });

  it("learns of a new host, another name and a containment within moments", async () => {
    const { simulator, index, falcon } = await startIndex({ containMs: 50 });
    await ready(index);
    simulator.addHost({ hostname: "ZEBRA-01" });
    await vi.waitFor(() => expect(index.lookup("zebra-01")).toHaveLength(1), 5_000);
    simulator.setHost("ZEBRA-01", { hostname: "QUAGGA-01" });
    await vi.waitFor(() => expect(index.lookup("quagga-01")).toHaveLength(1), 5_000);
    expect(index.lookup("zebra-01")).toEqual([]);
    await falcon.hosts.contain(index.lookup("quagga-01")[0] ?? "");
    await vi.waitFor(() => {
      const [found] = index.suggest("quagga", 1);
      expect(plainLine(found?.detail ?? "")).toMatch(/, contained$/);
    }, 5_000);
  });

  it("forgets a hidden host when it loads anew", async () => {
    const { simulator, index } = await startIndex({}, 100);
    await ready(index);
    expect(index.lookup("WIN-FIN-07")).toHaveLength(1);
    simulator.setHost("WIN-FIN-07", { hidden: true });
    await vi.waitFor(() => expect(index.lookup("WIN-FIN-07")).toEqual([]), 5_000);
  });

  it("offers values that lead to the very host offered", async () => {
    const { index, hosts, simulator } = await startIndex();
    await ready(index);
    const offered = index.suggest("", 100);
    expect(offered.some(({ value }) => value === "WIN-FIN-07")).toBe(true);
    for (const { value, label } of offered) {
      expect(plainLine(nameOf(await hosts.find(value)))).toBe(plainLine(label));
    }
    expect(offered).toHaveLength(index.size());
    const twins = index.suggest("WIN-HR-02", 3).map(({ value }) => value);
    expect(twins.every((id) => simulator.state.host(id)?.hostname.toUpperCase() === "WIN-HR-02")).toBe(true);
  });

  it("never decides: a host that the index still has is asked for live", async () => {
    const { index, hosts, simulator } = await startIndex();
    await ready(index);
    simulator.setHost("WIN-FIN-07", { hidden: true });
    expect(index.lookup("WIN-FIN-07")).toHaveLength(1);
    simulator.clearCalls();
    expect(await outcomeOf(hosts.find("WIN-FIN-07"))).not.toBe("found WIN-FIN-07");
    expect(simulator.state.callsTo("/devices/queries/devices/v1").length).toBeGreaterThan(0);
  });

  it("reads several pages, and completes without a call", async () => {
    const names = estateNames(5_200);
    const { index, hosts, simulator } = await startIndex({
      empty: true,
      hosts: names.map((hostname) => ({ hostname })),
    });
    await ready(index);
    await index.stop();
    expect(index.size()).toBe(5_200);
    simulator.clearCalls();
    const wanted = names[5_199] ?? "";
    const found = await hosts.suggest(wanted.slice(-7).toLowerCase(), 3);
    expect(found.map(({ value }) => value)).toEqual([wanted]);
    expect(simulator.state.calls).toEqual([]);
  });

  it("is mended by itself after faults, and says so once", async () => {
    const { index, log } = await startIndex({
      faults: [{ path: COMBINED, fault: { status: 400 }, count: 3 }],
    });
    await ready(index);
    const ours = log.lines.filter((line) => line.includes("host index"));
    expect(ours.map((line) => line.split(":")[0])).toEqual(["warn", "info", "info"]);
  });

  it("leaves suggestions to the live search when Falcon does not let it read all hosts", async () => {
    const { index, hosts } = await startIndex({
      faults: [{ path: COMBINED, fault: { status: 403 }, count: -1 }],
    });
    const found = await hosts.suggest("WIN-FIN", 3);
    expect(found.length).toBeGreaterThan(0);
    expect(index.isReady()).toBe(false);
  });

  it("pages hold the hosts of a filter, and the last says so", async () => {
    const { falcon } = await startIndex({
      empty: true,
      hosts: ["a-1", "a-2", "b-1"].map((hostname) => ({ hostname })),
    });
    const first = await falcon.hosts.sketches({ filter: fql`hostname:${["a-1", "a-2"]}`, limit: 1 });
    expect([...first.sketches]).toHaveLength(1);
    expect(first.total).toBe(2);
    const all = await falcon.hosts.sketches({ limit: 10 });
    expect([...all.sketches].map(({ hostname }) => reveal(hostname)).toSorted()).toEqual([
      "a-1",
      "a-2",
      "b-1",
    ]);
    expect(all.next).toBeUndefined();
  });
});
