/** The published `crowdstrike-falcon` client, unchanged but for the address it is pointed at. */
import { FalconClient } from "crowdstrike-falcon";
import { expect, it, onTestFinished } from "vitest";
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
  return {
    simulator,
    client,
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

it("signs in, finds a host, contains it, watches it and releases it", async () => {
  const { client, simulator, advance } = await clientBeside();
  const found = await client.hosts.queryDevicesByFilter(0, 10, "last_seen.desc", "hostname:['WIN-FIN-07']");
  const [id = ""] = found.resources;
  const read = async () => {
    const details = await client.hosts.postDeviceDetailsV2({ ids: [id] });
    return details.resources[0];
  };
  expect(await read()).toMatchObject({ hostname: "WIN-FIN-07", platformName: "Windows", status: "normal" });

  const sent = await client.hosts.performActionV2("contain", { ids: [id] });
  expect(sent.resources.map((resource) => resource?.id)).toEqual([id]);
  expect((await read())?.status).toBe("containment_pending");
  advance(4_000);
  expect((await read())?.status).toBe("contained");

  await client.hosts.performActionV2("lift_containment", { ids: [id] });
  advance(4_000);
  expect((await read())?.status).toBe("normal");
  expect(simulator.state.containCalls(id)).toBe(1);
  expect(simulator.state.tokensIssued).toBe(1);
});

it("is refused as by the real cloud", async () => {
  const { client, simulator } = await clientBeside();
  const contained = simulator.state.host("WIN-SALES-02")?.device_id ?? "";
  await expect(client.hosts.performActionV2("contain", { ids: [contained] })).rejects.toMatchObject({
    response: { status: 409 },
  });
  await expect(client.hosts.queryDevicesByFilter(0, 10, undefined, "hostname=broken")).rejects.toMatchObject({
    response: { status: 400 },
  });
});

it("reads groups, users, the customer id and alerts", async () => {
  const { client, simulator } = await clientBeside();
  const groups = await client.hostGroup.queryCombinedHostGroups();
  expect(groups.resources.map(({ name }) => name)).toEqual(["Domain Controllers", "Servers", "Workstations"]);
  const users = await client.userManagement.queryUserV1("uid:'lee.chan@meridian.example'");
  expect(users.resources).toEqual([simulator.state.users[1]?.uuid]);
  const [ccid] = (await client.sensorDownload.getSensorInstallersCCIDByQuery()).resources;
  expect(ccid).toMatch(/^[0-9A-F]{32}-[0-9A-F]{2}$/);
});

it("works on a host in real time, one by one and in a batch", async () => {
  const { client, simulator, advance } = await clientBeside({
    rtr: { connectMs: 0, commandMs: 1_000, uploadMs: 0 },
  });
  const { realTimeResponse: rtr, realTimeResponseAdmin: admin, realTimeResponseAudit: audit } = client;
  const idOf = (host: string) => simulator.state.host(host)?.device_id ?? "";
  const deviceId = idOf("WIN-FIN-07");
  const opened = await rtr.rTRInitSession({ deviceId, origin: "npm", queueOffline: false });
  const sessionId = opened.resources[0]?.sessionId ?? "";
  expect(opened.resources[0]?.scripts.map(({ command }) => command)).toContain("ls");

  const line = {
    baseCommand: "cat",
    commandString: "cat C:\\Windows\\win.ini",
    sessionId,
    deviceId,
    id: 0,
    persist: false,
  };
  const handed = await rtr.rTRExecuteCommand(line);
  const requestId = handed.resources[0]?.cloudRequestId ?? "";
  const before = await rtr.rTRCheckCommandStatus(requestId, 0);
  expect(before.resources[0]).toMatchObject({ complete: false, stdout: "" });
  advance(1_000);
  const after = await rtr.rTRCheckCommandStatus(requestId, 0);
  expect(after.resources[0]).toMatchObject({
    complete: true,
    stdout: expect.stringContaining("[fonts]") as string,
  });

  const refused = admin.rTRExecuteAdminCommand({ ...line, baseCommand: "put", commandString: "put a b c" });
  await expect(refused).rejects.toMatchObject({ response: { status: 400 } });
  await rtr.rTRExecuteActiveResponderCommand({
    ...line,
    baseCommand: "get",
    commandString: "get C:\\Windows\\win.ini",
  });
  advance(2_000);
  const [file] = (await rtr.rTRListFilesV2(sessionId)).resources;
  expect(file).toMatchObject({ complete: true, name: "C:\\Windows\\win.ini" });
  // Falcon answers a deletion with nothing, in which this client looks for JSON; its raw call does not.
  await rtr.rTRDeleteFileV2Raw({ ids: file?.id ?? "", sessionId });
  expect((await rtr.rTRListFilesV2(sessionId)).resources).toEqual([]);

  const batch = await rtr.batchInitSessions({
    hostIds: [deviceId, idOf("WIN-FIN-01")],
    existingBatchId: "",
    queueOffline: false,
  });
  expect(Object.keys(batch.resources)).toHaveLength(2);
  const scripts = await admin.rTRListScripts();
  expect(scripts.resources.length).toBeGreaterThan(0);
  expect((await audit.rTRAuditSessions()).resources).toHaveLength(2);

  await rtr.rTRDeleteSessionRaw({ sessionId });
  expect(simulator.state.rtr.open.map(({ hostname }) => hostname)).toEqual(["WIN-FIN-01"]);
});
