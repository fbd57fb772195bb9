/** On-demand scans by their mark: started once, found again, followed to their end. */
import { describe, expect, it, onTestFinished } from "vitest";
import { createFalcon } from "../../src/falcon/client.ts";
import { anchoredClock } from "../../src/lib/clock.ts";
import { Secret } from "../../src/lib/secret.ts";
import { createScans } from "../../src/scans/service.ts";
import { silent } from "../fixtures/silent.ts";
import { startBed } from "../simulator/caller.ts";

async function desk(options: Parameters<typeof startBed>[0] = {}) {
  const bed = await startBed({ scanMs: 6_000, ...options });
  const { simulator } = bed;
  onTestFinished(() => simulator.stop());
  const falcon = createFalcon({
    baseUrl: simulator.url,
    clientId: simulator.clientId,
    clientSecret: new Secret(simulator.clientSecret),
    clock: anchoredClock(),
    log: silent,
    version: "test",
  });
  const id = (name: string): string => simulator.state.host(name)!.device_id;
  return { ...bed, scans: createScans({ falcon: falcon.scans }), id };
}

describe("a scan", () => {
  it("asks for detections alone: nothing is prevented or moved", async () => {
    const { scans, simulator, id } = await desk();
    await scans.start(id("WIN-FIN-07"), ["C:\\Users"], "Falconer r1 e1");
    const [call] = simulator.state.callsTo("/ods/entities/scans/v1", "POST");
    expect(call?.body).toMatchObject({
      hosts: [id("WIN-FIN-07")],
      file_paths: ["C:\\Users"],
      description: "Falconer r1 e1",
      quarantine: false,
      sensor_ml_level_detection: 2,
      sensor_ml_level_prevention: 0,
      mac_cloud_pup_adware_level_prevention: 0,
    });
    expect(call?.body).not.toHaveProperty("scan_inclusions");
  });

  it("is found by its mark alone, and by no other", async () => {
    const { scans, id, advance } = await desk();
    await scans.start(id("WIN-FIN-07"), ["C:\\"], "Falconer r1 e1");
    await scans.start(id("WIN-FIN-07"), ["C:\\"], "Falconer r1 e11");
    const states = async (...marks: readonly string[]) =>
      [...(await scans.states(marks))].map(([mark, { status }]) => [mark, status]);
    expect(await states("Falconer r1 e1", "Falconer r1 e2")).toEqual([["Falconer r1 e1", "waiting"]]);
    advance(2_000);
    expect(await states("Falconer r1 e11")).toEqual([["Falconer r1 e11", "running"]]);
    advance(6_000);
    expect(await states("Falconer r1 e1")).toEqual([["Falconer r1 e1", "completed"]]);
    expect(await states()).toEqual([]);
  });

  it("names what it found in words that are safe to look at", async () => {
    const { scans, simulator, id, advance } = await desk();
    simulator.addAlert({
      host: "WIN-FIN-07",
      severity: 70,
      filename: "x\u202egpj.exe",
      filepath: "\\Device\\HarddiskVolume3\\Users\\x\u202egpj.exe",
    });
    await scans.start(id("WIN-FIN-07"), ["C:\\Users"], "mark");
    advance(9_000);
    const state = (await scans.states(["mark"])).get("mark");
    expect(state?.malicious).toBe(state?.finds.length);
    expect(state?.finds.join()).toContain("x⟦U+202E⟧gpj.exe");
  });

  it("fails on a host that takes none, and ends when it is cancelled", async () => {
    const { scans, simulator, id, send } = await desk();
    await scans.start(id("LNX-WEB-01"), ["/"], "linux");
    await scans.start(id("MAC-DES-03"), ["/"], "offline");
    const statuses = async () =>
      Object.fromEntries(
        [...(await scans.states(["linux", "offline"]))].map(([mark, { status }]) => [mark, status]),
      );
    expect(await statuses()).toEqual({ linux: "failed", offline: "waiting" });
    const scan = simulator.shelves.scans.all().find(({ description }) => description === "offline");
    await send("POST", "/ods/entities/scan-control-actions/cancel/v1", { ids: [scan?.id] });
    expect(await statuses()).toEqual({ linux: "failed", offline: "canceled" });
  });
});
