import { beforeAll, describe, expect, it } from "vitest";
import { Ambiguity } from "../../src/chat/ambiguity.ts";
import { FalconError } from "../../src/falcon/errors.ts";
import { reveal } from "../../src/lib/untrusted.ts";
import { inline } from "../bot/card-words.ts";
import { startBed } from "./bed.ts";
import { faultOf, outcomeOf } from "./outcome.ts";

const named = (...names: readonly string[]) => names.map((hostname) => ({ hostname }));

describe("finding one host in the invented company", () => {
  it.each([
    ["WIN-FIN-07", "found WIN-FIN-07"],
    ["win-fin-07", "found WIN-FIN-07"],
    ["  Win-Fin-07 ", "found WIN-FIN-07"],
    ["WIN-HR-02", "3 match"],
    ["WIN-FIN-7", "none; near: WIN-FIN-07 "],
    ["wni-fin-07", "none; near: WIN-FIN-07"],
    ["WIN-FIN-*", "refused: One exact host"],
    ["?IN-FIN-07", "refused: One exact host"],
    ["*", "refused: One exact host"],
    ["", "refused: Name a host"],
    ["all", "none; near: nothing"],
    ["x".repeat(300), "refused: No host has a name of 300 characters"],
    ["WIN", "none; near: "],
    ["x'),(hostname:*'*", "refused: One exact host"],
    ["x'),(status:'normal", "none; near: nothing"],
    ["00000000000000000000000000000000", "none; near: nothing"],
    ["203.0.113.255", "none; near: nothing"],
  ])("%s: %s", async (written, expected) => {
    const { hosts } = await startBed();
    expect(await outcomeOf(hosts.find(written))).toContain(expected);
  });

  it("a device id is taken in any case, with and without aid:", async () => {
    const { hosts, simulator } = await startBed();
    const { device_id: id } = simulator.state.host("DC-01")!;
    for (const written of [id, id.toUpperCase(), `aid:${id}`, ` AID:${id} `]) {
      expect((await hosts.find(written)).id).toBe(id);
    }
  });
});

describe("names as they are in the wild", () => {
  it.each([
    ["mixed case", named("wEb-01"), "WEB-01", "found wEb-01"],
    ["a domain behind it", named("web-01.corp.example"), "web-01", "found web-01.corp.example"],
    [
      "a domain behind it, written",
      named("web-01.corp.example"),
      "WEB-01.corp.EXAMPLE",
      "found web-01.corp.example",
    ],
    ["mixed case and a domain", named("Web-01.Corp.Example"), "wEB-01", "found Web-01.Corp.Example"],
    ["two domains", named("web-01.a.example", "web-01.b.example"), "web-01", "2 match"],
    ["the exact name before a longer one", named("web-01", "web-01.b.example"), "web-01", "found web-01"],
    ["half of a domain", named("web-01.corp.example"), "web-01.corp", "none; near: web-01.corp.example"],
    ["twins in different case", named("web-01", "WEB-01", "Web-01"), "web-01", "3 match"],
    ["a name within a name", named("web-011", "web-01-old", "old-web-01"), "web-01", "none; near: web-011"],
    ["a Kelvin sign for a k", named("\u212Aiosk-1"), "kiosk-1", "none"],
    ["quotes and commas", named('o\'brien, "pc"'), 'O\'BRIEN, "PC"', 'found o\'brien, "pc"'],
    ["a backslash", named("lab\\pc"), "LAB\\PC", "found lab\\pc"],
    ["umlauts", named("Müller-PC"), "müller-pc", "found Müller-PC"],
    ["a name that calls the channel", named("<!channel>"), "<!CHANNEL>", "found <!channel>"],
    [
      "a name that is another host's id",
      named("0123456789abcdef0123456789abcdef"),
      "0123456789abcdef0123456789abcdef",
      "none",
    ],
  ])("%s", async (_title, estate, written, expected) => {
    const { hosts } = await startBed({ empty: true, hosts: estate });
    expect(await outcomeOf(hosts.find(written))).toContain(expected);
  });

  it("an address means the host that has it, locally or externally", async () => {
    const { hosts } = await startBed({
      empty: true,
      hosts: [
        { hostname: "a", local_ip: "10.0.0.1", external_ip: "198.51.100.7" },
        { hostname: "b", local_ip: "10.0.0.11", external_ip: "198.51.100.7" },
        { hostname: "c", local_ip: "2001:db8::a", external_ip: "198.51.100.8" },
      ],
    });
    expect(await outcomeOf(hosts.find("10.0.0.1"))).toBe("found a");
    expect(await outcomeOf(hosts.find("198.51.100.8"))).toBe("found c");
    expect(await outcomeOf(hosts.find("198.51.100.7"))).toBe("2 match");
    expect(await outcomeOf(hosts.find("2001:DB8:0:0::A"))).toBe("found c");
  });

  it("counts the hosts that a word of a line names", async () => {
    const { hosts } = await startBed();
    const counts = await Promise.all(
      ["win-fin-07", "WIN-HR-02", "beaconing", "*", ""].map((word) => hosts.count(word)),
    );
    expect(counts).toEqual(["one", "several", "none", "none", "none"]);
  });
});

describe("a choice between hosts", () => {
  it("lists full ids, newest first, with system, last sight and containment", async () => {
    const { hosts, simulator } = await startBed();
    const fault = await faultOf(hosts.find("WIN-HR-02"));
    const candidates = fault instanceof Ambiguity ? fault.candidates : [];
    const expected = simulator.state.hosts
      .filter(({ hostname }) => hostname === "WIN-HR-02")
      .toSorted((a, b) => (a.last_seen < b.last_seen ? 1 : -1));
    expect(candidates.map(({ value }) => value)).toEqual(expected.map((device) => device.device_id));
    for (const { detail } of candidates) {
      expect(inline(detail)).toMatch(/Windows 1[01], last seen \d+, normal, on the network/);
    }
  });

  it("says how many there are when there are more than it lists", async () => {
    const { hosts } = await startBed({
      empty: true,
      hosts: Array.from({ length: 30 }, () => ({ hostname: "twin" })),
    });
    const fault = await faultOf(hosts.find("TWIN"));
    expect(fault).toMatchObject({ total: 30, hint: expect.stringContaining("25 of 30") as string });
    expect((fault as Ambiguity).candidates).toHaveLength(25);
  });

  it("refuses to guess when too many are alike to see them all", async () => {
    const crowd = Array.from({ length: 510 }, (_, i) => ({ hostname: `POS-${i}` }));
    const { hosts } = await startBed({ empty: true, hosts: [...crowd, { hostname: "pos.corp.example" }] });
    expect(await outcomeOf(hosts.find("pos"))).toContain("refused: More than 500 hosts");
    expect(await hosts.count("pos")).toBe("none");
  });

  it("finds the exact name although its parts are in more hosts than are compared", async () => {
    const crowd = Array.from({ length: 510 }, (_, i) => ({ hostname: `POS-${i}` }));
    const { hosts } = await startBed({ empty: true, hosts: [...crowd, { hostname: "POS" }] });
    expect(await outcomeOf(hosts.find("pos"))).toBe("found POS");
  });
});

describe("when Falcon does not answer as it should", () => {
  it("names the scope that is missing", async () => {
    const poor = { id: "f".repeat(32), secret: "s".repeat(40), scopes: ["alerts:read"] };
    const { hosts } = await startBed({ clients: [poor] }, poor);
    const fault = await faultOf(hosts.find("DC-01"));
    expect(fault).toBeInstanceOf(FalconError);
    expect((fault as FalconError).hint).toMatch(/Hosts: Read|devices:read/);
  });

  it("finds mixed case although the service refuses the text operator", async () => {
    const { hosts, simulator } = await startBed({ empty: true, hosts: named("web-01.corp.example") });
    simulator.addFault({
      match: "~",
      fault: { status: 400, body: { errors: [{ code: 400, message: "bad" }] } },
      count: -1,
    });
    expect(await outcomeOf(hosts.find("web-01"))).toBe("found web-01.corp.example");
  });

  it("twenty identical look-ups at once are one", async () => {
    const { hosts, simulator } = await startBed();
    const found = await Promise.all(Array.from({ length: 20 }, () => hosts.find("DC-01")));
    expect(new Set(found.map(({ id }) => id)).size).toBe(1);
    expect(simulator.state.callsTo("/devices/queries/devices/v1")).toHaveLength(1);
  });
});

describe("namesakes and completion", () => {
  let names: readonly string[];
  beforeAll(() => {
    names = ["Twin", "TWIN", "twin", "twin-2", "other"];
  });

  it("namesakes bear the name in any case, and are not the host itself", async () => {
    const { hosts, simulator } = await startBed({ empty: true, hosts: named(...names) });
    const [twin] = await hosts
      .search({ text: "Twin", limit: 10 })
      .then(({ devices }) => devices.filter((d) => reveal(d.hostname) === "TWIN"));
    const ids = await hosts.namesakes(twin!);
    const others = simulator.state.hosts.filter(({ hostname }) => hostname === "Twin" || hostname === "twin");
    expect([...ids].sort()).toEqual(others.map((device) => device.device_id).sort());
  });

  it("a re-imaged machine leaves a namesake behind", async () => {
    const { hosts, simulator } = await startBed();
    const before = await hosts.find("DC-01");
    expect(await hosts.namesakes(before)).toEqual([]);
    const fresh = simulator.replaceHost("DC-01");
    expect(await hosts.namesakes(before)).toEqual([fresh.device_id]);
  });

  it("a host without a name has no namesakes", async () => {
    const { hosts, simulator } = await startBed({ empty: true, hosts: named("", "") });
    const [nameless] = await hosts.byIds([simulator.state.hosts[0]!.device_id]);
    expect(await hosts.namesakes(nameless!)).toEqual([]);
  });

  it("completes the beginning of a name with ids", async () => {
    const { hosts, simulator } = await startBed();
    const offered = await hosts.suggest("dc-", 10);
    expect(offered.map(({ label }) => inline(label)).sort()).toEqual(["DC-01", "DC-02"]);
    expect(offered.every(({ value }) => simulator.state.host(value) !== undefined)).toBe(true);
    expect(await hosts.suggest("", 5)).toHaveLength(5);
  });
});
