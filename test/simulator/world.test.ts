import { describe, expect, it } from "vitest";
import { createDice } from "../../src/simulator/dice.ts";
import { TokenDesk } from "../../src/simulator/token-desk.ts";
import { RateWindow } from "../../src/simulator/rate-window.ts";
import { Cursors, SCROLL_LIFE_MS } from "../../src/simulator/cursors.ts";
import type { Scenario } from "../../src/simulator/world/scenario.ts";
import { createWorld } from "../../src/simulator/world/world.ts";

const START = Date.parse("2026-03-02T09:00:00Z");
const MINUTE = 60_000;

function world(scenario: Scenario = "quiet", seed = 7) {
  const made = createWorld({
    dice: createDice(seed),
    startMs: START,
    containMs: 4_000,
    scenario,
    empty: false,
  });
  const names = (): string[] =>
    made.alerts
      .all()
      .slice(60)
      .map(({ name }) => name);
  const watchUntil = (ms: number): void =>
    made.alerts.catchUp(START + ms, (id, atMs) => made.hosts.statusAt(id, atMs) === "contained");
  return {
    ...made,
    names,
    watchUntil,
    idOf: (name: string) => made.hosts.find(name, START)?.device_id ?? "",
  };
}

describe("the invented company", () => {
  it("is the same on every run of one seed and another with another seed", () => {
    const [one, two, other] = [world(), world(), world("quiet", 8)];
    expect(one.hosts.devices(START)).toEqual(two.hosts.devices(START));
    expect(one.alerts.all()).toEqual(two.alerts.all());
    expect(one.idOf("WIN-FIN-07")).toMatch(/^[0-9a-f]{32}$/);
    expect(one.idOf("WIN-FIN-07")).not.toBe(other.idOf("WIN-FIN-07"));
  });

  it("has machines of three platforms, two domain controllers, servers, and tags", () => {
    const devices = world().hosts.devices(START);
    const count = (field: string, value: string) =>
      devices.filter((device) => device[field] === value).length;
    expect(devices.length).toBeGreaterThanOrEqual(40);
    expect(new Set(devices.map(({ device_id }) => device_id)).size).toBe(devices.length);
    expect(["Windows", "Mac", "Linux"].map((name) => count("platform_name", name) > 3)).toEqual([
      true,
      true,
      true,
    ]);
    expect(count("product_type_desc", "Domain Controller")).toBe(2);
    expect(count("product_type_desc", "Server")).toBeGreaterThan(5);
    expect(devices.every(({ tags }) => tags.every((tag) => tag.startsWith("FalconGroupingTags/")))).toBe(
      true,
    );
  });

  it("has a contained host, an offline one, and two stale records under one name", () => {
    const { hosts } = world();
    expect(hosts.find("WIN-SALES-02", START)?.status).toBe("contained");
    const away = hosts.find("MAC-DES-03", START);
    expect(hosts.record(away?.device_id ?? "")?.presence.online).toBe(false);
    const namesakes = hosts.devices(START).filter(({ hostname }) => hostname === "WIN-HR-02");
    expect(namesakes).toHaveLength(3);
    expect(namesakes.filter(({ device_id }) => hosts.record(device_id)?.presence.online)).toHaveLength(1);
  });

  it("has sixty alerts of five products, none from the last minutes and none from the future", () => {
    const alerts = world().alerts.all();
    expect(alerts).toHaveLength(60);
    expect(new Set(alerts.map(({ composite_id }) => composite_id)).size).toBe(60);
    expect([...new Set(alerts.map(({ product }) => product))].sort()).toEqual([
      "epp",
      "fcs",
      "idp",
      "mobile",
      "ngsiem",
    ]);
    expect(alerts.every((alert) => Date.parse(alert.updated_timestamp) <= START - 20 * MINUTE)).toBe(true);
    expect(alerts.filter(({ show_in_ui }) => !show_in_ui)).toHaveLength(1);
  });

  it("names every alert's technique and links it to a console that does not exist", () => {
    for (const alert of world().alerts.all()) {
      expect(alert["technique_id"]).toMatch(/^(T\d{4}(\.\d{3})?|CST\d{4})$/);
      expect(alert["falcon_host_link"]).toMatch(/^https:\/\/falcon\.meridian\.example\//);
      expect(alert.composite_id).toBe(`${alert.cid}:${alert.id}`);
    }
  });

  it("contains nothing hostile unless asked for", () => {
    const hostile = /<!|@everyone|<script/;
    expect(JSON.stringify(world("incident").hosts.devices(START))).not.toMatch(hostile);
    const scene = world("hostile");
    scene.watchUntil(MINUTE);
    expect(JSON.stringify(scene.hosts.devices(START))).toMatch(/<!channel>/);
    expect(scene.names()).toHaveLength(2);
  });
});

describe("the incident", () => {
  it("begins within ten seconds with a high alert on the finance laptop", () => {
    const scene = world("incident");
    scene.watchUntil(10_000);
    const [first, ...others] = scene.alerts.all().slice(60);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ severity_name: "High", device: { hostname: "WIN-FIN-07" } });
  });

  it("escalates to a server within three minutes when nobody acts", () => {
    const scene = world("incident");
    scene.watchUntil(3 * MINUTE);
    expect(scene.names()).toEqual([
      "MaliciousDocument",
      "HostReconnaissance",
      "BeaconToRareDomain",
      "CredentialTheft",
      "LateralMovement",
      "DataStaged",
    ]);
  });

  it("ends when the laptop is contained in time", () => {
    const scene = world("incident");
    scene.watchUntil(30_000);
    scene.hosts.act(scene.idOf("WIN-FIN-07"), "contain", START + 30_000);
    scene.watchUntil(3 * MINUTE);
    expect(scene.names()).toEqual(["MaliciousDocument", "HostReconnaissance"]);
  });

  it("goes on while the containment is still pending", () => {
    const scene = world("incident");
    scene.hosts.change(scene.idOf("WIN-FIN-07"), { online: false }, START);
    scene.hosts.act(scene.idOf("WIN-FIN-07"), "contain", START + 1_000);
    scene.watchUntil(MINUTE);
    expect(scene.names()).toContain("BeaconToRareDomain");
  });

  it("stays on the server when only the laptop is contained too late", () => {
    const scene = world("incident");
    scene.watchUntil(115_000);
    scene.hosts.act(scene.idOf("WIN-FIN-07"), "contain", START + 115_000);
    scene.watchUntil(3 * MINUTE);
    expect(scene.names()).toContain("DataStaged");
  });
});

it("a storm brings a thousand alerts with names of their own at once", () => {
  const scene = world("storm");
  scene.watchUntil(6_000);
  expect(new Set(scene.names()).size).toBe(1_000);
});

describe("a token", () => {
  const desk = () => new TokenDesk([{ id: "one", secret: "s", scopes: "all" }]);

  it("opens the door until it expires", () => {
    const tokens = desk();
    const result = tokens.signIn("one", "s", START);
    const header = `Bearer ${result.outcome === "issued" ? result.token : ""}`;
    expect(tokens.holder(header, START + 1_798_999)?.id).toBe("one");
    expect(tokens.holder(header, START + 1_799_000)).toBeUndefined();
  });

  it("is not given for a wrong secret or to somebody unknown", () => {
    expect(desk().signIn("one", "x", START).outcome).toBe("denied");
    expect(desk().signIn("two", "s", START).outcome).toBe("unknown-client");
  });
});

it("a rate window slides: refused calls name the second in which one will pass", () => {
  const window = new RateWindow(2);
  expect([window.take(0).remaining, window.take(30_000).remaining]).toEqual([1, 0]);
  expect(window.take(59_999).retryAfterS).toBe(60);
  expect(window.take(60_000).retryAfterS).toBeUndefined();
  expect(window.take(60_001).retryAfterS).toBe(90);
});

describe("a scroll", () => {
  const ids = ["a", "b", "c"];

  it("hands out everything once, then nothing and no token", () => {
    const cursors = new Cursors();
    const first = cursors.start(ids, "q", 2, START);
    const second = cursors.resume(first.next, "q", 2, START);
    const third = cursors.resume(second?.next ?? "", "q", 2, START);
    expect([first.ids, second?.ids, third?.ids, third?.next]).toEqual([["a", "b"], ["c"], [], ""]);
  });

  it("ends with its token's life and belongs to one query", () => {
    const cursors = new Cursors();
    const { next } = cursors.start(ids, "q", 1, START);
    expect(cursors.resume(next, "other", 1, START)).toBeUndefined();
    expect(cursors.resume(next, "q", 1, START + SCROLL_LIFE_MS + 1)).toBeUndefined();
  });
});
