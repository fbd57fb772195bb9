import { describe, expect, it } from "vitest";
import { detections } from "../../commands/detections.ts";
import { host } from "../../commands/host.ts";
import { hosts } from "../../commands/hosts.ts";
import { alert } from "../../commands/alert.ts";
import { buttonsOf, wordsOf } from "../bot/card-words.ts";
import { startBed } from "../hosts/bed.ts";
import { say } from "./say.ts";

describe("the look-up commands", () => {
  it("host shows one machine with its open alerts", async () => {
    const bed = await startBed({
      empty: true,
      hosts: [{ hostname: "web-01", online: true }],
      alerts: [{ host: "web-01", severity: 90, severity_name: "Critical", status: "new" }],
    });
    const card = await say(host, { host: "WEB-01" }, bed);
    const words = wordsOf(card);
    expect(words).toContain(`Device id: ${bed.simulator.state.host("web-01")!.device_id}`);
    expect(words).toContain("Open alerts: 1, worst critical");
    expect(words).toContain("Online: online");
    expect(buttonsOf(card).map(({ label }) => label)).toEqual(["Isolate", "Detections"]);
  });

  it("host stays useful while other services fail", async () => {
    const bed = await startBed({
      empty: true,
      hosts: [{ hostname: "web-01" }],
      faults: [
        { path: "/devices/entities/online-state/v1", fault: { status: 403 }, count: -1 },
        { path: "/devices/combined/devices/login-history", fault: { status: 403 }, count: -1 },
        { path: "/alerts", fault: { status: 403 }, count: -1 },
      ],
    });
    const words = wordsOf(await say(host, { host: "web-01" }, bed));
    expect(words).toContain("Last user: ");
    expect(words).toMatch(/Online: not known \(.*Hosts: Read/);
    expect(words).toMatch(/Recent logins: not known \(.*Hosts: Read/);
    expect(words).toMatch(/Open alerts: not known \(.*Alerts: Read/);
  });

  it("hosts searches by text, by filter and by options", async () => {
    const bed = await startBed();
    const total = async (args: object): Promise<unknown> => (await say(hosts, args, bed)).data;
    expect(await total({ text: "win-fin" })).toMatchObject({ total: 8 });
    expect(await total({ text: "fin" })).toMatchObject({ total: 8 });
    expect(await total({ text: "hostname:'DC-0*'" })).toMatchObject({ total: 2 });
    expect(await total({ tag: "plc" })).toMatchObject({ total: 2 });
    expect(await total({ platform: "Linux", limit: "3" })).toMatchObject({ total: 6 });
    expect(await total({ status: "contained" })).toMatchObject({ total: 1 });
    const [group] = bed.simulator.state.groups.filter(({ name }) => name === "Domain Controllers");
    expect(await total({ group: group!.id })).toMatchObject({ total: 2 });
    expect(await total({ group: "domain controllers" })).toMatchObject({ total: 2 });
    await expect(total({ group: "Domain Controler" })).rejects.toMatchObject({ code: "not-found" });
    expect(wordsOf(await say(host, { host: "DC-01" }, bed))).toContain("Groups: Domain Controllers");
  });

  it("detections keeps to the host named, and alert opens one of them", async () => {
    const bed = await startBed();
    const [first] = bed.simulator.state.alerts.filter(({ product }) => product === "epp");
    const device = (first as { device?: { device_id: string } }).device!.device_id;
    const list = await say(detections, { host: `aid:${device}`, days: "30" }, bed);
    expect(wordsOf(list)).toContain(first!.composite_id);
    const one = await say(alert, { id: first!.composite_id }, bed);
    expect(wordsOf(one)).toContain(first!.display_name);
  });
});
