/** The published `crowdstrike-falcon` client, unchanged, against each collection of the look-ups. */
import { FalconClient } from "crowdstrike-falcon";
import { describe, expect, it, onTestFinished } from "vitest";
import { startSimulator } from "../../src/simulator/simulator.ts";

async function clientBeside(options: Parameters<typeof startSimulator>[0] = {}) {
  let nowMs = Date.parse("2026-03-02T09:00:00Z");
  const simulator = await startSimulator({ scenario: "quiet", now: () => nowMs, ...options });
  onTestFinished(() => simulator.stop());
  const client = new FalconClient({
    cloud: "us-1",
    clientId: simulator.clientId,
    clientSecret: simulator.clientSecret,
    fetchApi: (input, init) => {
      const { pathname, search } = new URL(input instanceof Request ? input.url : input);
      return fetch(`${simulator.url}${pathname}${search}`, init);
    },
  });
  return { simulator, client, advance: (ms: number) => void (nowMs += ms) };
}

const refused = (status: number) => ({ response: { status } });
const NEW = {
  type: "domain",
  value: "new.example",
  action: "detect",
  severity: "high",
  platforms: ["windows"],
  appliedGlobally: true,
};

describe("IOC management", () => {
  it("searches by filter and by token, and reads by id", async () => {
    const { client, simulator } = await clientBeside();
    const domains = await client.ioc.indicatorCombinedV1("type:'domain'", undefined, 2);
    expect(domains.meta.pagination).toMatchObject({ total: 3, limit: 2 });
    const after = domains.meta.pagination?.after;
    const rest = await client.ioc.indicatorCombinedV1("type:'domain'", undefined, 2, undefined, after);
    const all = [...domains.resources, ...rest.resources];
    expect(new Set(all.map((one) => one.value)).size).toBe(3);
    expect(rest.meta.pagination?.after).toBe("");
    const [first] = all;
    const read = await client.ioc.indicatorGetV1([first?.id ?? ""]);
    expect(read.resources[0]).toMatchObject({ value: first?.value, type: "domain" });
    const ids = await client.ioc.indicatorSearchV1(undefined, 0, 500);
    expect(ids.resources.length).toBe(simulator.shelves.indicators.all().length);
  });

  it("creates all or nothing, changes, counts hosts and deletes by id", async () => {
    const { client, simulator } = await clientBeside();
    const before = simulator.shelves.indicators.all().length;
    const both = { indicators: [NEW, { ...NEW, value: "bad.example", action: "prevent" }] };
    await expect(client.ioc.indicatorCreateV1(both)).rejects.toMatchObject(refused(400));
    expect(simulator.shelves.indicators.all().length).toBe(before);

    const made = await client.ioc.indicatorCreateV1({ comment: "why", indicators: [NEW] });
    const id = made.resources[0]?.id ?? "";
    await expect(client.ioc.indicatorCreateV1({ indicators: [NEW] })).rejects.toMatchObject(refused(400));
    const changes = { indicators: [{ id, severity: "low" }] };
    await client.ioc.indicatorUpdateV1(changes as Parameters<typeof client.ioc.indicatorUpdateV1>[0]);
    expect(simulator.shelves.indicators.get(id)).toMatchObject({ severity: "low", action: "detect" });
    await client.ioc.indicatorDeleteV1(undefined, [id], "done");
    expect(simulator.shelves.indicators.get(id)).toBeUndefined();

    const alert = simulator.state.alerts.find(({ product }) => product === "epp");
    const seen = await client.ioc.indicatorGetDeviceCountV1("sha256", String(alert?.["sha256"]));
    expect(seen.resources[0]?.deviceCount).toBeGreaterThan(0);
  });
});

describe("Spotlight", () => {
  it("wants a filter without wildcards, and shows what is asked for as a facet", async () => {
    const { client } = await clientBeside();
    const { spotlightVulnerabilities: spotlight } = client;
    await expect(spotlight.combinedQueryVulnerabilities("")).rejects.toMatchObject(refused(400));
    await expect(spotlight.combinedQueryVulnerabilities("cve.id:'CVE*'")).rejects.toMatchObject(refused(400));
    const bare = await spotlight.combinedQueryVulnerabilities("status:'open'", undefined, 1);
    expect(bare.resources[0]?.hostInfo).toBeUndefined();
    const facets = ["cve", "host_info", "remediation"];
    const full = await spotlight.combinedQueryVulnerabilities(
      "status:'open'+cve.severity:'CRITICAL'",
      undefined,
      1,
      "updated_timestamp|desc",
      facets,
    );
    expect(full.resources[0]?.cve?.severity).toBe("CRITICAL");
    expect(full.resources[0]?.hostInfo?.hostname).not.toBe("");
    expect(full.resources[0]?.remediation?.entities?.[0]?.action).toMatch(/^(Update|Install)/);
  });
});

describe("Discover", () => {
  it("finds what has no sensor beside what has one", async () => {
    const { client, simulator } = await clientBeside();
    await expect(client.discover.combinedHosts("")).rejects.toMatchObject(refused(400));
    const strange = await client.discover.combinedHosts("entity_type:'unmanaged'", undefined, 2);
    expect(strange.meta.pagination).toMatchObject({ total: 4 });
    const names = simulator.state.hosts.map(({ hostname }) => hostname);
    expect(names).toContain(strange.resources[0]?.lastDiscovererHostname);
    const ids = await client.discover.queryHosts(0, 100, undefined, "entity_type:'managed'");
    const managed = await client.discover.getHosts(ids.resources.slice(0, 3));
    expect(managed.resources.every(({ aid }) => simulator.state.host(aid ?? "") !== undefined)).toBe(true);
  });
});

describe("cases", () => {
  it("are read by POST, and their evidence are alerts that exist", async () => {
    const { client, simulator } = await clientBeside();
    const ids = await client.cases.queriesCasesGetV1(2, 0, "created_timestamp.desc", "severity:>=50");
    const read = await client.cases.entitiesCasesPostV2({ ids: ids.resources });
    expect(read.resources.map(({ id }) => id).toSorted()).toEqual(ids.resources.toSorted());
    const alerts = read.resources.flatMap(({ evidence }) => evidence.alerts.records.map(({ id }) => id));
    expect(alerts.length).toBeGreaterThan(0);
    for (const id of alerts) expect(simulator.state.alert(id)).toBeDefined();
  });

  it("replace the incidents, which are gone unless a tenant still has them", async () => {
    const gone = await clientBeside({ incidents: 410 });
    await expect(gone.client.incidents.queryIncidents()).rejects.toMatchObject(refused(410));
    const kept = await clientBeside({ incidents: "answered" });
    const ids = await kept.client.incidents.queryIncidents();
    const read = await kept.client.incidents.getIncidents({ ids: ids.resources.map(String) });
    expect(read.resources.length).toBe(ids.resources.length);
    expect(read.resources[0]?.incidentId).toMatch(/^inc:/);
  });
});

describe("on-demand scans", () => {
  it("go from pending to completed, and tell what they found", async () => {
    const { client, simulator, advance } = await clientBeside({ scanMs: 6_000 });
    const alert = simulator.addAlert({
      host: "WIN-FIN-02",
      severity: 70,
      filepath: "\\Device\\HarddiskVolume3\\Users\\x.exe",
    });
    const host = simulator.state.host("WIN-FIN-02")!.device_id;
    const body = { hosts: [host], filePaths: ["C:\\Users"], description: "a scan" };
    const made = await client.ods.createScan(body as Parameters<typeof client.ods.createScan>[0]);
    const id = made.resources[0]?.id ?? "";
    const status = async () => (await client.ods.getScansByScanIdsV2([id])).resources[0]?.status;
    expect(await status()).toBe("pending");
    advance(3_000);
    expect(await status()).toBe("running");
    advance(5_000);
    expect(await status()).toBe("completed");
    const files = await client.ods.queryMaliciousFiles(`scan_id:'${id}'`);
    const found = await client.ods.getMaliciousFilesByIds(files.resources);
    expect(found.resources.map(({ hash }) => hash)).toContain(alert["sha256"]);
    await expect(client.ods.getScansByScanIdsV2(["nothing"])).rejects.toMatchObject(refused(404));
  });

  it("wait for an offline host, and can be cancelled", async () => {
    const { client, simulator, advance } = await clientBeside();
    const host = simulator.state.host("MAC-DES-03")!.device_id;
    const body = { hosts: [host], filePaths: ["/Users"], description: "a scan" };
    const made = await client.ods.createScan(body as Parameters<typeof client.ods.createScan>[0]);
    const id = made.resources[0]?.id ?? "";
    advance(60_000);
    expect((await client.ods.getScansByScanIdsV2([id])).resources[0]?.status).toBe("pending");
    await client.ods.cancelScans({ ids: [id] });
    expect((await client.ods.getScansByScanIdsV2([id])).resources[0]?.status).toBe("canceled");
  });
});

it("Flight Control children answer one by one", async () => {
  const cid = "c".repeat(32);
  const { client } = await clientBeside({ children: [{ cid, name: "North Mill" }] });
  const ids = await client.mssp.queryChildren();
  expect(ids.resources).toEqual([cid]);
  const read = await client.mssp.getChildrenV2({ ids: [cid] });
  expect(read.resources[0]).toMatchObject({ childCid: cid, name: "North Mill" });
});
